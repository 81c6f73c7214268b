"""Lends the name of a street to the unnamed pavements along it.

A pavement drawn beside its street has no name in OpenStreetMap, but a person told to walk
along it must be told the street's name.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.streets.building.access import Kind
from geo.streets.building.segments import Segments
from geo.streets.metric import E7, metres_per_degree

FARTHEST_M = 25.0
"""From the middle of a pavement to the middle of its street: half of a wide avenue."""
_PARALLEL = 0.94  # cosine of 20 degrees
_STREETS = (Kind.MAIN, Kind.STREET)


def name_sidewalks(segments: Segments) -> Segments:
    """The same segments, pavements and cycleways named after the nearest parallel street."""
    ways = segments.walkways
    anonymous = np.array([way.sidewalk and way.name is None for way in ways], dtype=bool)
    named = np.array([way.name is not None and way.kind in _STREETS for way in ways], dtype=bool)
    walks = np.flatnonzero(anonymous[segments.kind])
    streets = np.flatnonzero(named[segments.kind])
    if not len(walks) or not len(streets):
        return segments
    street_of = _nearest_parallel(segments, walks, streets)
    known = dict(zip(ways, range(len(ways)), strict=True))
    kind = segments.kind.copy()
    for walk, street in street_of.items():
        lent = replace(ways[kind[walk]], name=ways[segments.kind[street]].name)
        kind[walk] = known.setdefault(lent, len(known))
    return replace(segments, kind=kind, walkways=list(known))


def _nearest_parallel(
    segments: Segments, walks: NDArray[np.int64], streets: NDArray[np.int64]
) -> dict[int, int]:
    north, east = metres_per_degree(float(segments.y[segments.a[0]]) * E7)
    x, y = segments.x * (E7 * east), segments.y * (E7 * north)
    a = np.stack([x[segments.a], y[segments.a]], axis=1)
    b = np.stack([x[segments.b], y[segments.b]], axis=1)
    heading = (b - a) / np.maximum(np.hypot(*(b - a).T), 1e-9)[:, None]
    lines = shapely.linestrings(np.stack([a[streets], b[streets]], axis=1))
    middles = shapely.points((a[walks] + b[walks]) / 2)
    pairs = shapely.STRtree(lines).query(middles, predicate="dwithin", distance=FARTHEST_M)
    walk, street = walks[pairs[0]], streets[pairs[1]]
    away = shapely.distance(middles[pairs[0]], lines[pairs[1]])
    along = np.abs((heading[walk] * heading[street]).sum(axis=1)) >= _PARALLEL
    found: dict[int, int] = {}
    for i in np.argsort(away, kind="stable"):
        if along[i]:
            found.setdefault(int(walk[i]), int(street[i]))
    return found
