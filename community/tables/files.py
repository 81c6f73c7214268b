"""A CSV or XLSX file as a table of texts.

The file comes from a person, so everything is bounded, nothing is executed, and what is
not taken is said. A file that was just sent is read by `community.tables.foreign`, in a
process that can be killed; that process runs what is here. Only the standard library is
imported, so that it starts quickly.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_BYTES = 5_000_000
"""Of the file as sent."""
MAX_ROWS = 5_000
"""Below the header, blank ones included: the largest districts have some hundred centers."""
MAX_COLUMNS = 60
MAX_CELL = 1_000
"""Characters in a cell; the longest field of a center takes 500."""
MAX_TEXT = 5_000_000
"""Characters in all cells: a workbook may show one long text in every cell."""
MAX_ENTRIES = 200
"""Files inside an XLSX, which is a zip archive."""
MAX_UNPACKED = 30_000_000
"""Bytes of all files inside an XLSX."""
MAX_ELEMENTS = 1_000_000
"""XML elements inside an XLSX."""
MAX_STACKED = 30
"""Marks on one letter, as in the stream-safe text of Unicode (UAX 15)."""


class FileRefused(ValueError):
    """The file as a whole cannot be read.

    `code`: `too_big`, `too_many_rows`, `too_many_columns`, `too_much_text`,
    `unpacked_too_big`, `too_many_entries`, `too_many_elements` (`limit` holds the limit),
    `old_xls`, `encrypted`, `not_xlsx`, `encoding`, `empty`, `not_csv` and `row_too_wide`,
    wider than the header (`row` holds where), `column_missing` and `column_twice` (`column`
    holds which), `too_costly` (reading it took too much time or memory), `unread` (it could
    not be read for a reason that lies with us).
    """

    def __init__(
        self,
        code: str,
        *,
        limit: int | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.limit = limit
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class Untaken:
    """A cell that is not taken: `formula`, `cell_error` (`#REF!`), `cell_too_long`,
    `characters` (marks stacked on one letter)."""

    code: str
    text: str


Cell = str | Untaken


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as a spreadsheet shows it: the first line of the sheet is 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows are as wide as the header; blank ones are left out."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    other_sheets: tuple[str, ...] = ()
    """Sheets of a workbook that were not read: only the first one is."""


def read_table(data: bytes) -> Table:
    """The first sheet of a workbook, or a CSV: UTF-8, UTF-16 with its mark, or GB18030;
    commas, semicolons or tabs. Raises `FileRefused`."""
    if len(data) > MAX_BYTES:
        raise FileRefused("too_big", limit=MAX_BYTES)
    if data.startswith(_OLD_OFFICE):
        # Also the container of an XLSX with a password.
        raise FileRefused("encrypted" if _ENCRYPTED in data else "old_xls")
    if data.startswith(b"PK"):
        from community.tables.workbook import read_workbook

        return _table(*read_workbook(data))
    return _table(_csv(data), ())


_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DELIMITERS = (",", ";", "\t")
_FIRST_LINE = re.compile(r"\S[^\r\n]{0,10000}")


def _table(rows: Iterable[Row], other_sheets: tuple[str, ...]) -> Table:
    filled = (row for row in rows if any(cell != "" for cell in row.cells))
    first = next(filled, None)
    if first is None:
        raise FileRefused("empty")
    header = [cell if isinstance(cell, str) else cell.text for cell in first.cells]
    width = len(header)
    body: list[Row] = []
    characters = 0
    for row in filled:
        if any(cell != "" for cell in row.cells[width:]):
            raise FileRefused("row_too_wide", limit=width, row=row.number)
        characters += sum(len(cell) for cell in row.cells if isinstance(cell, str))
        if characters > MAX_TEXT:
            raise FileRefused("too_much_text", limit=MAX_TEXT)
        cells = row.cells[:width] + ("",) * (width - len(row.cells))
        body.append(Row(row.number, cells))
    return Table(tuple(header), tuple(body), other_sheets)


def bounded(number: int, cells: list[Cell]) -> Row:
    """A row as it may be kept, with `cells` as the file has them.

    Raises `FileRefused` for too many rows and columns.
    """
    if number > MAX_ROWS + 1:
        raise FileRefused("too_many_rows", limit=MAX_ROWS)
    while cells and cells[-1] == "":
        cells.pop()
    if any(isinstance(cell, Untaken) or cell.strip() for cell in cells[MAX_COLUMNS:]):
        raise FileRefused("too_many_columns", limit=MAX_COLUMNS, row=number)
    taken = [_cell(cell) for cell in cells[:MAX_COLUMNS]]
    while taken and taken[-1] == "":
        taken.pop()
    return Row(number, tuple(taken))


def _cell(value: Cell) -> Cell:
    if isinstance(value, Untaken):
        return value
    text = value.strip().strip("\ufeff")
    if len(text) > MAX_CELL:
        return Untaken("cell_too_long", text[:MAX_CELL])
    if text.isascii():
        return text
    if len(text) > MAX_STACKED and _stacked(text) > MAX_STACKED:
        # To put so many marks in order takes the square of their number.
        return Untaken("characters", text[:MAX_CELL])
    return unicodedata.normalize("NFC", text).strip()


def _stacked(text: str) -> int:
    """The longest run of marks that combine with a letter."""
    classes = bytes(map(unicodedata.combining, text))
    return max(map(len, classes.split(b"\x00")))


def _csv(data: bytes) -> Iterator[Row]:
    text = decoded(data)
    found = _FIRST_LINE.search(text)
    if found is None:
        raise FileRefused("empty")
    first = found.group()
    delimiter = max(_DELIMITERS, key=lambda char: len(next(csv.reader([first], delimiter=char))))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            row = bounded(number, list[Cell](cells))
            yield Row(number, tuple(map(_formula_or_text, row.cells)))
    except csv.Error as error:
        raise FileRefused("not_csv", row=number + 1) from error


def _formula_or_text(cell: Cell) -> Cell:
    """A spreadsheet that opens the file would calculate what begins like this."""
    if isinstance(cell, str) and cell.startswith("="):
        return Untaken("formula", cell)
    return cell


def decoded(data: bytes) -> str:
    """Text as UTF-8, UTF-16 with its mark, or GB18030. Raises `FileRefused`: `encoding`."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefused("encoding")
