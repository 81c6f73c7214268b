"""Which places are near: a tree over many positions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.distance import arcs_m, chord_m, ecef, ecef_array
from geo.position import Position

Found = tuple[NDArray[np.intp], NDArray[np.float64]]
"""Indices into the positions, and metres, both nearest first."""

_NOTHING: Found = (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float64))
_ROUNDING = 1 + 1e-12


class PlaceIndex:
    """A fixed sequence of positions, searched by distance.

    A k-d tree over Earth-centred vectors in metres: what the tree measures is the chord of
    `geo.distance`, so its order is the order of the distances returned, and neither the
    poles nor the antimeridian are special. Equally far places come in their given order.
    """

    def __init__(self, positions: Sequence[Position]) -> None:
        lat = np.array([p.lat for p in positions], dtype=np.float64)
        lon = np.array([p.lon for p in positions], dtype=np.float64)
        self._vectors = ecef_array(lat, lon)
        self._tree = cKDTree(self._vectors)

    def __len__(self) -> int:
        return len(self._vectors)

    def within(self, origin: Position, radius_m: float) -> Found:
        """All places at most `radius_m` away; none for a negative radius or NaN."""
        if not radius_m >= 0:
            return _NOTHING
        centre = ecef(origin.lat, origin.lon)
        hits = self._tree.query_ball_point(
            centre, chord_m(radius_m) * _ROUNDING + 1e-6, return_sorted=True
        )
        if not hits:
            return _NOTHING
        indices, metres = self._nearest_first(centre, np.array(hits, dtype=np.intp))
        kept = int(np.searchsorted(metres, radius_m, side="right"))
        return indices[:kept], metres[:kept]

    def nearest(self, origin: Position, count: int) -> Found:
        """The `count` nearest places, all of them if there are fewer."""
        count = min(count, len(self))
        if count <= 0:
            return _NOTHING
        centre = ecef(origin.lat, origin.lon)
        _, hits = self._tree.query(centre, k=count)
        return self._nearest_first(centre, np.sort(np.atleast_1d(hits)).astype(np.intp))

    def _nearest_first(
        self, centre: tuple[float, float, float], indices: NDArray[np.intp]
    ) -> Found:
        offsets = self._vectors[indices] - np.array(centre)
        metres = arcs_m(np.sqrt(np.einsum("ij,ij->i", offsets, offsets)))
        order = np.argsort(metres, kind="stable")
        return indices[order], metres[order]
