"""A consistent copy of a live SQLite database. Never copy its files while it runs."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from community.storage.database import Database


class BackupFailed(Exception):
    """No copy was made, or it did not pass its check and was removed."""


async def back_up(database: Database, file: Path) -> int:
    """Write a copy to `file`, which must not exist; returns its size in bytes.

    The copy is made by `VACUUM INTO` under a temporary name, passes `integrity_check` and
    `foreign_key_check`, and only then takes its name. Raises `BackupFailed`.
    """
    return await asyncio.to_thread(_copy, database.file, file)


def _copy(source: Path | None, file: Path) -> int:
    if source is None or not source.exists():
        raise BackupFailed("there is no database file yet")
    if file.exists():
        raise BackupFailed(f"{file} exists already")
    if not file.parent.is_dir():
        raise BackupFailed(f"{file.parent} is not a directory")
    partial = file.with_name(file.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(source, timeout=10)
        try:
            connection.execute("VACUUM INTO ?", (str(partial),))
        finally:
            connection.close()
        _verify(partial)
        partial.rename(file)
    except sqlite3.Error as error:
        raise BackupFailed(str(error)) from error
    finally:
        partial.unlink(missing_ok=True)
    return file.stat().st_size


def _verify(copy: Path) -> None:
    connection = sqlite3.connect(copy)
    try:
        answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
        dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()
    if answer != "ok" or dangling:
        raise BackupFailed(f"the copy is damaged: {answer}, {len(dangling)} dangling references")
