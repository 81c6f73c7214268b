"""What commands print: nothing from a file or a database gives orders to the terminal.

A center's name may hold escape sequences that clear the screen or set its title, and marks
that turn the order of what is read around. They are shown as they would be written in JSON
(`\\u001b`), so that a line of JSON stays what it says. Secrets are struck out.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Final

import typer

from bot.hidden import strike

_ORDERS: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_HARMLESS: Final = "\t\u200d"
"""Columns are set apart by tabs; a joiner makes one symbol of several."""


def say(*lines: str, err: bool = False) -> None:
    """Print each of `lines` as one line, to standard output or standard error."""
    for line in lines:
        typer.echo(shown(strike(line)), err=err)


def shown(text: str) -> str:
    """`text` with everything that a terminal would obey written out."""
    if text.isprintable():
        return text
    return "".join(_written(character) if _is_order(character) else character for character in text)


def _is_order(character: str) -> bool:
    return character not in _HARMLESS and unicodedata.category(character) in _ORDERS


def _written(character: str) -> str:
    return json.dumps(character)[1:-1]
