"""Contracts a graph of segments to junctions, keeping the shape of the ways between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.streets.extract import Progress
from geo.streets.metric import E7
from geo.streets.segments import Segments

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
    chains, owners = _chains(segments, progress)
    starts = np.concatenate([[0], np.cumsum([len(chain) for chain in chains])])
    points = np.concatenate([np.asarray(chain) for chain in chains])
    edge_of_segment = np.repeat(np.arange(len(owners)), [len(owner) for owner in owners])
    flat = np.concatenate([np.asarray(owner) for owner in owners])
    length = np.bincount(edge_of_segment, weights=segments.length[flat])
    first = np.array([owner[0] for owner in owners])
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
        kind=segments.kind[first],
        length=length.astype(np.float64),
        starts=starts,
        px=segments.x[points],
        py=segments.y[points],
    )


def _chains(segments: Segments, progress: Progress) -> tuple[list[list[int]], list[list[int]]]:
    """Node lists and segment lists of all edges."""
    a, b = segments.a, segments.b
    ends = np.concatenate([a, b])
    order = np.argsort(ends, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=len(segments.x)))])
    at_node = order % len(a)
    is_junction = _junctions(segments, start, at_node)
    whole = is_junction[a] & is_junction[b]
    direct = np.flatnonzero(whole)
    chains: list[list[int]] = np.stack([a[direct], b[direct]], axis=1).tolist()
    owners: list[list[int]] = direct[:, None].tolist()
    used = whole.tolist()
    walker = _Walker(a.tolist(), b.tolist(), start.tolist(), at_node.tolist(), used, is_junction)
    rest = np.flatnonzero(~whole)
    from_junction = rest[is_junction[a[rest]] | is_junction[b[rest]]]
    for segment in (*from_junction.tolist(), *rest.tolist()):  # then rings without a junction
        if not used[segment]:
            begin = walker.a[segment]
            if not is_junction[begin] and is_junction[walker.b[segment]]:
                begin = walker.b[segment]
            nodes, owner = walker.follow(begin, segment)
            chains.append(nodes)
            owners.append(owner)
            if len(chains) % _REPORT_EVERY == 0:
                progress("junctions", len(chains))
    return chains, owners


def _junctions(segments: Segments, start: Ints, at_node: Ints) -> NDArray[np.bool_]:
    degree = np.diff(start)
    is_junction: NDArray[np.bool_] = degree != 2
    through = np.flatnonzero(~is_junction)
    one, two = at_node[start[through]], at_node[start[through] + 1]
    is_junction[through] = segments.kind[one] != segments.kind[two]
    return is_junction


@dataclass(slots=True)
class _Walker:
    a: list[int]
    b: list[int]
    start: list[int]
    at_node: list[int]
    used: list[bool]
    is_junction: NDArray[np.bool_]

    def follow(self, begin: int, segment: int) -> tuple[list[int], list[int]]:
        """From `begin` along `segment` to the next junction (or round to `begin`)."""
        nodes, owner, node = [begin], [], begin
        while True:
            self.used[segment] = True
            owner.append(segment)
            node = self.b[segment] if self.a[segment] == node else self.a[segment]
            nodes.append(node)
            if self.is_junction[node] or node == begin:
                return nodes, owner
            first, second = self.at_node[self.start[node]], self.at_node[self.start[node] + 1]
            segment = second if first == segment else first
