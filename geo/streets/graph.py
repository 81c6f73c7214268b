"""The street graph as adjacency lists, cut-outs of it, and bounded searches on those.

A search never costs more than the part of the city it can reach: junctions are numbered
row by row of a fixed grid, so a box around the start is a handful of ranges of numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from geo.position import Position
from geo.streets.building.contract import CELL_DEGREES
from geo.streets.file import StreetData
from geo.streets.metric import E7, metres_per_degree

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_LEAST = 1e-6  # csgraph reads a weight of zero as no edge


class Places:
    """Looks up where in a list of ascending junction numbers a junction stands."""

    def __init__(self, nodes: Ints) -> None:
        self._first = int(nodes[0]) if len(nodes) else 0
        span = int(nodes[-1]) - self._first + 1 if len(nodes) else 0
        self._table = np.full(span + 1, -1, dtype=np.int32)  # the last one answers for outside
        self._table[nodes - self._first] = np.arange(len(nodes), dtype=np.int32)

    def of(self, wanted: NDArray[np.integer[Any]]) -> NDArray[np.int32]:
        """The places of the junctions `wanted`, -1 for those that are not in the list."""
        offset = wanted - self._first
        outside = (offset < 0) | (offset >= len(self._table))
        return self._table[np.where(outside, -1, offset)]


@dataclass(frozen=True, slots=True)
class CutOut:
    """A part of the graph: `nodes` in ascending order; edges as compressed rows over them.

    `weight` is effort (metres on a level street that take as long), `edge` the street.
    """

    nodes: Ints
    starts: Ints
    neighbours: Ints
    weight: Floats
    edge: Ints
    places: Places

    def local(self, node: int) -> int | None:
        """The place of a junction in `nodes`; None when it is outside."""
        place = int(self.places.of(np.array([node]))[0])
        return place if place >= 0 else None


@dataclass(frozen=True, slots=True)
class Search:
    """What one start reaches in a cut-out: the last place of each array is the start.

    `effort` is infinite where the limit does not reach; `before` is the place from which
    each place is reached (negative: none).
    """

    effort: Floats
    before: Ints


class Graph:
    """Adjacency of all junctions; of parallel edges the quickest."""

    def __init__(self, data: StreetData) -> None:
        self._data = data
        self.effort = data.way_effort[data.edge_way].astype(np.float64)
        weight = np.maximum(data.edge_length * self.effort, _LEAST)
        tail = np.concatenate([data.edge_u, data.edge_v]).astype(np.int64)
        head = np.concatenate([data.edge_v, data.edge_u]).astype(np.int64)
        edge = np.tile(np.arange(len(data.edge_u)), 2)
        pair = tail * self.size + head
        order = np.argsort(pair, kind="stable")
        repeated = np.diff(pair[order]) == 0
        if repeated.any():  # of parallel edges the quickest first
            order = np.lexsort((weight[edge], pair))
        tail, head, edge = tail[order], head[order], edge[order]
        self._incident = edge
        self._incident_starts = _row_starts(tail, self.size)
        best = np.concatenate([[True], ~repeated]) & (tail != head)
        tail, self._head, self._edge = tail[best], head[best], edge[best]
        self._weight = weight[self._edge]
        self._starts = _row_starts(tail, self.size)
        rows = np.floor(data.node_y * E7 / CELL_DEGREES).astype(np.int64)
        self._row, self._row_start = np.unique(rows, return_index=True)
        self._row_start = np.append(self._row_start, self.size)

    @property
    def size(self) -> int:
        """How many junctions there are."""
        return len(self._data.node_x)

    @cached_property
    def component(self) -> NDArray[np.int32]:
        """For each junction a number that it shares with all it is connected to."""
        shape = (self.size, self.size)
        graph = csr_matrix((self._weight, self._head, self._starts), shape=shape)
        return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int32)

    def whole(self) -> CutOut:
        """The whole graph."""
        nodes = np.arange(self.size)
        return CutOut(nodes, self._starts, self._head, self._weight, self._edge, Places(nodes))

    def around(self, position: Position, metres: float) -> CutOut:
        """All junctions within the square of 2 × `metres`, and the edges between them."""
        if not math.isfinite(metres):
            return self.whole()
        metres = metres * 1.002 + 1  # the plane's scale differs a little over the square
        north, east = metres_per_degree(position.lat)
        down, up = position.lat - metres / north, position.lat + metres / north
        reach = metres / max(east, 1.0)
        left, right = (position.lon - reach) / E7, (position.lon + reach) / E7
        nodes = self._nodes_between(down, up, left, right)
        half, count = _rows(self._starts, nodes)
        places = Places(nodes)
        place = places.of(self._head[half])
        inside = place >= 0
        kept = np.concatenate([[0], np.cumsum(inside)])
        starts = kept[np.concatenate([[0], np.cumsum(count)])]
        half = half[inside]
        neighbours = place[inside].astype(np.int64)
        return CutOut(nodes, starts, neighbours, self._weight[half], self._edge[half], places)

    def edges_at(self, nodes: Ints) -> Ints:
        """All edges with an end among `nodes`, also those that are never the quickest."""
        half, _ = _rows(self._incident_starts, nodes)
        edges = np.sort(self._incident[half])  # as np.unique, which hashes and takes longer
        distinct: Ints = edges[np.diff(edges, prepend=-1) != 0]
        return distinct

    def _nodes_between(self, down: float, up: float, left: float, right: float) -> Ints:
        first = np.searchsorted(self._row, math.floor(down / CELL_DEGREES))
        last = np.searchsorted(self._row, math.floor(up / CELL_DEGREES), side="right")
        found = []
        for row in range(int(first), int(last)):
            start, end = self._row_start[row], self._row_start[row + 1]
            x = self._data.node_x[start:end]
            low, high = np.searchsorted(x, left), np.searchsorted(x, right, side="right")
            found.append(np.arange(start + low, start + high))
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _row_starts(rows: Ints, size: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=size))])


def _rows(starts: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Numbers of all entries of `rows` in compressed storage, and how many each row has."""
    count = starts[rows + 1] - starts[rows]
    first = np.repeat(starts[rows] - (np.cumsum(count) - count), count)
    return np.arange(len(first)) + first, count


