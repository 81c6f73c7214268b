"""The rows of a file: read, checked, and refused one by one with what to mend.

Nothing is guessed and nothing dropped: a value that is not understood makes a problem that
carries its row, its column, a code and values; the words for people are made elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from community.tables.fields import Cell, Field, Sheet, Value
from community.tables.files import Row, Table, Untaken

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something to mend in a row; `docs/imports.md` lists the codes and their values.

    A row with an error is not taken, a row with only warnings is. `column` is empty where the
    whole row is meant.
    """

    row_number: int
    column: str
    value: str
    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    warning: bool = False


@dataclass(frozen=True, slots=True)
class FileRows(Generic[R]):
    """`rows` without errors, all `problems` in order, and what was not read."""

    rows: tuple[R, ...]
    problems: tuple[RowProblem, ...]
    columns: frozenset[str] = frozenset()
    """The columns that the file has: an empty cell there means unknown."""
    unknown_columns: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()


class Cells:
    """The values of one row by the names of their columns; None where nothing is said."""

    def __init__(self, number: int, texts: Mapping[str, str]) -> None:
        self.number = number
        self.problems: list[RowProblem] = []
        self._texts = texts
        self._values: dict[str, Any] = {}

    def __getitem__(self, column: str) -> Any:
        return self._values.get(column)

    def text(self, column: str) -> str:
        """As it is written; empty where nothing is."""
        return self._texts.get(column, "")

    def wrong(self, column: str, code: str, **values: Value) -> None:
        problem = RowProblem(self.number, column, self.text(column), code, values)
        self.problems.append(problem)

    def read(self, fields: Iterable[Field]) -> None:
        """Read every cell by its own reader."""
        for each in fields:
            text = self.text(each.name)
            if text:
                cell = Cell(each, text, partial(self.wrong, each.name))
                self._values[each.name] = each.read(cell)
            elif each.required:
                self.wrong(each.name, "missing")


def read_rows(
    table: Table,
    sheet: Sheet,
    make: Callable[[Cells], R],
    names: Callable[[R], Iterable[tuple[str, Any]]],
) -> FileRows[R]:
    """Read every row by the fields of `sheet`, then let `make` put it together.

    `make` says what is wrong between columns, and what it makes of a row with errors is
    dropped. `names` says by what a row is known again, each with its column: the later ones
    of rows that share a name are refused. Raises `FileRefused` when a column is missing or
    comes twice.
    """
    at, unknown = sheet.columns(table.header)
    rows: list[R] = []
    problems: list[RowProblem] = []
    known: dict[tuple[str, Any], int] = {}
    for row in table.rows:
        cells, untaken = _cells(row, at)
        if not untaken:
            cells.read(sheet.fields)
            made = make(cells)
            if not cells.problems:
                _refuse_repeated(cells, list(names(made)), known)
            if not cells.problems:
                rows.append(made)
        problems += untaken or cells.problems
    return FileRows(tuple(rows), tuple(problems), frozenset(at), unknown, table.other_sheets)


def _cells(row: Row, at: Mapping[str, int]) -> tuple[Cells, list[RowProblem]]:
    found = {column: row.cells[index] for column, index in at.items()}
    texts = {column: cell for column, cell in found.items() if isinstance(cell, str)}
    untaken = [
        RowProblem(row.number, column, cell.text, cell.code)
        for column, cell in found.items()
        if isinstance(cell, Untaken)
    ]
    return Cells(row.number, texts), untaken


def _refuse_repeated(
    cells: Cells, names: list[tuple[str, Any]], known: dict[tuple[str, Any], int]
) -> None:
    for name in names:
        if name in known:
            cells.wrong(name[0], "repeated", row=known[name])
            return
    known.update(dict.fromkeys(names, cells.number))
