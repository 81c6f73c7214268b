"""The rows of a file of centers: what only several of its columns tell together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from community.hours.text import HoursText
from community.places.centers import CenterFacts
from community.places.fields import CENTERS, KIND_BY_CODE_LENGTH
from community.tables.fields import Value
from community.tables.files import Table
from community.tables.rows import Cells, FileRows, RowProblem, read_rows
from geo.box import Box
from geo.datum import Datum, to_wgs84
from geo.distance import distance_m
from geo.position import Position, PositionInvalid

SAME_PLACE_M = 20.0
"""Two rows of one kind nearer than this are likely one place."""
GIVEN_POSITION = "pin"
"""What a position is when the file does not say: set by those who wrote the file."""


@dataclass(frozen=True, slots=True)
class CenterRow:
    """What one row says. None is unknown: the cell is empty or the column is not there;
    `FileRows.columns` tells which. `facts.ref` is empty where the file gives none."""

    row_number: int
    facts: CenterFacts


def read_centers(table: Table, datum: Datum, box: Box) -> FileRows[CenterRow]:
    """Positions are read in `datum` and must lie in `box`.

    Raises `FileRefused` when a column is missing or comes twice.
    """

    def make(cells: Cells) -> CenterRow:
        return CenterRow(cells.number, _facts(cells, datum, box))

    file = read_rows(table, CENTERS, make, _names)
    problems = sorted(
        (*file.problems, *_neighbours(file.rows)), key=lambda problem: problem.row_number
    )
    return replace(file, problems=tuple(problems))


def _names(row: CenterRow) -> list[tuple[str, Any]]:
    facts = row.facts
    ref = [("ref", facts.ref)] if facts.ref else []
    return [*ref, ("name", (facts.kind, facts.name, facts.subdistrict))]


def _facts(cells: Cells, datum: Datum, box: Box) -> CenterFacts:
    position, hours = _position(cells, datum, box), _hours(cells)
    values = {field.name: cells[field.name] for field in CENTERS.fields if field.facts is None}
    values |= {
        "ref": cells["ref"] or "",
        "kind": _kind(cells),
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
        "datum": datum.value,
        "position_quality": _quality(cells, position),
        "hours": hours.expression,
        "hours_note": hours.note,
        "facilities": cells["facilities"] or (),
    }
    return CenterFacts(**values)


def _kind(cells: Cells) -> str | None:
    ref = cells["ref"] or ""
    if cells.text("kind"):
        return cells["kind"]  # type: ignore[no-any-return]
    kind = KIND_BY_CODE_LENGTH.get(len(ref)) if ref.isascii() and ref.isdigit() else None
    if kind is None:
        cells.wrong("kind", "missing")
    return kind


def _position(cells: Cells, datum: Datum, box: Box) -> Position | None:
    """In WGS-84."""
    lat, lon = cells["lat"], cells["lon"]
    if lat is None or lon is None:
        for column, other in (("lat", lon), ("lon", lat)):
            if other is not None and not cells.text(column):
                cells.wrong(column, "missing")
        return None
    position = _read(lat, lon, datum)
    if position is not None and box.contains(position):
        return position
    swapped = _read(lon, lat, datum)
    if swapped is not None and box.contains(swapped):
        cells.wrong("lat", "swapped", lat=lon, lon=lat)
    elif position is None:
        cells.wrong("lat" if abs(lat) > 90 else "lon", "out_of_range")
    else:
        values: dict[str, Value] = {"distance_m": round(box.distance_m(position))}
        for other in (Datum.BD09, Datum.GCJ02, Datum.WGS84):
            there = _read(lat, lon, other)
            if other is not datum and there is not None and box.contains(there):
                values["looks_like"] = str(other)
                break
        cells.wrong("lat", "outside", **values)
    return None


def _read(lat: float, lon: float, datum: Datum) -> Position | None:
    try:
        return to_wgs84(lat, lon, datum)
    except PositionInvalid:
        return None


def _quality(cells: Cells, position: Position | None) -> str:
    quality = cells["coordinate_quality"]
    if quality is None:
        return GIVEN_POSITION if position else "none"
    if (quality == "none") == bool(cells.text("lat") or cells.text("lon")):
        cells.wrong("coordinate_quality", "quality_mismatch")
    return str(quality)


def _hours(cells: Cells) -> HoursText:
    """An expression is more exact than the text, which may add a note."""
    said, expression = cells["hours_text"] or HoursText(None), cells["opening_hours"]
    if expression is None:
        return said
    if said.expression not in (None, expression):
        cells.wrong("opening_hours", "hours_differ", hours_text=said.expression)
    return HoursText(expression, said.note)


def _neighbours(rows: tuple[CenterRow, ...]) -> list[RowProblem]:
    """Rows that are likely the same place as an earlier one of their kind."""
    placed = [
        (row.facts.position, row)
        for row in rows
        if row.facts.position and row.facts.position_quality != "nearby"
    ]
    placed.sort(key=lambda each: each[0].lat)
    problems: list[RowProblem] = []
    for index, (here, row) in enumerate(placed):
        for there, other in placed[index + 1 :]:
            if (there.lat - here.lat) * _METRES_PER_DEGREE > SAME_PLACE_M:
                break
            metres = distance_m(here, there)
            if row.facts.kind == other.facts.kind and metres <= SAME_PLACE_M:
                problems.append(_near(row, other, metres))
    return problems


def _near(row: CenterRow, other: CenterRow, metres: float) -> RowProblem:
    first, second = sorted((row, other), key=lambda each: each.row_number)
    return RowProblem(
        second.row_number,
        "lat",
        second.facts.name,
        "near",
        {"row": first.row_number, "name": first.facts.name, "distance_m": round(metres)},
        warning=True,
    )


_METRES_PER_DEGREE = 110_000.0
"""Less than any degree of latitude, so that no neighbour is skipped."""
