"""Ways across squares: OpenStreetMap gives their outline, people walk straight over them.

Within a surface the shortest way between two entrances runs straight, or bends at corners
that stick into it. So the entrances and those corners are joined wherever they see each
other (a visibility graph). Of these sight lines only those are kept that shorten a way by
more than `WORTH`, which keeps big squares with many entrances small.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import floyd_warshall

from geo.streets.metric import E7, metres_per_degree

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WORTH = 1.02
"""A sight line that saves less than 2 % is left out."""
MOST_ENDS = 90
"""More entrances and corners than this in one area are thinned out evenly."""
_CORNER_TOLERANCE_M = 0.75
_EDGE_TOLERANCE_M = 0.05


@dataclass(frozen=True, slots=True)
class Surface:
    """One area: closed rings of node numbers (outer first), and nodes of ways inside it."""

    rings: list[Ints]
    inside: Ints


def sight_lines(
    surface: Surface, x: NDArray[np.int32], y: NDArray[np.int32], is_entrance: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Pairs of node numbers, shape (n, 2), between which one walks straight across.

    `x`, `y` (1e-7 degrees) and `is_entrance` are indexed by node number.
    """
    north, east = metres_per_degree(float(y[surface.rings[0][0]]) * E7)
    scale = np.array([east * E7, north * E7])
    origin = np.array([x[surface.rings[0][0]], y[surface.rings[0][0]]], dtype=np.int64)

    def plane(nodes: Ints) -> Floats:
        result: Floats = (np.column_stack([x[nodes], y[nodes]]) - origin) * scale
        return result

    rings = [plane(ring) for ring in surface.rings]
    polygon = shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
    if polygon.area < 1:
        return np.empty((0, 2), dtype=np.int64)
    ends = _ends(surface, rings, is_entrance)
    if len(ends) < 2:
        return np.empty((0, 2), dtype=np.int64)
    points = plane(ends)
    return ends[_worthwhile(points, _along_rings(surface, rings, ends), polygon)]


def _ends(surface: Surface, rings: list[Floats], is_entrance: NDArray[np.bool_]) -> Ints:
    found = [surface.inside]
    for number, (nodes, points) in enumerate(zip(surface.rings, rings, strict=True)):
        entrances = nodes[:-1][is_entrance[nodes[:-1]]]
        found += [entrances, nodes[_corners(points, hole=number > 0)]]
    ends = np.unique(np.concatenate(found))
    if len(ends) > MOST_ENDS:
        ends = ends[np.linspace(0, len(ends) - 1, MOST_ENDS).astype(int)]
    return ends


def _corners(points: Floats, hole: bool) -> Ints:
    """Indices of the ring's vertices that stick into the surface."""
    ring = shapely.simplify(shapely.Polygon(points).exterior, _CORNER_TOLERANCE_M)
    kept = shapely.get_coordinates(ring)[:-1]
    if len(kept) < 3:
        return np.empty(0, dtype=np.int64)
    before, after = kept - np.roll(kept, 1, axis=0), np.roll(kept, -1, axis=0) - kept
    turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    left_handed = shapely.is_ccw(ring)
    sticks_out = turn > 0 if left_handed else turn < 0
    wanted = kept[sticks_out if hole else ~sticks_out]
    index = {(px, py): i for i, (px, py) in reversed(list(enumerate(map(tuple, points[:-1]))))}
    return np.array([index[(px, py)] for px, py in wanted], dtype=np.int64)


def _along_rings(surface: Surface, rings: list[Floats], ends: Ints) -> Floats:
    """Distances between the ends on the rings themselves: those ways exist anyway."""
    known = np.full((len(ends), len(ends)), np.inf)
    np.fill_diagonal(known, 0)
    for nodes, points in zip(surface.rings, rings, strict=True):
        step = np.hypot(*np.diff(points, axis=0).T)
        along = np.concatenate([[0], np.cumsum(step)])
        on_ring = np.flatnonzero(np.isin(nodes[:-1], ends))
        place = np.searchsorted(ends, nodes[on_ring])
        following = np.roll(on_ring, -1)
        gaps = (along[following] - along[on_ring]) % along[-1] if len(on_ring) > 1 else []
        for a, b, gap in zip(place, np.roll(place, -1), gaps, strict=False):
            known[a, b] = known[b, a] = min(known[a, b], gap)
    result: Floats = floyd_warshall(known, directed=False)
    return result


def _worthwhile(points: Floats, known: Floats, polygon: shapely.Geometry) -> Ints:
    """The visible pairs that a greedy spanner keeps, as indices of `points`."""
    a, b = np.triu_indices(len(points), 1)
    straight = np.hypot(*(points[a] - points[b]).T)
    candidate = straight * WORTH < known[a, b]
    a, b, straight = a[candidate], b[candidate], straight[candidate]
    grown = shapely.buffer(polygon, _EDGE_TOLERANCE_M)
    shapely.prepare(grown)
    visible = shapely.covers(grown, shapely.linestrings(np.stack([points[a], points[b]], axis=1)))
    a, b, straight = a[visible], b[visible], straight[visible]
    kept = []
    for i in np.argsort(straight, kind="stable"):
        p, q, direct = a[i], b[i], straight[i]
        if known[p, q] <= direct * WORTH:
            continue
        kept.append((p, q))
        through = known[:, p, None] + direct + known[None, q, :]
        known = np.minimum(known, np.minimum(through, through.T))
    return np.array(kept, dtype=np.int64).reshape(-1, 2)
