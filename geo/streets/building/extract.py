"""Reads the ways that can be walked on out of an OpenStreetMap extract, with pyosmium."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.streets.building.access import Kind, Walkway, blocks, is_area, walkway
from geo.streets.errors import ExtractUnreadable

Progress = Callable[[str, int], None]
"""Called with a stage ("read", "areas", "junctions", "edges", "write") and a count so far."""

_EAST, _NORTH = 180 * 10_000_000, 90 * 10_000_000
_NOWHERE = 2147483647
"""The coordinate of a node that the extract does not have (libosmium)."""
_REPORT_EVERY = 5000


@dataclass(slots=True)
class AreaShape:
    """A surface that can be crossed, as closed rings of (node id, x, y), shape (n, 3)."""

    walkway: int
    outer: NDArray[np.int64]
    inner: list[NDArray[np.int64]]


@dataclass(slots=True)
class Extract:
    """Walkable ways as flat arrays; coordinates are integers of 1e-7 degrees.

    `nodes` holds (node id, x, y) of one way after the other; way i spans
    `starts[i]:starts[i + 1]` and has the qualities `walkways[kinds[i]]`.
    """

    nodes: NDArray[np.int64]
    starts: NDArray[np.int64]
    kinds: NDArray[np.int32]
    walkways: list[Walkway]
    blocked: set[int]
    areas: list[AreaShape]
    data_date: datetime | None


@dataclass(slots=True)
class _Reading:
    nodes: array[int] = field(default_factory=lambda: array("q"))
    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    kinds: array[int] = field(default_factory=lambda: array("i"))
    walkways: dict[Walkway, int] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    areas: list[AreaShape] = field(default_factory=list)
    newest: datetime | None = None
    stated: datetime | None = None

    def number(self, way: Walkway) -> int:
        return self.walkways.setdefault(way, len(self.walkways))


def read(
    path: Path, progress: Progress = lambda _stage, _count: None, squares: bool = True
) -> Extract:
    """Everything walkable in the extract at `path` (pbf, osm, gz or bz2 by its suffix).

    Without `squares` surfaces are left out, as some routing engines do. Raises
    `ExtractUnreadable`; an extract without streets is an empty result.
    """
    with _unreadable_as_ours(path):
        try:
            reading = _read(path, progress, squares)
        except RuntimeError as error:
            if "out of order" not in str(error):
                raise
            with TemporaryDirectory() as folder:
                reading = _read(_sorted_copy(path, Path(folder)), progress, squares)
    return Extract(
        nodes=np.frombuffer(reading.nodes, dtype=np.int64).reshape(-1, 3),
        starts=np.frombuffer(reading.starts, dtype=np.int64),
        kinds=np.frombuffer(reading.kinds, dtype=np.int32),
        walkways=list(reading.walkways),
        blocked=reading.blocked,
        areas=reading.areas,
        data_date=reading.stated or reading.newest,
    )


def _read(path: Path, progress: Progress, squares: bool) -> _Reading:
    import osmium

    reading = _Reading()
    header = osmium.io.Reader(str(path), osmium.osm.NOTHING).header()
    reading.stated = _parse_date(header.get("osmosis_replication_timestamp"))
    objects: Iterable[Any] = (
        osmium.FileProcessor(str(path))
        .with_areas(osmium.filter.KeyFilter("highway"))
        .with_filter(osmium.filter.KeyFilter("highway", "barrier"))
    )
    for count, item in enumerate(objects):
        if squares or not (item.is_area() or is_area(item.tags)):
            _take(item, reading)
        if count % _REPORT_EVERY == 0:
            progress("read", count)
    return reading


def _sorted_copy(path: Path, folder: Path) -> Path:
    """Editors write files that are not in the order of ids; areas are assembled only from sorted
    ones."""
    import osmium

    copy = folder / "sorted.osm.pbf"
    unsorted = osmium.MergeInputReader()
    unsorted.add_file(str(path))
    with osmium.SimpleWriter(str(copy)) as writer:
        unsorted.apply(writer)
    return copy


@contextmanager
def _unreadable_as_ours(path: Path) -> Iterator[None]:
    if not path.is_file():
        raise ExtractUnreadable(path, "no such file")
    if path.stat().st_size == 0:
        raise ExtractUnreadable(path, "empty file")
    import osmium

    ours = (RuntimeError, ValueError, EOFError, OSError, osmium.InvalidLocationError)
    try:
        yield
    except ours as error:  # what libosmium raises
        raise ExtractUnreadable(path, str(error)) from error


def _take(item: Any, reading: _Reading) -> None:
    if item.is_node():
        if blocks(item.tags):
            reading.blocked.add(item.id)
        return
    if item.is_relation():
        return
    walk = walkway(item.tags)
    if walk is None:
        return
    if item.is_area():
        if not item.from_way() or is_area(item.tags):
            _take_area(item, replace(walk, kind=Kind.AREA), reading)
        return
    if item.is_closed() and is_area(item.tags):
        walk = replace(walk, kind=Kind.AREA)
    _take_way(item.nodes, reading.number(walk), reading)
    stamp = item.timestamp
    if stamp.year > 1970 and (reading.newest is None or stamp > reading.newest):
        reading.newest = stamp


def _take_way(nodes: Any, number: int, reading: _Reading) -> None:
    before = len(reading.nodes)
    for node in nodes:
        if node.ref < 0:
            raise ValueError("node ids below zero, as editors give to what is not uploaded")
        if node.x == _NOWHERE:  # cut off by the extract's border: the way goes on after the gap
            before = _close_way(before, number, reading)
        elif abs(node.x) > _EAST or abs(node.y) > _NORTH:
            raise ValueError(f"node {node.ref} is not on Earth")
        else:
            reading.nodes.extend((node.ref, node.x, node.y))
    _close_way(before, number, reading)


def _close_way(before: int, number: int, reading: _Reading) -> int:
    if len(reading.nodes) - before < 6:
        del reading.nodes[before:]
    else:
        reading.starts.append(len(reading.nodes) // 3)
        reading.kinds.append(number)
    return len(reading.nodes)


def _take_area(item: Any, walk: Walkway, reading: _Reading) -> None:
    number = reading.number(walk)
    for outer in item.outer_rings():
        inner = list(item.inner_rings(outer))
        for ring in (outer, *inner):
            _take_way(ring, number, reading)
        reading.areas.append(AreaShape(number, _ring(outer), [_ring(hole) for hole in inner]))


def _ring(ring: Any) -> NDArray[np.int64]:
    return np.array([(node.ref, node.x, node.y) for node in ring], dtype=np.int64)


def _parse_date(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
