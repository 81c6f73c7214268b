"""Tables of Markdown, and how code is named in them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from typing import Any


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A line for the heads, one for the rule, one for each row."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def code(*names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


def first_line(thing: Any) -> str:
    """What a docstring says first, up to its full stop; empty where there is none of its own."""
    said = inspect.getdoc(thing) or ""
    if isinstance(thing, type) and said.startswith(f"{thing.__name__}("):
        return ""  # made by `dataclass`
    paragraph = " ".join(said.partition("\n\n")[0].split())
    return re.split(r"(?<=[.?!]) Raises ", paragraph)[0]


def yes(true: bool) -> str:
    return "yes" if true else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").strip()
