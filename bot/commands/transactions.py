"""Transactions for a command, on a database that is up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeAlias, TypeVar

from bot.config import Settings
from community.clock import SystemClock
from community.storage import migrations
from community.storage.database import Database, Transaction

T = TypeVar("T")


Call: TypeAlias = Callable[[Transaction, datetime], Awaitable[T]]


async def upgraded(settings: Settings, call: Call[T]) -> T:
    """Upgrade the database, then run `call` with a transaction and the time."""
    async with _up_to_date(settings) as database, database.transaction() as tx:
        return await call(tx, SystemClock().now())


async def in_transactions(settings: Settings, call: Call[bool]) -> None:
    """The same, with another transaction each time, until `call` says that it is done (False).

    In between others may write: a running bot, on SQLite.
    """
    async with _up_to_date(settings) as database:
        going = True
        while going:
            async with database.transaction() as tx:
                going = await call(tx, SystemClock().now())


@asynccontextmanager
async def _up_to_date(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database.url.get_secret_value())
    try:
        await migrations.upgrade(database)
        yield database
    finally:
        await database.close()
