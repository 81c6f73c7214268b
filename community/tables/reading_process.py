"""The process that reads one file of others and ends: `community.tables.foreign` starts it.

The file comes in on standard input, what it says goes out on standard output: a line of JSON
for each row or event, and `"end"` as the last, or what it is refused for. Before the first
byte is read the process takes away from itself what it does not need: memory, time, files,
processes. Nothing is imported but the standard library and the readers.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from community.tables.files import FileRefused, read_table
from community.tables.ics import read_events

MEMORY = 256_000_000
"""Bytes of address space, the interpreter's own included."""
CPU_SECONDS = 5
END = "end"


def main() -> None:
    """Read as the first argument says: `table` or `events`."""
    _give_up_what_is_not_needed()
    data = sys.stdin.buffer.read()
    try:
        for part in _READERS[sys.argv[1]](data):
            _say(part)
        _say(END)
    except FileRefused as error:
        _say(_refusal(error))
    except MemoryError:
        _say(_refusal(FileRefused("too_costly", column="memory")))
    except Exception as error:  # told without its words, which may be the file's
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {place.name}:{place.lineno}"
        _say(_refusal(FileRefused("unread", column=where)))
    sys.stdout.buffer.flush()


def _refusal(error: FileRefused) -> dict[str, Any]:
    return {
        "refused": error.code,
        "limit": error.limit,
        "row": error.row,
        "column": error.column,
    }


def _table(data: bytes) -> Iterator[Any]:
    table = read_table(data)
    yield {"header": table.header, "other_sheets": table.other_sheets}
    for row in table.rows:
        cells = [cell if isinstance(cell, str) else [cell.code, cell.text] for cell in row.cells]
        yield [row.number, cells]


def _events(data: bytes) -> Iterator[Any]:
    return map(asdict, read_events(data))


_READERS: dict[str, Callable[[bytes], Iterator[Any]]] = {"table": _table, "events": _events}


def _say(part: Any) -> None:
    line = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")


def _give_up_what_is_not_needed() -> None:
    """Where the system can take it: not every one knows every limit."""
    gc.disable()
    try:
        import resource
    except ImportError:
        return
    for name, most in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CPU", CPU_SECONDS),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 32),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))
