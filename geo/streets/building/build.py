"""Builds a street file from an OpenStreetMap extract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.box import Box
from geo.position import Position
from geo.streets import file
from geo.streets.building.access import Walkway
from geo.streets.building.contract import Contracted, contract
from geo.streets.building.extract import AreaShape, Extract, Progress, read
from geo.streets.building.segments import Segments, join, without_small_islands
from geo.streets.building.sidewalks import name_sidewalks
from geo.streets.errors import AreaWithoutStreets, ExtractWithoutStreets
from geo.streets.file import StreetData
from geo.streets.metric import E7, metres_per_degree

SMALLEST_ISLAND_M = 1000.0
"""Ways that are connected to nothing and shorter than this in all are left out: one has
walked all of them in a quarter of an hour, and they would catch positions that belong to
the street beside them."""


@dataclass(frozen=True, slots=True)
class Around:
    """The surroundings of some centers, up to `metres` from any of them."""

    centers: Sequence[Position]
    metres: float


def build(
    extract: Path,
    out: Path,
    within: Box | Around | None = None,
    progress: Progress = lambda _stage, _count: None,
    smallest_island_m: float = SMALLEST_ISLAND_M,
    squares: bool = True,
) -> StreetData:
    """Read `extract`, keep what lies `within`, write the street file `out`.

    Raises `ExtractUnreadable`, `ExtractWithoutStreets` or
    `AreaWithoutStreets`; then nothing is written and an old file stays.
    """
    data = assemble(extract, within, progress, smallest_island_m, squares)
    progress("write", len(data.edge_u))
    file.write(data, out)
    return data


def assemble(
    extract: Path,
    within: Box | Around | None = None,
    progress: Progress = lambda _stage, _count: None,
    smallest_island_m: float = SMALLEST_ISLAND_M,
    squares: bool = True,
) -> StreetData:
    """As `build`, without writing."""
    raw = read(extract, progress, squares)
    if not len(raw.kinds):
        raise ExtractWithoutStreets(extract)
    segments = join(raw, progress)
    if within is not None:
        segments = segments.only(_kept(segments, within))
    segments = without_small_islands(segments, smallest_island_m)
    if not len(segments.a):
        raise ExtractWithoutStreets(extract) if within is None else AreaWithoutStreets(extract)
    segments = name_sidewalks(segments)
    return _data(contract(segments, progress), segments.walkways, raw)


def _kept(segments: Segments, within: Box | Around) -> NDArray[np.bool_]:
    """Segments with both ends within: a street ends where the area does."""
    if isinstance(within, Box):
        x, y = segments.x * E7, segments.y * E7
        inside = (y >= within.south) & (y <= within.north)
        inside &= (x >= within.west) & (x <= within.east)
    else:
        inside = _near(segments, within)
    kept: NDArray[np.bool_] = inside[segments.a] & inside[segments.b]
    return kept


def _near(segments: Segments, around: Around) -> NDArray[np.bool_]:
    inside = np.zeros(len(segments.x), dtype=bool)
    x, y = segments.x * E7, segments.y * E7
    for center in around.centers:
        north, east = metres_per_degree(center.lat)
        inside |= np.hypot((x - center.lon) * east, (y - center.lat) * north) <= around.metres
    return inside


def _data(graph: Contracted, walkways: list[Walkway], raw: Extract) -> StreetData:
    used, edge_way = np.unique(graph.kind, return_inverse=True)
    ways = [walkways[i] for i in used]
    names = sorted({way.name for way in ways if way.name})
    number = {name: i for i, name in enumerate(names)}
    rings = _Rings.of(raw.areas, graph)
    return StreetData(
        box=Box(
            south=float(graph.py.min() * E7),
            west=float(graph.px.min() * E7),
            north=float(graph.py.max() * E7),
            east=float(graph.px.max() * E7),
        ),
        data_date=raw.data_date,
        licence=file.LICENCE,
        names=names,
        node_x=graph.x,
        node_y=graph.y,
        edge_u=graph.u.astype(np.int32),
        edge_v=graph.v.astype(np.int32),
        edge_way=edge_way.astype(np.int32),
        edge_length=graph.length.astype(np.float32),
        edge_points=graph.starts.astype(np.int32),
        point_x=graph.px,
        point_y=graph.py,
        way_kind=np.array([way.kind for way in ways], dtype=np.uint8),
        way_flags=np.array([_flags(way) for way in ways], dtype=np.uint8),
        way_effort=np.array([way.effort for way in ways], dtype=np.float32),
        way_name=np.array([number.get(way.name or "", -1) for way in ways], dtype=np.int32),
        ring_points=rings.starts,
        ring_hole=rings.hole,
        ring_x=rings.x,
        ring_y=rings.y,
    )


def _flags(way: Walkway) -> int:
    return way.bridge * file.BRIDGE | way.tunnel * file.TUNNEL | way.attracts * file.ATTRACTS


@dataclass(frozen=True, slots=True)
class _Rings:
    """Outlines of the squares, simplified: they are only drawn."""

    starts: NDArray[np.int32]
    hole: NDArray[np.uint8]
    x: NDArray[np.int32]
    y: NDArray[np.int32]

    @classmethod
    def of(cls, areas: list[AreaShape], graph: Contracted) -> _Rings:
        rings, holes = [], []
        low = np.array([graph.px.min(), graph.py.min()])
        high = np.array([graph.px.max(), graph.py.max()])
        for area in areas:
            for hole, ring in enumerate((area.outer, *area.inner)):
                points = shapely.get_coordinates(shapely.LinearRing(ring[:, 1:]).simplify(50))
                if (points >= low).all() and (points <= high).all():
                    rings.append(points)
                    holes.append(hole > 0)
        points = np.concatenate(rings) if rings else np.empty((0, 2))
        starts = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])])
        return cls(
            starts.astype(np.int32),
            np.array(holes, dtype=np.uint8),
            points[:, 0].astype(np.int32),
            points[:, 1].astype(np.int32),
        )
