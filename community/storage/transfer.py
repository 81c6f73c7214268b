"""Everything of an SQLite database into an empty one: how a district outgrows one machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import String, Table, collate, delete, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from community.storage import migrations
from community.storage.database import Database
from community.storage.presence import sole_use

ROWS_AT_ONCE = 1000


class TransferRefused(Exception):
    """Nothing was copied; the text says why and what to do."""


async def copy_everything(source: Database, target: Database) -> dict[str, int]:
    """Copy every row of every table; returns how many there are of each.

    `source` is an SQLite database that no bot uses, `target` one without rows. Every row is read
    back and compared before the one transaction on `target` commits: all or nothing.

    Raises `TransferRefused`, and `DatabaseInUse` when a bot runs on `source`.
    """
    if source.file is None or not source.file.exists():
        raise TransferRefused(f"{source.file} does not exist.")
    with sole_use(source):
        if await migrations.current(source) != migrations.newest():
            raise TransferRefused(
                f"{source.file} is not at the newest revision. "
                "Run `db upgrade` while it is the configured database."
            )
        await migrations.upgrade(target)
        async with source.read_engine.connect() as old, target.write_engine.begin() as new:
            await _expect_empty(source.tables, new)
            return {table.name: await _copy(table, old, new) for table in source.tables}


async def _expect_empty(tables: Sequence[Table], new: AsyncConnection) -> None:
    """Refuse a database with rows; those of its own processes give way."""
    for table in tables:
        if table.info.get("of_processes"):
            await new.execute(delete(table))
        elif (await new.execute(select(table).limit(1))).first() is not None:
            raise TransferRefused(
                f"The configured database is not empty (table {table.name}). Configure a new one."
            )


async def _copy(table: Table, old: AsyncConnection, new: AsyncConnection) -> int:
    number = 0
    async for rows in _rows(table, old):
        try:
            await new.execute(insert(table), rows)
        except (IntegrityError, DataError) as error:
            raise TransferRefused(
                f"A row of {table.name} breaks a promise ({type(error).__name__}). "
                "Run `db check` while the old database is configured: it says which."
            ) from None
        number += len(rows)
    await _number_on(table, new)
    before, after = _rows(table, old), _rows(table, new)
    while (rows := await anext(before, [])) == await anext(after, []):
        if not rows:  # both have come to their end
            return number
    raise TransferRefused(
        f"Rows of {table.name} are not what they were. "
        "Was the database changed meanwhile? Try again."
    )


async def _rows(table: Table, connection: AsyncConnection) -> AsyncIterator[list[dict[str, Any]]]:
    """All rows by their key, in parts of `ROWS_AT_ONCE`; texts in one order on both engines."""
    bytewise = "BINARY" if connection.dialect.name == "sqlite" else "C"
    order = [
        collate(column, bytewise) if isinstance(column.type, String) else column
        for column in table.primary_key
    ]
    result = await connection.stream(select(table).order_by(*order))
    async for part in result.mappings().partitions(ROWS_AT_ONCE):
        yield [dict(row) for row in part]


async def _number_on(table: Table, new: AsyncConnection) -> None:
    """PostgreSQL does not count rows that came with their numbers."""
    column = table.autoincrement_column
    if column is None or new.dialect.name != "postgresql":
        return
    last = (await new.execute(select(func.max(column)))).scalar()
    if last is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        await new.execute(select(func.setval(sequence, last)))
