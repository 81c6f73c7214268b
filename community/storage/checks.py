"""What the engine itself can say of a database file, and whether it is of this version."""

from __future__ import annotations

from sqlalchemy import text

from community.storage import migrations
from community.storage.database import Database, Transaction


async def revision(database: Database) -> list[str]:
    """A line when the database is not at the revision that this version needs."""
    current, newest = await migrations.current(database), migrations.newest()
    if current == newest:
        return []
    return [f"migrations: the database is at {current}, this version needs {newest}"]


async def engine(tx: Transaction) -> list[str]:
    """SQLite's own checks, a line for each finding; PostgreSQL has tools of its own."""
    if tx.dialect != "sqlite":
        return []
    found = [
        f"integrity: {row[0]}"
        for row in await tx.rows(text("PRAGMA integrity_check"))
        if row[0] != "ok"
    ]
    dangling = await tx.rows(text("PRAGMA foreign_key_check"))
    return found + [f"foreign key: {row[0]} row {row[1]} points nowhere" for row in dangling]
