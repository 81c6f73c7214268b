"""Databases of earlier versions, as they were on disk: `tests/data/database_N.json`.

Recorded from version N while it ran: every table has rows, updates wait and are claimed in the
inbox (by the real clock, so the lease is long over), notices are pending, claimed and being sent,
forms are open, and `buttons` is what stood in the chats.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection, MetaData, Table

from community.storage import migrations
from community.storage.database import Database

DATA = Path(__file__).parent / "data"
RECORDINGS = sorted(DATA.glob("database_*.json"))


@dataclass(frozen=True, slots=True)
class Button:
    """One that stood in the private chat of a member."""

    member: int
    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Recording:
    revision: str
    recorded_at: datetime
    tables: dict[str, list[dict[str, Any]]]
    buttons: tuple[Button, ...]

    @classmethod
    def of(cls, file: Path) -> Recording:
        read = json.loads(file.read_text("utf-8"))
        return cls(
            read["revision"],
            datetime.fromisoformat(read["recorded_at"]),
            read["tables"],
            tuple(Button(*button) for button in read["buttons"]),
        )

    @property
    def people(self) -> list[int]:
        """The numbers of the members on Telegram."""
        return [row["channel_user_id"] for row in self.tables["member"]]


async def restore(database: Database, recording: Recording) -> None:
    """Make an empty database what it was, with the tables that there were."""
    async with database.write_engine.begin() as connection:
        await connection.run_sync(_restore, recording)


def _restore(connection: Connection, recording: Recording) -> None:
    command.upgrade(migrations._config(connection), recording.revision)
    were = MetaData()
    were.reflect(connection)
    for table in were.sorted_tables:
        rows = recording.tables.get(table.name)
        if rows:
            connection.execute(sa.delete(table))  # the migration may have put some there
            connection.execute(table.insert(), list(_typed(table, rows, connection.dialect.name)))
            _number_on(table, connection)


def _typed(table: Table, rows: Iterable[dict[str, Any]], dialect: str) -> Iterable[dict[str, Any]]:
    """JSON has no moments and no days; SQLite keeps moments in UTC without saying so."""
    for row in rows:
        values = dict(row)
        for column in table.columns:
            value = values.get(column.name)
            if isinstance(value, str) and isinstance(column.type, sa.DateTime):
                moment = datetime.fromisoformat(value).astimezone(UTC)
                value = moment.replace(tzinfo=None) if dialect == "sqlite" else moment
            elif isinstance(value, str) and isinstance(column.type, sa.Date):
                value = date.fromisoformat(value)
            elif value is None and isinstance(column.type, sa.JSON):
                value = sa.null()
            values[column.name] = value
        yield values


def _number_on(table: Table, connection: Connection) -> None:
    """PostgreSQL does not count rows that came with their numbers."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        connection.execute(sa.select(sa.func.setval(sequence, sa.func.max(table.c.id))))