Entries = dict[int, tuple[float, float]]
"""Where a start on an edge enters a cut-out: place → (effort, metres) to there."""


def search(cut: CutOut, entries: Entries, limit: float) -> Search:
    """Least efforts, up to `limit`, from a start that enters the graph at `entries`."""
    size = len(cut.nodes)
    places = np.array(list(entries), dtype=np.int32)
    efforts = np.array([max(effort, _LEAST) for effort, _ in entries.values()])
    graph = csr_matrix(
        (
            np.concatenate([cut.weight, efforts]),
            np.concatenate([cut.neighbours.astype(np.int32), places]),
            np.append(cut.starts, cut.starts[-1] + len(entries)).astype(np.int32),
        ),
        shape=(size + 1, size + 1),
    )
    effort, before = dijkstra(graph, indices=size, limit=limit, return_predecessors=True)
    return Search(effort, before.astype(np.int64))


def metres_along(
    cut: CutOut, found: Search, entries: Entries, edge_length: NDArray[np.float32]
) -> Floats:
    """Lengths of the quickest ways of a search (NaN where nothing is reached).

    By pointer doubling: every place adds what its predecessor has added up so far.
    """
    size = len(cut.nodes)
    result = np.full(size + 1, np.nan)
    reached = np.flatnonzero(np.isfinite(found.effort))
    before = found.before[reached]
    own = _step_metres(cut, reached, before, entries, edge_length)
    place_of = np.zeros(size + 1, dtype=np.int64)
    place_of[reached] = np.arange(len(reached))
    root = len(reached) - 1  # the start has the last place of all
    pointer = np.where(before < 0, root, place_of[np.maximum(before, 0)])
    while (pointer != root).any():
        own = own + own[pointer]
        pointer = pointer[pointer]
    result[reached] = own
    return result


def _step_metres(
    cut: CutOut,
    reached: Ints,
    before: Ints,
    entries: Entries,
    edge_length: NDArray[np.float32],
) -> Floats:
    """Length of the last edge of the way to each reached place."""
    size = len(cut.nodes)
    step = np.zeros(len(reached))
    inner = (before >= 0) & (before < size)
    row = np.repeat(np.arange(size), np.diff(cut.starts))
    keys = row * (size + 1) + cut.neighbours  # ascending: rows in order, neighbours in order
    place = np.searchsorted(keys, before[inner] * (size + 1) + reached[inner])
    step[inner] = edge_length[cut.edge[place]]
    for i in np.flatnonzero(before == size):
        step[i] = entries[int(reached[i])][1]
    return step
