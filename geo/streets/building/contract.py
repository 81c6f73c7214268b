"""Contracts a graph of segments to junctions, keeping the shape of the ways between them."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.streets.building.extract import Progress
from geo.streets.building.segments import Segments
from geo.streets.metric import E7

Ints = NDArray[np.int64]

_REPORT_EVERY = 20000
CELL_DEGREES = 0.0025
"""Junctions are numbered by rows of cells this high (about 280 m), west to east."""


@dataclass(slots=True)
class Contracted:
    """Junctions and the edges between them.

    `x`, `y`: junctions, 1e-7 degrees, ordered by row of cells and longitude. Edge i runs
    from `u[i]` to `v[i]` along the points `starts[i]:starts[i + 1]` of `px`, `py` (ends
    included), is `length[i]` metres long and has the qualities `walkways[kind[i]]`.
    """

    x: NDArray[np.int32]
    y: NDArray[np.int32]
    u: Ints
    v: Ints
    kind: Ints
    length: NDArray[np.float64]
    starts: Ints
    px: NDArray[np.int32]
    py: NDArray[np.int32]


def contract(segments: Segments, progress: Progress = lambda _stage, _count: None) -> Contracted:
    """Edges from junction to junction; a node is one unless two like segments meet there."""
    chains = _chains(segments, progress)
    points = chains.nodes
    starts = np.concatenate([[0], np.cumsum(chains.sizes)])
    first = starts[:-1] - np.arange(len(chains.sizes))  # an edge has one segment less than points
    length = np.add.reduceat(segments.length[chains.segments], first)
    ends = np.stack([points[starts[:-1]], points[starts[1:] - 1]])
    junctions = np.unique(ends)
    row = np.floor(segments.y[junctions] * E7 / CELL_DEGREES)
    junctions = junctions[np.lexsort((segments.x[junctions], row))]
    number = np.empty(len(segments.x), dtype=np.int64)
    number[junctions] = np.arange(len(junctions))
    return Contracted(
        x=segments.x[junctions],
        y=segments.y[junctions],
        u=number[ends[0]],
        v=number[ends[1]],
        kind=segments.kind[chains.segments[first]],
        length=length,
        starts=starts,
        px=segments.x[points],
        py=segments.y[points],
    )


@dataclass(slots=True)
class _Chains:
    """Of all edges, one after the other: their nodes, their segments, their numbers of nodes."""

    nodes: Ints
    segments: Ints
    sizes: Ints


def _chains(segments: Segments, progress: Progress) -> _Chains:
    a, b = segments.a, segments.b
    ends = np.concatenate([a, b])
    at_node = np.argsort(ends, kind="stable") % len(a)
    start = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=len(segments.x)))])
    is_junction = _junctions(segments, start, at_node)
    whole = is_junction[a] & is_junction[b]
    direct, rest = np.flatnonzero(whole), np.flatnonzero(~whole)
    from_junction = rest[is_junction[a[rest]] | is_junction[b[rest]]]
    walker = _Walker(a.data, b.data, start.data, at_node.data, is_junction.data)
    for segment in (*from_junction.tolist(), *rest.tolist()):  # then rings without a junction
        walker.follow(segment)
        if len(walker.sizes) % _REPORT_EVERY == 1:
            progress("junctions", len(walker.sizes))
    found = [np.frombuffer(v, dtype=np.int64) for v in (walker.nodes, walker.owner, walker.sizes)]
    return _Chains(
        nodes=np.concatenate([np.stack([a[direct], b[direct]], axis=1).ravel(), found[0]]),
        segments=np.concatenate([direct, found[1]]),
        sizes=np.concatenate([np.full(len(direct), 2), found[2]]),
    )


def _junctions(segments: Segments, start: Ints, at_node: Ints) -> NDArray[np.bool_]:
    degree = np.diff(start)
    is_junction: NDArray[np.bool_] = degree != 2
    through = np.flatnonzero(~is_junction)
    one, two = at_node[start[through]], at_node[start[through] + 1]
    is_junction[through] = segments.kind[one] != segments.kind[two]
    return is_junction


@dataclass(slots=True)
class _Walker:
    """Follows segments from junction to junction. Looks into memory views: indexing those one
    by one is quicker than arrays, and takes no more room."""

    a: memoryview
    b: memoryview
    start: memoryview
    at_node: memoryview
    is_junction: memoryview
    used: set[int] = field(default_factory=set)
    nodes: array[int] = field(default_factory=lambda: array("q"))
    owner: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("q"))

    def follow(self, segment: int) -> None:
        """Add the edge with `segment`, which starts at a junction if it has one."""
        if segment in self.used:
            return
        begin = self.a[segment]
        if not self.is_junction[begin] and self.is_junction[self.b[segment]]:
            begin = self.b[segment]
        before, node = len(self.nodes), begin
        self.nodes.append(node)
        while True:
            self.used.add(segment)
            self.owner.append(segment)
            node = self.b[segment] if self.a[segment] == node else self.a[segment]
            self.nodes.append(node)
            if self.is_junction[node] or node == begin:
                break
            first, second = self.at_node[self.start[node]], self.at_node[self.start[node] + 1]
            segment = second if first == segment else first
        self.sizes.append(len(self.nodes) - before)
