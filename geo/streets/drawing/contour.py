"""Outlines of the set points of a grid, by marching squares."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# The middles of the sides of a unit square, in half units: (x, y).
_S, _E, _N, _W = (1, 0), (2, 1), (1, 2), (0, 1)
# For each set of corners (1 SW, 2 SE, 4 NE, 8 NW) the lines with the set corners to the left.
_LINES = {
    1: [(_S, _W)],
    2: [(_E, _S)],
    3: [(_E, _W)],
    4: [(_N, _E)],
    5: [(_S, _W), (_N, _E)],
    6: [(_N, _S)],
    7: [(_N, _W)],
    8: [(_W, _N)],
    9: [(_S, _N)],
    10: [(_E, _S), (_W, _N)],
    11: [(_E, _N)],
    12: [(_W, _E)],
    13: [(_S, _E)],
    14: [(_W, _S)],
}


def trace(
    grid: NDArray[np.bool_], smallest_hole: float, tolerance: float
) -> shapely.Polygon | shapely.MultiPolygon:
    """The area within half a unit of the set points, as (x, y) = (column, row).

    The rows and columns at the border of `grid` must be unset. Holes below `smallest_hole`
    square units are filled; corners are simplified by up to `tolerance` units.
    """
    shells, holes = [], []
    for ring in _rings(grid):
        area = _signed_area(ring)
        if area > 0:
            shells.append(shapely.LinearRing(_without_straight(ring)))
        elif -area >= smallest_hole:
            holes.append(shapely.LinearRing(_without_straight(ring)))
    if not shells:
        return shapely.Polygon()
    filled = shapely.polygons(shells)
    inside: list[list[shapely.LinearRing]] = [[] for _ in shells]
    for hole in holes:
        owner = int(np.argmax(shapely.contains_properly(filled, hole))) if len(shells) > 1 else 0
        inside[owner].append(hole)
    parts = [shapely.Polygon(s, h) for s, h in zip(shells, inside, strict=True)]
    shape = shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0]
    return shapely.simplify(shape, tolerance, preserve_topology=True)


def _rings(grid: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """Rings around the set points, and the other way round those around unset points; open."""
    start, end, width = _lines(grid)
    line_at = np.empty(width * (2 * len(grid) + 1), dtype=np.int64)
    line_at[start] = np.arange(len(start))
    following = line_at[end].tolist()
    points = np.column_stack([start % width, start // width]) / 2
    seen = [False] * len(following)
    rings = []
    for first in range(len(following)):
        ring, i = [], first
        while not seen[i]:
            seen[i] = True
            ring.append(i)
            i = following[i]
        if ring:
            rings.append(points[ring])
    return rings


def _signed_area(ring: NDArray[np.float64]) -> float:
    x, y = ring[:, 0], ring[:, 1]
    cross = x[:-1] @ y[1:] - x[1:] @ y[:-1] + x[-1] * y[0] - x[0] * y[-1]
    return float(cross) / 2


def _without_straight(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ring closed, without points at which it does not turn."""
    before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    turns = np.abs(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]) > 1e-9
    kept = ring[turns]
    return np.concatenate([kept, kept[:1]])


def _lines(grid: NDArray[np.bool_]) -> tuple[Ints, Ints, int]:
    """Numbers of the start and the end points of all border lines, on a grid of half units."""
    width = 2 * grid.shape[1] + 1
    set_ = grid.astype(np.int64)
    case = set_[:-1, :-1] + 2 * set_[:-1, 1:] + 4 * set_[1:, 1:] + 8 * set_[1:, :-1]
    row, column = np.nonzero((case > 0) & (case < 15))
    case = case[row, column]
    starts, ends = [], []
    for number, lines in _LINES.items():
        at = np.flatnonzero(case == number)
        corner = 2 * row[at] * width + 2 * column[at]
        for (x1, y1), (x2, y2) in lines:
            starts.append(corner + y1 * width + x1)
            ends.append(corner + y2 * width + x2)
    return np.concatenate(starts), np.concatenate(ends), width
