"""Alembic migrations of all tables, applied by `db upgrade` and on start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from community.storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

# Any number: the advisory lock under which one process migrates while the others wait.
_LOCK = 3301_0801


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this version of the program needs."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None
    return head


async def current(database: Database) -> str | None:
    """The revision that the database is at; None when it is empty."""
    from alembic.runtime.migration import MigrationContext

    async with database.read_engine.connect() as connection:
        return await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )


async def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the database to the newest revision; returns (before, after).

    On PostgreSQL one process migrates under an advisory lock while others wait for it.
    """
    from alembic import command

    before = await current(database)
    after = newest()
    if before != after:
        async with database.write_engine.begin() as connection:
            if database.dialect == "postgresql":
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))
    return before, after
