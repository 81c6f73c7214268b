"""`streets build`, `streets info`, `streets matrix`: the street file for the operator.

The heavy libraries are imported inside the commands, so that `--help` stays quick.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.terminal import say
from geo.position import Position, PositionInvalid

if TYPE_CHECKING:
    from geo.box import Box
    from geo.streets.building.build import Around
    from geo.streets.network import StreetNetwork

app = typer.Typer(
    help="Walk on real streets: build, inspect and query a street file.", no_args_is_help=True
)

MOST_POSITIONS = 10_000
"""Sources or targets that `matrix` accepts."""

CentersLookup = Callable[[], Sequence[Position]]
"""Where `build --around-centers` gets the centers from when no file is given: set it as
`obj` of the typer context."""


@app.command()
def build(
    context: typer.Context,
    extract: Annotated[
        Path, typer.Argument(help="OpenStreetMap extract: .osm.pbf, .osm, .gz, .bz2")
    ],
    out: Annotated[Path, typer.Option(help="Where the street file goes.")],
    box: Annotated[
        str | None, typer.Option(metavar="S,W,N,E", help="Keep only what lies in this box.")
    ] = None,
    around_centers: Annotated[
        float | None,
        typer.Option(
            metavar="KM", help="Keep only what lies this near to a center.", min=0.1, max=100
        ),
    ] = None,
    centers: Annotated[
        Path | None, typer.Option(help="CSV with columns lat and lon, instead of the database.")
    ] = None,
    squares: Annotated[
        bool, typer.Option(help="Walk across squares and other surfaces, not only along ways.")
    ] = True,
) -> None:
    """Make a street file from an OpenStreetMap extract."""
    from geo.streets.building import build as builder

    within = _within(context.obj, box, around_centers, centers)
    if not out.parent.is_dir():
        raise typer.BadParameter(f"no such directory: {out.parent}", param_hint="--out")
    with explained(), _progress() as progress:
        data = builder.build(extract, out, within, progress, squares=squares)
    say(f"{out}: {len(data.node_x)} nodes, {len(data.edge_u)} edges")
    say(data.licence)


@app.command()
def info(file: Annotated[Path, typer.Argument(help="Street file.")]) -> None:
    """Tell what a street file holds."""
    from geo.streets.file import VERSION, read

    with explained():
        data = read(file)
    box = data.box
    rows = {
        "file": f"{file} ({file.stat().st_size / 1e6:.1f} MB, version {VERSION})",
        "nodes": f"{len(data.node_x)}",
        "edges": f"{len(data.edge_u)}",
        "length": f"{float(data.edge_length.sum(dtype='f8')) / 1000:.1f} km",
        "names": f"{len(data.names)}",
        "box": f"{box.south:.5f},{box.west:.5f},{box.north:.5f},{box.east:.5f}",
        "date": f"{data.data_date:%Y-%m-%d %H:%M %Z}" if data.data_date else "unknown",
        "licence": data.licence,
    }
    for name, value in rows.items():
        say(f"{name:8} {value}")


@app.command()
def matrix(
    file: Annotated[Path, typer.Argument(help="Street file.")],
    door_to_door: Annotated[
        bool,
        typer.Option(
            help="Count the straight way between each position and the nearest street too. "
            "Without, distances run from street to street, as routing engines give them."
        ),
    ] = False,
) -> None:
    """Distances and times on foot between positions, from JSON on standard input to JSON.

    In: {"sources": [{"lat": …, "lon": …}, …], "targets": […]}. Out: {"distance_m": [[…], …],
    "time_s": [[…], …]}, a row for each source, null where there is no way.
    """
    sources, targets = _positions_from(sys.stdin.read())
    network = network_of(file)
    metres, seconds = network.matrix(sources, targets, door_to_door=door_to_door)
    answer = {"distance_m": _rounded(metres), "time_s": _rounded(seconds)}
    say(json.dumps(answer))


def network_of(file: Path) -> StreetNetwork:
    """The network of a street file; ends the program with an explanation if it cannot be read."""
    from geo.streets.network import load

    with explained():
        return load(file)


@contextmanager
def explained() -> Iterator[None]:
    """Ends the program with a sentence and exit code 1 when streets cannot be had."""
    from geo.streets.errors import StreetsError

    try:
        yield
    except StreetsError as error:
        say(sentence(error), err=True)
        raise typer.Exit(1) from error
    except OSError as error:  # the result cannot be written
        say(f"{error.filename}: {error.strerror}", err=True)
        raise typer.Exit(1) from error


def centers_from(path: Path) -> list[Position]:
    """Positions of a CSV with columns `lat` and `lon`; rows without them are skipped."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"lat", "lon"} <= set(rows.fieldnames or ()):
                raise typer.BadParameter("no columns lat and lon", param_hint="--centers")
            found = [
                Position(float(row["lat"]), float(row["lon"]))
                for row in rows
                if row["lat"] and row["lon"]
            ]
    except (OSError, ValueError) as error:
        raise typer.BadParameter(str(error), param_hint="--centers") from error
    if not found:
        raise typer.BadParameter("no positions in it", param_hint="--centers")
    return found


