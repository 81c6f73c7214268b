"""Finds the nearest piece of street to a position."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.position import Position
from geo.streets.building.pieces import Pieces
from geo.streets.file import ATTRACTS, StreetData
from geo.streets.metric import E7, metres_per_degree

CELL_M = 100.0
_RINGS = (1, 3, 8)
"""Cells searched around the position's own, one attempt after the other."""


@dataclass(frozen=True, slots=True)
class Snap:
    """The point of the streets nearest to a position.

    It lies on `edge`, `along` metres from the edge's start, `away` metres off the position.
    """

    edge: int
    along: float
    away: float
    position: Position


class SegmentGrid:
    """A grid over all straight pieces of streets that attract positions."""

    def __init__(self, data: StreetData, pieces: Pieces) -> None:
        attracts = (data.way_flags & ATTRACTS > 0)[data.edge_way[pieces.edge]]
        self._edge, self._along = pieces.edge[attracts], pieces.along[attracts]
        first = pieces.first[attracts]
        self._x, self._y = data.point_x[first], data.point_y[first]
        self._dx = data.point_x[first + 1] - self._x
        self._dy = data.point_y[first + 1] - self._y
        self._edge_length = data.edge_length
        north, east = metres_per_degree((data.box.south + data.box.north) / 2)
        self._cell_y = max(1, round(CELL_M / north / E7))
        self._cell_x = max(1, round(CELL_M / max(east, 1.0) / E7))
        self._west, self._south = round(data.box.west / E7), round(data.box.south / E7)
        self._columns = int((data.box.east - data.box.west) / E7) // self._cell_x + 3
        self._keys, self._entries = self._fill()

    def nearest(self, position: Position, limit_m: float) -> Snap | None:
        """The nearest street within `limit_m`; None when there is none."""
        if not len(self._edge):
            return None
        x, y = round(position.lon / E7), round(position.lat / E7)
        north, east = metres_per_degree(position.lat)
        smaller_m = min(self._cell_y * north, self._cell_x * east) * E7
        for rings in _RINGS:
            found = self._best(self._around(x, y, rings), x, y, north, east)
            if found is not None and found.away <= rings * smaller_m:
                return found if found.away <= limit_m else None
            if rings * smaller_m >= limit_m:
                return found if found is not None and found.away <= limit_m else None
        found = self._best(slice(None), x, y, north, east)
        return found if found is not None and found.away <= limit_m else None

    def _fill(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Cell numbers in order, and for each the piece of street whose bounds touch it."""
        column, row = self._cells(self._x, self._y)
        column_end, row_end = self._cells(self._x + self._dx, self._y + self._dy)
        column, column_end = np.minimum(column, column_end), np.maximum(column, column_end)
        row, row_end = np.minimum(row, row_end), np.maximum(row, row_end)
        wide, high = column_end - column + 1, row_end - row + 1
        piece = np.repeat(np.arange(len(wide)), wide * high)
        step = np.arange(len(piece)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
        keys = (row[piece] + step // wide[piece]) * self._columns
        keys += column[piece] + step % wide[piece]
        order = np.argsort(keys, kind="stable")
        return keys[order], piece[order]

    def _cells(
        self, x: NDArray[np.int32], y: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        column = (x.astype(np.int64) - self._west) // self._cell_x + 1
        row = (y.astype(np.int64) - self._south) // self._cell_y + 1
        return column, row

    def _around(self, x: int, y: int, rings: int) -> NDArray[np.int64]:
        column = (x - self._west) // self._cell_x + 1
        row = (y - self._south) // self._cell_y + 1
        low = min(max(column - rings, 0), self._columns - 1)
        high = min(max(column + rings, 0), self._columns - 1)
        rows = np.arange(row - rings, row + rings + 1) * self._columns
        starts = np.searchsorted(self._keys, rows + low)
        ends = np.searchsorted(self._keys, rows + high, side="right")
        return np.concatenate([self._entries[s:e] for s, e in zip(starts, ends, strict=True)])

    def _best(
        self, pieces: NDArray[np.int64] | slice, x: int, y: int, north: float, east: float
    ) -> Snap | None:
        px, py = self._x[pieces], self._y[pieces]
        if not len(px):
            return None
        dx, dy = self._dx[pieces] * (E7 * east), self._dy[pieces] * (E7 * north)
        ox, oy = (x - px.astype(np.int64)) * (E7 * east), (y - py.astype(np.int64)) * (E7 * north)
        square = np.maximum(dx * dx + dy * dy, 1e-12)
        share = np.clip((ox * dx + oy * dy) / square, 0, 1)
        away = (ox - share * dx) ** 2 + (oy - share * dy) ** 2
        i = int(np.argmin(away))
        piece = int(pieces[i]) if not isinstance(pieces, slice) else i
        edge, part = int(self._edge[piece]), float(share[i])
        along = float(self._along[piece]) + part * math.sqrt(square[i])
        lon = (int(px[i]) + part * int(self._dx[piece])) * E7
        lat = (int(py[i]) + part * int(self._dy[piece])) * E7
        return Snap(
            edge=edge,
            along=min(along, float(self._edge_length[edge])),
            away=math.sqrt(away[i]),
            position=Position(lat, lon),
        )
