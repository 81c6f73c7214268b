"""The rows of a file of centers: read, checked, and refused one by one with what to mend.

Nothing is guessed and nothing dropped: a value that is not understood makes a problem that
carries its row, its column, a code and values; the words for people are made elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from community.places.cells import CellReader, Given
from community.places.columns import column_of
from community.tables.files import FileRefused, Row, Table, Untaken
from geo.box import Box
from geo.datum import Datum
from geo.distance import distance_m
from geo.position import Position

SAME_PLACE_M = 20.0
"""Two rows of one kind nearer than this are likely one place."""


@dataclass(frozen=True, slots=True)
class CenterRow:
    """What one row says. None is unknown: the cell is empty or the column is not there;
    `CenterFile.columns` tells which."""

    row_number: int
    name: str
    kind: str
    ref: str | None = None
    subdistrict: str | None = None
    community: str | None = None
    address: str | None = None
    phone: str | None = None
    position: Position | None = None
    """WGS-84, whatever the datum of the file."""
    datum: Datum = Datum.WGS84
    """Of the file."""
    position_quality: str = "none"
    hours: str | None = None
    """An OSM `opening_hours` expression."""
    hours_note: str | None = None
    facilities: tuple[str, ...] | None = None
    stars: float | None = None
    source: str | None = None
    source_date: str | None = None
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something to mend in a row; `docs/imports.md` lists the codes and their values.

    A row with an error is not taken, a row with only warnings is.
    """

    row_number: int
    column: str
    value: str
    code: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    warning: bool = False


@dataclass(frozen=True, slots=True)
class CenterFile:
    """`rows` without errors, all `problems` in order, and what was not read."""

    rows: tuple[CenterRow, ...]
    problems: tuple[RowProblem, ...]
    columns: frozenset[str]
    """The columns that the file has: an empty cell there means unknown."""
    unknown_columns: tuple[str, ...]
    other_sheets: tuple[str, ...]


def read_centers(table: Table, datum: Datum, box: Box) -> CenterFile:
    """Positions are read in `datum` and must lie in `box`.

    Raises `FileRefused` when a column is missing or comes twice.
    """
    columns, unknown = _columns(table.header)
    rows: list[CenterRow] = []
    problems: list[RowProblem] = []
    for row in table.rows:
        found, wrong = _row(row, columns, datum, box)
        problems += wrong
        if found is not None:
            rows.append(found)
    twice = _repeated(rows)
    dropped = {problem.row_number for problem in twice}
    rows = [row for row in rows if row.row_number not in dropped]
    problems += twice + _neighbours(rows)
    return CenterFile(
        tuple(rows),
        tuple(sorted(problems, key=lambda problem: problem.row_number)),
        frozenset(columns),
        unknown,
        table.other_sheets,
    )


def _columns(header: tuple[str, ...]) -> tuple[dict[str, int], tuple[str, ...]]:
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for index, title in enumerate(header):
        column = column_of(title)
        if column is None:
            unknown.append(title)
        elif column in columns:
            raise FileRefused("column_twice", column=column)
        else:
            columns[column] = index
    if "name" not in columns:
        raise FileRefused("column_missing", column="name")
    for one, other in (("lat", "lon"), ("lon", "lat")):
        if one in columns and other not in columns:
            raise FileRefused("column_missing", column=other)
    return columns, tuple(unknown)


def _row(
    row: Row, columns: dict[str, int], datum: Datum, box: Box
) -> tuple[CenterRow | None, list[RowProblem]]:
    cells = {column: row.cells[index] for column, index in columns.items()}
    untaken = [
        RowProblem(row.number, column, cell.text, cell.code)
        for column, cell in cells.items()
        if isinstance(cell, Untaken)
    ]
    if untaken:
        return None, untaken
    reader = CellReader({column: cell for column, cell in cells.items() if isinstance(cell, str)})
    given = reader.read(datum, box)
    problems = [
        RowProblem(row.number, fault.column, fault.value, fault.code, fault.values)
        for fault in reader.faults
    ]
    return (None if problems else _center_row(row.number, given, datum)), problems


def _center_row(number: int, given: Given, datum: Datum) -> CenterRow:
    return CenterRow(
        row_number=number,
        name=given.name,
        kind=given.kind,
        ref=given.texts["ref"],
        subdistrict=given.texts["subdistrict"],
        community=given.texts["community"],
        address=given.texts["address"],
        phone=given.texts["phone"],
        position=given.position,
        datum=datum,
        position_quality=given.position_quality,
        hours=given.hours,
        hours_note=given.hours_note,
        facilities=given.facilities,
        stars=given.stars,
        source=given.texts["source"],
        source_date=given.texts["source_date"],
        verified_on=given.verified_on,
    )


def _repeated(rows: list[CenterRow]) -> list[RowProblem]:
    """The later ones of rows that claim to be the same center."""
    problems: list[RowProblem] = []
    refs: dict[str, int] = {}
    names: dict[tuple[str | None, ...], int] = {}
    for row in rows:
        name = (row.kind, row.name, row.subdistrict)
        if row.ref is not None and row.ref in refs:
            first, column, value = refs[row.ref], "ref", row.ref
        elif name in names:
            first, column, value = names[name], "name", row.name
        else:
            if row.ref is not None:
                refs[row.ref] = row.row_number
            names[name] = row.row_number
            continue
        problems.append(RowProblem(row.row_number, column, value, "repeated", {"row": first}))
    return problems


def _neighbours(rows: list[CenterRow]) -> list[RowProblem]:
    """Rows that are likely the same place as an earlier one of their kind."""
    placed = [row for row in rows if row.position and row.position_quality != "nearby"]
    placed.sort(key=lambda row: row.position.lat if row.position else 0.0)
    problems: list[RowProblem] = []
    for index, row in enumerate(placed):
        for other in placed[index + 1 :]:
            assert row.position is not None
            assert other.position is not None
            if (other.position.lat - row.position.lat) * _METRES_PER_DEGREE > SAME_PLACE_M:
                break
            metres = distance_m(row.position, other.position)
            if row.kind == other.kind and metres <= SAME_PLACE_M:
                problems.append(_near(row, other, metres))
    return problems


def _near(row: CenterRow, other: CenterRow, metres: float) -> RowProblem:
    first, second = sorted((row, other), key=lambda each: each.row_number)
    return RowProblem(
        second.row_number,
        "lat",
        second.name,
        "near",
        {"row": first.row_number, "name": first.name, "distance_m": round(metres)},
        warning=True,
    )


_METRES_PER_DEGREE = 110_000.0
"""Less than any degree of latitude, so that no neighbour is skipped."""
