"""The straight pieces that the edges of a street network consist of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.streets.file import StreetData
from geo.streets.metric import E7, lengths

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Pieces:
    """All straight pieces, in the order of the edges.

    `edge`: which edge a piece belongs to; `first`: number of its first point; `along`:
    metres from the edge's start to the piece's; `length`: metres.
    """

    def __init__(self, data: StreetData) -> None:
        self._data = data
        self._counts = np.diff(data.edge_points).astype(np.int64) - 1
        self._starts = np.cumsum(self._counts) - self._counts
        self.edge = np.repeat(np.arange(len(self._counts)), self._counts)
        self.first = np.arange(len(self.edge)) + self.edge
        y, x = data.point_y * E7, data.point_x * E7
        after = self.first + 1
        self.length = lengths(y[self.first], x[self.first], y[after], x[after])
        total = np.concatenate([[0], np.cumsum(self.length)])
        self.along = total[:-1] - total[self._starts[self.edge]]

    def of(self, edges: Ints) -> tuple[Ints, Ints]:
        """The pieces of `edges`, and for each of them the place of its edge in `edges`."""
        counts = self._counts[edges]
        owner = np.repeat(np.arange(len(edges)), counts)
        step = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self._starts[edges][owner] + step, owner

    def points_of(self, edges: Ints) -> tuple[Ints, Ints]:
        """All point numbers of `edges` in a row, and where in that row each edge ends."""
        counts = self._counts[edges] + 1
        ends = np.cumsum(counts)
        first = np.repeat(self._starts[edges] + edges - (ends - counts), counts)
        return first + np.arange(len(first)), ends

    def ends(self, pieces: Ints) -> tuple[Floats, Floats]:
        """Both ends as (lon, lat) in degrees, each of shape (n, 2)."""
        x, y, first = self._data.point_x, self._data.point_y, self.first[pieces]
        start = np.column_stack([x[first], y[first]]) * E7
        end = np.column_stack([x[first + 1], y[first + 1]]) * E7
        return start, end
