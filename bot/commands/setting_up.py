"""What every command needs first: the configuration, or a clear word why not."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from bot.config import Settings

T = TypeVar("T")
MUST_MEND = 1
WRONG_USE = 2


def fail(*lines: str, code: int = MUST_MEND) -> NoReturn:
    """Say what is wrong on standard error, and end."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(code)


def settings(**overrides: Any) -> Settings:
    """The configuration; ends the program when it is refused."""
    from bot import logs
    from bot.config import ConfigInvalid, config_file, load_settings

    try:
        loaded = load_settings(**overrides)
    except ConfigInvalid as error:
        where = config_file() or "the environment"
        fail(f"The configuration ({where}) is refused:", *(f"  {one}" for one in error.problems))
    logs.set_up(loaded.log.level, loaded.log.format)
    return loaded


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's asynchronous part."""
    return asyncio.run(work)
