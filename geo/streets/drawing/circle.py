"""The life circle: everything one reaches on foot within a time, as a polygon.

The reached parts of the streets, edges cut where the time runs out, are drawn onto a fine
grid and widened by `HALF_WIDTH_M`; the outline of that is the circle. So the far bank of a
river belongs to it only where a bridge leads over in time, and a lake or a walled compound
stays a hole. (The exact union of the buffered lines takes 70 times as long.)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.position import Position
from geo.streets.drawing.contour import trace
from geo.streets.graph import Floats, Ints
from geo.streets.metric import metres_per_degree
from geo.streets.network import StreetNetwork
from geo.streets.reached import ReachedStreets, reached_streets

HALF_WIDTH_M = 25.0
"""What lies this near to a reached street counts as reached: the houses along it."""
_CELL_M = 10.0
_MOST_CELLS = 320
_STEP = 0.7
_DRAWN_WITHIN = math.sqrt(0.5) + _STEP / 2
"""In cells: a point of a line is at most half a step from one that is drawn, and that one
at most half a diagonal from its grid point."""
_SMALLEST_HOLE_M2 = 2500.0
"""A smaller hole is a courtyard, not an obstacle."""


def circle(network: StreetNetwork, origin: Position, seconds: float) -> shapely.Geometry:
    """The (Multi)Polygon, in degrees (lon, lat), of all that is reached in `seconds`.

    Empty when `origin` is too far from any street to reach one in time.
    """
    return _outline(reached_streets(network, origin, seconds), origin)


def circle_geojson(network: StreetNetwork, origin: Position, seconds: float) -> dict[str, Any]:
    """The circle as a GeoJSON Feature, coordinates rounded to a decimetre."""
    shape = shapely.set_precision(circle(network, origin, seconds), 1e-6)
    return {
        "type": "Feature",
        "properties": {
            "seconds": seconds,
            "origin": [origin.lon, origin.lat],
            "attribution": network.data.licence,
        },
        "geometry": shapely.geometry.mapping(shape),
    }


def _outline(streets: ReachedStreets, origin: Position) -> shapely.Geometry:
    if not len(streets.start):
        return shapely.Polygon()
    north, east = metres_per_degree(origin.lat)
    scale = np.array([east, north])
    corner, far = _bounds(streets)
    a, b = (streets.start - corner) * scale, (streets.end - corner) * scale
    span = (far - corner) * scale
    cell = max(_CELL_M, float(span.max()) / _MOST_CELLS)
    margin = math.ceil(HALF_WIDTH_M / cell) + 2
    size = np.ceil(span / cell).astype(int) + 2 * margin + 1
    grid = _widen(_draw(a, b, cell, margin, size), HALF_WIDTH_M / cell + _DRAWN_WITHIN)
    shape = trace(grid, _SMALLEST_HOLE_M2 / cell**2, tolerance=0.5)
    return shapely.transform(shape, lambda points: (points - margin) * cell / scale + corner)


def _bounds(streets: ReachedStreets) -> tuple[Floats, Floats]:
    """South-west and north-east corner. By columns: numpy reduces short rows slowly."""
    columns = [np.concatenate([streets.start[:, i], streets.end[:, i]]) for i in (0, 1)]
    return np.array([c.min() for c in columns]), np.array([c.max() for c in columns])


def _draw(a: Floats, b: Floats, cell: float, margin: int, size: Ints) -> NDArray[np.bool_]:
    """A grid of points; set are those nearest to the middles of the steps along the lines."""
    steps = np.maximum(np.ceil(np.hypot(*(b - a).T) / (cell * _STEP)).astype(int), 1)
    line = np.repeat(np.arange(len(a)), steps)
    number = np.arange(len(line)) - np.repeat(np.cumsum(steps) - steps, steps)
    share = (number + 0.5) / steps[line]
    points = a[line] + (b - a)[line] * share[:, None]
    place = np.rint(points / cell).astype(int) + margin
    grid = np.zeros((size[1], size[0]), dtype=bool)
    grid[place[:, 1], place[:, 0]] = True
    return grid


def _widen(grid: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    """The grid dilated by a disk: each row of the disk is one run of shifted copies."""
    reach = int(radius)
    result = np.zeros_like(grid)
    for dy in range(reach + 1):
        half = int(math.sqrt(radius * radius - dy * dy))
        wide = grid.copy()
        for dx in range(1, half + 1):
            wide[:, dx:] |= grid[:, :-dx]
            wide[:, :-dx] |= grid[:, dx:]
        result[dy:] |= wide[: len(grid) - dy]
        result[: len(grid) - dy] |= wide[dy:]
    return result
