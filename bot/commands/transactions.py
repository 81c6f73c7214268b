"""One transaction for a command, on a database that is up to date."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from bot.config import Settings
from community.clock import SystemClock
from community.storage import migrations
from community.storage.database import Database, Transaction

T = TypeVar("T")


async def upgraded(settings: Settings, call: Callable[[Transaction, datetime], Awaitable[T]]) -> T:
    """Upgrade the database, then run `call` with a transaction and the time."""
    database = Database(settings.database.url.get_secret_value())
    try:
        await migrations.upgrade(database)
        async with database.transaction() as tx:
            return await call(tx, SystemClock().now())
    finally:
        await database.close()
