"""A CSV or XLSX file as a table of texts.

The file comes from a person, so everything is bounded, nothing is executed, and what is
not taken is said.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

MAX_BYTES = 5_000_000
"""Of the file as sent."""
MAX_ROWS = 5_000
"""Below the header, blank ones included: the largest districts have some hundred centers."""
MAX_COLUMNS = 60
MAX_CELL = 1_000
"""Characters in a cell; the longest field of a center takes 500."""
MAX_ENTRIES = 200
"""Files inside an XLSX, which is a zip archive."""
MAX_UNPACKED = 30_000_000
"""Bytes of all files inside an XLSX."""


class FileRefused(ValueError):
    """The file as a whole cannot be read.

    `code`: `too_big`, `too_many_rows`, `too_many_columns`, `unpacked_too_big`,
    `too_many_entries` (`limit` holds the limit), `old_xls`, `encrypted`, `not_xlsx`,
    `encoding`, `empty`, `not_csv` and `row_too_wide`, wider than the header (`row` holds
    where), `column_missing` and `column_twice` (`column` holds which).
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
    """A cell that is not taken: `formula`, `cell_error` (`#REF!`), `cell_too_long`."""

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
        return _table(*_workbook(data))
    return _table(_csv(data), ())


_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DELIMITERS = (",", ";", "\t")


def _table(rows: Iterable[Row], other_sheets: tuple[str, ...]) -> Table:
    filled = (row for row in rows if any(cell != "" for cell in row.cells))
    first = next(filled, None)
    if first is None:
        raise FileRefused("empty")
    header = [cell if isinstance(cell, str) else cell.text for cell in first.cells]
    width = len(header)
    body: list[Row] = []
    for row in filled:
        if any(cell != "" for cell in row.cells[width:]):
            raise FileRefused("row_too_wide", limit=width, row=row.number)
        cells = row.cells[:width] + ("",) * (width - len(row.cells))
        body.append(Row(row.number, cells))
    return Table(tuple(header), tuple(body), other_sheets)


def _bounded(number: int, cells: Iterable[Any]) -> tuple[Cell, ...]:
    if number > MAX_ROWS + 1:
        raise FileRefused("too_many_rows", limit=MAX_ROWS)
    taken = [_cell(cell) for cell in cells]
    while taken and taken[-1] == "":
        taken.pop()
    if len(taken) > MAX_COLUMNS:
        raise FileRefused("too_many_columns", limit=MAX_COLUMNS, row=number)
    return tuple(taken)


def _cell(value: Any) -> Cell:
    if isinstance(value, Untaken):
        return value
    text = unicodedata.normalize("NFC", str(value)).strip().strip("\ufeff")
    if len(text) > MAX_CELL:
        return Untaken("cell_too_long", text[:MAX_CELL])
    return text


def _csv(data: bytes) -> Iterator[Row]:
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=lambda char: len(next(csv.reader([first], delimiter=char))))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            # A spreadsheet that opens the file would calculate what begins like this.
            yield Row(number, _bounded(number, map(_formula_or_text, cells)))
    except csv.Error as error:
        raise FileRefused("not_csv", row=number + 1) from error


def _formula_or_text(cell: str) -> str | Untaken:
    return Untaken("formula", cell[:MAX_CELL]) if cell.lstrip().startswith("=") else cell


def _decoded(data: bytes) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefused("encoding")


def _workbook(data: bytes) -> tuple[list[Row], tuple[str, ...]]:
    _check_archive(data)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions it does not know
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            sheet, *others = book.worksheets
            rows = [
                Row(number, _bounded(number, map(_value, cells)))
                for number, cells in enumerate(sheet.iter_rows(), start=1)
            ]
            book.close()
    except FileRefused:
        raise
    except Exception as error:  # a broken workbook makes openpyxl raise nearly anything
        raise FileRefused("not_xlsx") from error
    return rows, tuple(other.title for other in others)


def _check_archive(data: bytes) -> None:
    """Refuse what would unpack to too much; the archive's own sizes bound its reader."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise FileRefused("too_many_entries", limit=MAX_ENTRIES)
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise FileRefused("unpacked_too_big", limit=MAX_UNPACKED)
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileRefused("encrypted")
            # No workbook declares entities; who does wants them to grow.
            if any(b"<!DOCTYPE" in archive.read(e) for e in entries if e.filename.endswith("l")):
                raise FileRefused("not_xlsx")
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError) as error:
        raise FileRefused("not_xlsx") from error


def _value(cell: Any) -> Any:
    """The text of a workbook's cell, as one would type it."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Untaken("formula", str(getattr(value, "text", value))[:MAX_CELL])
    if cell.data_type == "e":
        return Untaken("cell_error", str(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value
