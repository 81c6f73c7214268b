"""What every command needs first: the configuration, or a clear word why not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

from bot.commands.terminal import say
from bot.database_url import secrets_of
from bot.hidden import hide

if TYPE_CHECKING:
    from bot.config import Settings

T = TypeVar("T")
MUST_MEND = 1
WRONG_USE = 2
_DATABASE_LIBRARIES = ("sqlalchemy", "sqlite3", "asyncpg", "alembic")


def fail(*lines: str, code: int = MUST_MEND) -> NoReturn:
    """Say what is wrong on standard error, and end."""
    say(*lines, err=True)
    raise typer.Exit(code)


def settings() -> Settings:
    """The configuration, with logs set up; ends the program when it is refused."""
    from bot import logs

    loaded = settings_only()
    logs.set_up(loaded.log.level, loaded.log.format)
    telegram, web = loaded.telegram, loaded.web
    for secret in (telegram.token, telegram.proxy, web.secret):
        hide(secret.get_secret_value() if secret else "")
    return loaded


def settings_only() -> Settings:
    """The configuration for a command that logs nothing and must be quick."""
    from bot.config import ConfigInvalid, config_file, load_settings

    try:
        loaded = load_settings()
    except ConfigInvalid as error:
        where = config_file() or "the environment"
        fail(f"The configuration ({where}) is refused:", *(f"  {one}" for one in error.problems))
    for secret in secrets_of(loaded.database.url.get_secret_value()):
        hide(secret)
    return loaded


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's asynchronous part; ends the program when the database fails it."""
    with database_explained():
        return asyncio.run(work)


def in_transaction(call: Callable[[Any, Any], Awaitable[T]]) -> T:
    """What `call` returns, given a transaction and the time, on a database that is up to date."""
    from bot.commands.transactions import upgraded

    return finish(upgraded(settings(), call))


@contextmanager
def database_explained() -> Iterator[None]:
    """A database that cannot be used ends the program with a word about it, not a traceback.

    Only the kind of the error is said: the text of a driver may hold the URL.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "asyncpg":
            raise
        fail("PostgreSQL needs another package. Run: pip install 'anjia[postgres]'")
    except OSError as error:
        if error.filename is not None:
            fail(f"{error.filename}: {error.strerror}")
        _fail_on_database(error)
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _DATABASE_LIBRARIES:
            raise
        _fail_on_database(error)


def _fail_on_database(error: Exception) -> NoReturn:
    kind = type(error).__name__
    fail(f"The database does not answer ({kind}). Ask: python -m bot doctor")
