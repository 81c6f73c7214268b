"""Which places are near: a search over many positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.distance import arcs_m, chord_m, ecef, ecef_array
from geo.position import Position

Found = tuple[NDArray[np.intp], NDArray[np.float64]]
"""Indices into the positions, and metres, both nearest first."""

TREE_FROM = 500
"""From so many places on a tree is worth its import (0.2 s); fewer are all looked at, in
the same 15 microseconds that the tree takes."""

_NOTHING: Found = (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float64))
_ROUNDING = 1 + 1e-12


class PlaceIndex:
    """A fixed sequence of positions, searched by distance.

    A k-d tree over Earth-centred vectors in metres (or a look at each, where there are
    few): what the tree measures is the chord of `geo.distance`, so its order is the order
    of the distances returned, and neither the poles nor the antimeridian are special. Equally
    far places come in their given order.
    """

    def __init__(self, positions: Sequence[Position], *, tree_from: int = TREE_FROM) -> None:
        lat = np.array([p.lat for p in positions], dtype=np.float64)
        lon = np.array([p.lon for p in positions], dtype=np.float64)
        self._vectors = ecef_array(lat, lon)
        self._tree = _tree(self._vectors) if len(self._vectors) >= tree_from else None

    def __len__(self) -> int:
        return len(self._vectors)

    def within(self, origin: Position, radius_m: float) -> Found:
        """All places at most `radius_m` away; none for a negative radius or NaN."""
        if not radius_m >= 0:
            return _NOTHING
        centre = ecef(origin.lat, origin.lon)
        hits = None
        if self._tree is not None:
            reach = chord_m(radius_m) * _ROUNDING + 1e-6
            found = self._tree.query_ball_point(centre, reach, return_sorted=True)
            hits = np.array(found, dtype=np.intp)
        indices, metres = self._nearest_first(centre, hits)
        kept = int(np.searchsorted(metres, radius_m, side="right"))
        return indices[:kept], metres[:kept]

    def nearest(self, origin: Position, count: int) -> Found:
        """The `count` nearest places, all of them if there are fewer."""
        count = min(count, len(self))
        if count <= 0:
            return _NOTHING
        centre = ecef(origin.lat, origin.lon)
        hits = None
        if self._tree is not None:
            _, found = self._tree.query(centre, k=count)
            hits = np.sort(np.atleast_1d(found)).astype(np.intp)
        indices, metres = self._nearest_first(centre, hits)
        return indices[:count], metres[:count]

    def _nearest_first(
        self, centre: tuple[float, float, float], hits: NDArray[np.intp] | None
    ) -> Found:
        """The places with the indices `hits` (ascending), or all."""
        offsets = (self._vectors if hits is None else self._vectors[hits]) - np.array(centre)
        metres = arcs_m(np.sqrt(np.einsum("ij,ij->i", offsets, offsets)))
        order = np.argsort(metres, kind="stable")
        return (order if hits is None else hits[order]), metres[order]


def _tree(vectors: NDArray[np.float64]) -> Any:
    from scipy.spatial import cKDTree

    return cKDTree(vectors)
