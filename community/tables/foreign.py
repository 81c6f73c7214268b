"""Files of others, read in a process of their own that is killed at its limits.

A file may be made to cost minutes and gigabytes whatever a reader looks out for. So it is read
elsewhere (`community.tables.reading_process`): with little memory and time, without this
process's environment, database or files, and the event loop goes on meanwhile. It gets bytes
and answers lines of JSON; a pickle, which could do anything here, is never read.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import structlog

import community
from community.tables.files import MAX_BYTES, Cell, FileRefused, Row, Table, Untaken
from community.tables.ics import Event, Property
from community.tables.reading_process import END

log = structlog.stdlib.get_logger(__name__)

SECONDS = 20.0
"""By the clock on the wall, when the machine has other things to do."""
AT_ONCE = 2
"""Processes of this kind; further files wait."""
MAX_ANSWER = 40_000_000
"""Bytes of what is said of one file."""
MAX_LINE = 1_000_000
"""Bytes of what is said of one row."""

LINES_AT_ONCE = 100
"""Lines after which others have their turn."""

_KEPT_VARIABLES = ("LD_LIBRARY_PATH", "SYSTEMROOT")
_START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from community.tables.reading_process import main; main()"
)
_places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def read_table(data: bytes) -> Table:
    """A table as `community.tables.files.read_table` reads it. Raises `FileRefused`."""
    if len(data) > MAX_BYTES:
        raise FileRefused("too_big", limit=MAX_BYTES)
    header, *rows = await _said("table", data, _table_part)
    return Table(header.header, tuple(rows), header.other_sheets)


async def read_events(data: bytes) -> list[Event]:
    """Events as `community.tables.ics.read_events` reads them. Raises `FileRefused`."""
    return await _said("events", data, _event)


def command(kind: str) -> list[str]:
    """How the process is started: nothing of the environment or of installed packages."""
    root = str(Path(community.__file__).resolve().parents[1])
    return [sys.executable, "-I", "-S", "-X", "utf8", "-c", _START, root, kind]


def environment() -> dict[str, str]:
    """What the process may know of this one: where its own libraries are, and no secret."""
    return {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}


def _table_part(said: Any) -> Any:
    if isinstance(said, dict):
        return Table(tuple(said["header"]), (), tuple(said["other_sheets"]))
    number, cells = said
    return Row(number, tuple(map(_cell, cells)))


def _cell(said: Any) -> Cell:
    return said if isinstance(said, str) else Untaken(*said)


def _event(said: Any) -> Event:
    properties = {
        name: [Property(**one) for one in every] for name, every in said["properties"].items()
    }
    return Event(said["number"], properties, said["broken"])


async def _said(kind: str, data: bytes, made: Callable[[Any], Any]) -> list[Any]:
    """What is made of every line that the process says of a file."""
    place = _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    async with place:
        try:
            process = await asyncio.create_subprocess_exec(
                *command(kind),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd="/",
                env=environment(),
                limit=MAX_LINE,
                start_new_session=True,
            )
        except OSError as error:
            raise _refused(kind, "unread", type(error).__name__) from error
        try:
            async with asyncio.timeout(SECONDS):
                return await _conversation(process, kind, data, made)
        except TimeoutError:
            raise _refused(kind, "too_costly", "time") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await asyncio.shield(process.wait())


async def _conversation(
    process: Process, kind: str, data: bytes, made: Callable[[Any], Any]
) -> list[Any]:
    giving = asyncio.create_task(_give(process, data))
    try:
        found: list[Any] = []
        size = 0
        while line := await _line(process, kind):
            size += len(line)
            if size > MAX_ANSWER:
                raise _refused(kind, "too_costly", "answer")
            said = json.loads(line)
            if said == END:
                return found
            if isinstance(said, dict) and "refused" in said:
                raise _refusal(kind, said)
            found.append(made(said))
            if len(found) % LINES_AT_ONCE == 0:
                await asyncio.sleep(0)
    finally:
        giving.cancel()
    # It ended in the middle: the system stopped it at a limit, or it is broken.
    code = await process.wait()
    raise _refused(kind, "too_costly" if code < 0 else "unread", str(code))


async def _line(process: Process, kind: str) -> bytes:
    assert process.stdout is not None
    try:
        return await process.stdout.readline()
    except ValueError:
        raise _refused(kind, "too_costly", "line") from None


async def _give(process: Process, data: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(ConnectionError):  # it ended before it had read everything
        process.stdin.write(data)
        await process.stdin.drain()
    process.stdin.close()


def _refusal(kind: str, said: dict[str, Any]) -> FileRefused:
    if said["refused"] in ("too_costly", "unread"):
        return _refused(kind, said["refused"], said["column"])
    return FileRefused(said["refused"], limit=said["limit"], row=said["row"], column=said["column"])


def _refused(kind: str, code: str, reason: str | None) -> FileRefused:
    """What the operator should see: the file may be an attack, or a limit too narrow."""
    log.warning("foreign_file_not_read", kind=kind, code=code, reason=reason)
    return FileRefused(code)
