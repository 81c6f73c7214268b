"""`db`: bring the database up to date, back it up, move it, check what it promises."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.setting_up import database_explained, fail, finish, settings
from bot.commands.terminal import say

app = typer.Typer(help="Upgrade, back up, move and check the database.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Create the database or bring it to the newest revision."""
    from community.storage import migrations
    from community.storage.database import Database

    async def work() -> tuple[str | None, str]:
        database = Database(settings().database.url.get_secret_value())
        try:
            return await migrations.upgrade(database)
        finally:
            await database.close()

    before, after = finish(work())
    say(f"already at {after}" if before == after else f"{before or 'empty'} -> {after}")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; must not exist.")],
) -> None:
    """Write a consistent copy of an SQLite database and check it."""
    from community.storage.backup import BackupFailed, back_up
    from community.storage.database import Database

    chosen = settings()
    with database_explained():
        database = Database(chosen.database.url.get_secret_value())
    if database.dialect != "sqlite":
        fail(
            "This database is PostgreSQL. Back it up with its own tool:",
            f"  pg_dump --format=custom --file={file} --dbname=YOUR_DATABASE",
            "and try the copy out with pg_restore into an empty database.",
        )

    async def work() -> int:
        try:
            return await back_up(database, file)
        finally:
            await database.close()

    try:
        size = finish(work())
    except BackupFailed as error:
        fail(f"No backup was made: {error}")
    say(f"{file}: {size} bytes, integrity ok")


@app.command()
def copy(
    file: Annotated[Path, typer.Argument(help="The SQLite database; no bot may run on it.")],
) -> None:
    """Fill the configured, still empty database with everything of an SQLite database."""
    from community.storage.database import Database
    from community.storage.presence import DatabaseInUse
    from community.storage.transfer import TransferRefused, copy_everything

    chosen = settings()

    async def work() -> dict[str, int]:
        source = Database(f"sqlite+aiosqlite:///{file}")
        target = Database(chosen.database.url.get_secret_value())
        try:
            return await copy_everything(source, target)
        finally:
            await source.close()
            await target.close()

    try:
        copied = finish(work())
    except DatabaseInUse:
        fail(f"A bot runs on {file}. Stop it first; it loses nothing.")
    except TransferRefused as error:
        fail(f"Nothing was copied. {error}")
    for table, rows in copied.items():
        if rows:
            say(f"{table}: {rows}")
    say(f"{sum(copied.values())} rows copied, each read back and compared")


@app.command()
def check() -> None:
    """Verify what the constraints cannot; exit 1 and say what was found."""
    from community.checks import check_database
    from community.storage.database import Database

    async def work() -> list[str]:
        database = Database(settings().database.url.get_secret_value())
        try:
            return await check_database(database)
        finally:
            await database.close()

    found = finish(work())
    for line in found:
        say(line)
    if found:
        raise typer.Exit(1)
    say("ok: every promise holds")
