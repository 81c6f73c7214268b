"""Alembic's environment: the connection is handed in by `community.storage.migrations.upgrade`."""

from alembic import context

from community import capabilities  # noqa: F401 - all tables
from community.storage.base import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
