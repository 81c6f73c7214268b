"""What one kind of file can say: each column once, with its words, its reader and its limit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from community.spoken.numbers import NumberUnread
from community.tables.files import FileRefused

Value: TypeAlias = str | int | float
Wrong: TypeAlias = Callable[..., None]
"""`wrong(code, **values)`: what is to be mended in a cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column of a row; never empty."""

    field: Field
    text: str
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a kind of file."""

    name: str
    words: tuple[str, ...]
    """How files head it; its own name is known as well."""
    read: Callable[[Cell], Any]
    """The value of a cell; what cannot be read is said to `Cell.wrong`."""
    limit: int | None = None
    """Characters, or the largest number."""
    required: bool = False
    """The column must be there, and no cell of it empty."""
    beside: str | None = None
    """A column that must be there too."""
    facts: tuple[str, ...] | None = None
    """What of the thing it speaks of, the main fact first; None: the fact of its own name."""
    about: str = ""
    """In English, for documents."""
    calendar_property: str | None = None
    """What says the same in a calendar."""

    @property
    def speaks_of(self) -> tuple[str, ...]:
        return (self.name,) if self.facts is None else self.facts


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of file. Its texts are `ABOUT-column-FIELD`, `ABOUT-row` and `ABOUT-summary`."""

    about: str
    fields: tuple[Field, ...]

    def columns(self, header: Iterable[str]) -> tuple[dict[str, int], tuple[str, ...]]:
        """Where each known column is, and the titles that are not known.

        Raises `FileRefused` when a column is missing or comes twice.
        """
        by_word = words_to_keys({field.name: field.words for field in self.fields})
        at: dict[str, int] = {}
        unknown: list[str] = []
        for index, title in enumerate(header):
            name = by_word.get(plain(title))
            if name is None:
                unknown.append(title)
            elif name in at:
                raise FileRefused("column_twice", column=name)
            else:
                at[name] = index
        for field in self.fields:
            if field.required and field.name not in at:
                raise FileRefused("column_missing", column=field.name)
            if field.beside and field.name in at and field.beside not in at:
                raise FileRefused("column_missing", column=field.beside)
        return at, tuple(unknown)

    def field(self, name: str) -> Field | None:
        """By the name of a column, or of a property of a calendar."""
        fields = (each for each in self.fields if name in (each.name, each.calendar_property))
        return next(fields, None)

    def field_of(self, fact: str) -> Field | None:
        """The first that speaks of a fact."""
        return next((each for each in self.fields if fact in each.speaks_of), None)


def plain(word: str) -> str:
    """Without brackets and what is in them, spaces, and the mark of a mandatory column."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"\([^)]*\)|[\s*:_]", "", folded)


def words_to_keys(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """By every word for it, and by itself, each key."""
    return {plain(word): key for key, names in words.items() for word in (key, *names)}


# Readers of cells.


def text(cell: Cell) -> str | None:
    """On one line, without what does not print."""
    found = " ".join(cell.text.split())
    if any(not char.isprintable() for char in found):
        cell.wrong("characters")
    return _bounded(cell, found)


def lines(cell: Cell) -> str | None:
    """As it is written, with its lines."""
    if any(unicodedata.category(char) in _CONTROL and not char.isspace() for char in cell.text):
        cell.wrong("characters")
    return _bounded(cell, cell.text)


def one_of(words: Mapping[str, tuple[str, ...]], code: str) -> Callable[[Cell], str | None]:
    """The key of a word; `code` is what is wrong with any other."""
    keys = words_to_keys(words)

    def read(cell: Cell) -> str | None:
        key = keys.get(plain(cell.text))
        if key is None:
            cell.wrong(code)
        return key

    return read


def whole(read_number: Callable[[str], int]) -> Callable[[Cell], int | None]:
    """A number from 1 to the limit of the field."""

    def read(cell: Cell) -> int | None:
        try:
            number = read_number(cell.text)
        except NumberUnread:
            number = 0
        assert cell.field.limit is not None
        if not 1 <= number <= cell.field.limit:
            cell.wrong("number", limit=cell.field.limit)
        return number

    return read


_CONTROL = frozenset(("Cc", "Cs"))


def _bounded(cell: Cell, found: str) -> str | None:
    limit = cell.field.limit
    if limit is not None and len(found) > limit:
        cell.wrong("too_long", limit=limit)
    return found or None
