"""Alembic's environment: the connection is handed in by `community.migrations.upgrade`."""

from alembic import context

from community.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
