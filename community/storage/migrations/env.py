"""Alembic's environment: the connection is handed in by `community.storage.migrations.upgrade`."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