def _within(
    lookup: CentersLookup | None, box: str | None, km: float | None, centers: Path | None
) -> Box | Around | None:
    from geo.streets.building.build import Around

    if box is not None and km is not None:
        raise typer.BadParameter("give either --box or --around-centers")
    if box is not None:
        return _box(box)
    if km is None:
        return None
    if centers is None and lookup is None:
        raise typer.BadParameter("needs --centers FILE.csv", param_hint="--around-centers")
    positions = centers_from(centers) if centers else lookup() if lookup else ()
    if not positions:
        raise typer.BadParameter("no center has a position", param_hint="--around-centers")
    return Around(positions, km * 1000)


def _box(text: str) -> Box:
    from geo.box import Box, BoxInvalid

    try:
        return Box.parse(text)
    except BoxInvalid as error:
        raise typer.BadParameter(
            "give south,west,north,east in degrees, south < north and west < east",
            param_hint="--box",
        ) from error


def _positions_from(text: str) -> tuple[list[Position], list[Position]]:
    try:
        question: Any = json.loads(text)
        lists = [question["sources"], question["targets"]]
        sources, targets = ([_position(item) for item in items] for items in lists)
    except (ValueError, KeyError, TypeError, AttributeError, PositionInvalid) as error:
        say(f"standard input: {type(error).__name__}: {error}", err=True)
        raise typer.Exit(2) from error
    if max(len(sources), len(targets)) > MOST_POSITIONS:
        say(f"standard input: more than {MOST_POSITIONS} positions", err=True)
        raise typer.Exit(2)
    return sources, targets


def _position(item: Any) -> Position:
    lat, lon = item["lat"], item["lon"]
    if not all(isinstance(value, (int, float)) for value in (lat, lon)):
        raise TypeError(f"lat and lon must be numbers: {item}")
    return Position(float(lat), float(lon))


def _rounded(rows: Any) -> list[list[float | None]]:
    return [[None if value != value else round(value, 1) for value in row] for row in rows.tolist()]


def sentence(error: Exception) -> str:
    """What a `StreetsError` says to an operator."""
    from geo.streets import errors

    match error:
        case errors.ExtractUnreadable():
            return f"{error.path}: cannot be read as an OpenStreetMap extract: {error.detail}"
        case errors.ExtractWithoutStreets():
            return f"{error.path}: has no way that may be walked on"
        case errors.AreaWithoutStreets():
            return f"{error.path}: has no streets in the area asked for"
        case errors.StreetFileUnreadable():
            return f"{error.path}: {error.detail}"
        case errors.StreetFileForeign():
            return f"{error.path}: is not a street file"
        case errors.StreetFileTooNew():
            return (
                f"{error.path}: has version {error.found}, this program reads up to {error.known}; "
                "update the program or build the file again"
            )
        case errors.StreetFileTruncated():
            return f"{error.path}: cut off, {error.found} of {error.expected} bytes; copy it again"
        case errors.StreetFileCorrupt():
            return f"{error.path}: damaged ({error.detail}); build it again"
    return str(error)


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """A bar on standard error while a terminal watches."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:10}"), BarColumn(), TextColumn("{task.completed}"))
    console = Console(stderr=True)
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("read", total=None)
        yield lambda stage, count: bar.update(task, description=stage, completed=count)


if __name__ == "__main__":
    app()
