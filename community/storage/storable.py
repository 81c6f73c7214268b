"""Text that both databases can hold.

PostgreSQL refuses a NUL in a text, both drivers refuse a lone half of a surrogate pair. Both
can be written by anybody: in a path, a file, a name. They mean nothing, so they are left out
here, in one place, of every value of every statement: what is stored and what is looked for.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """`text` without what no database holds."""
    return _NOT_STORABLE.sub("", text)


def keep_storable(engine: Engine) -> None:
    """Leave it out of the values of every statement of `engine`."""

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def clean(
        _connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool
    ) -> tuple[str, Any]:
        # Of many rows in one statement the values are one row, though there are many.
        rows = many and isinstance(values, list)
        return statement, [_clean(row) for row in values] if rows else _clean(values)


def _clean(values: Any) -> Any:
    """The same object where nothing is to be left out, which is nearly always."""
    given = values.values() if isinstance(values, dict) else values or ()
    if not any(isinstance(value, str) and _NOT_STORABLE.search(value) for value in given):
        return values
    if isinstance(values, dict):
        return {name: _text(value) for name, value in values.items()}
    return tuple(map(_text, values))


def _text(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value
