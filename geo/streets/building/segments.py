"""From ways to a graph of segments: joins nodes, crosses squares, drops small islands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geo.streets.building.access import Walkway
from geo.streets.building.areas import Surface, sight_lines
from geo.streets.building.extract import Extract, Progress
from geo.streets.metric import E7, lengths

Ints = NDArray[np.int64]
Coordinates = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Segments:
    """Straight pieces between neighbouring nodes.

    `a`, `b`: node numbers; `kind`: index into `walkways`; `x`, `y`: node coordinates in
    1e-7 degrees; `length`: metres.
    """

    a: Ints
    b: Ints
    kind: Ints
    length: NDArray[np.float64]
    x: Coordinates
    y: Coordinates
    walkways: list[Walkway]

    def only(self, keep: Mask) -> Segments:
        """The same network with the segments of the mask alone."""
        return Segments(
            self.a[keep],
            self.b[keep],
            self.kind[keep],
            self.length[keep],
            self.x,
            self.y,
            self.walkways,
        )


def join(extract: Extract, progress: Progress = lambda _stage, _count: None) -> Segments:
    """All segments of the extract: nodes joined, closed gates cut, squares crossed."""
    refs, first, number = np.unique(extract.nodes[:, 0], return_index=True, return_inverse=True)
    x = extract.nodes[first, 1].astype(np.int32)
    y = extract.nodes[first, 2].astype(np.int32)
    a, b, kind = _pairs(extract, number)
    layers = np.array([w.layer for w in extract.walkways], dtype=np.int64)
    merged = _merge_duplicates(x, y, a, b, layers[kind] if len(kind) else kind)
    a, b = merged[a], merged[b]
    a, b, kind = _without_repeats(a, b, kind, extract.walkways)
    lines, line_kind = _across(extract, refs, merged, x, y, a, b, kind, progress)
    a, b = np.concatenate([a, lines[:, 0]]), np.concatenate([b, lines[:, 1]])
    kind = np.concatenate([kind, line_kind])
    a, b, x, y = _cut_gates(a, b, x, y, np.isin(refs, sorted(extract.blocked)))
    return Segments(a, b, kind, _lengths(x, y, a, b), x, y, extract.walkways)


def without_small_islands(segments: Segments, least_m: float) -> Segments:
    """Only connected parts with at least `least_m` of ways, and always the longest one."""
    if not len(segments.a):
        return segments
    count = len(segments.x)
    graph = coo_matrix((np.ones(len(segments.a)), (segments.a, segments.b)), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    total = np.bincount(label[segments.a], weights=segments.length)
    keep = total >= least_m
    keep[np.argmax(total)] = True
    return segments.only(keep[label[segments.a]])


def _lengths(x: Coordinates, y: Coordinates, a: Ints, b: Ints) -> NDArray[np.float64]:
    return lengths(y[a] * E7, x[a] * E7, y[b] * E7, x[b] * E7)


def _pairs(extract: Extract, number: Ints) -> tuple[Ints, Ints, Ints]:
    """Consecutive nodes of each way, and which way's qualities they have."""
    inner = np.ones(max(len(number) - 1, 0), dtype=bool)
    inner[extract.starts[1:-1] - 1] = False
    way = np.repeat(np.arange(len(extract.kinds)), np.diff(extract.starts))
    kind = extract.kinds[way].astype(np.int64)
    return number[:-1][inner], number[1:][inner], kind[:-1][inner]


def _merge_duplicates(x: Coordinates, y: Coordinates, a: Ints, b: Ints, layer: Ints) -> Ints:
    """Nodes at exactly the same place count as one if ways of one layer use both.

    Such duplicates are left by imports; a bridge exactly over a street keeps its own node.
    """
    merged = np.arange(len(x))
    order = np.lexsort((y, x))
    same = (np.diff(x[order]) == 0) & (np.diff(y[order]) == 0)
    if not same.any():
        return merged
    twins = np.unique(np.concatenate([order[:-1][same], order[1:][same]]))
    layers: dict[int, set[int]] = {int(t): set() for t in twins}
    for ends in (a, b):
        of_twin = np.isin(ends, twins)
        for node, level in zip(ends[of_twin].tolist(), layer[of_twin].tolist(), strict=True):
            layers[node].add(level)
    for p, q in zip(order[:-1][same].tolist(), order[1:][same].tolist(), strict=True):
        root = int(merged[p])
        if layers[root] & layers[q]:
            merged[q] = root
            layers[root] |= layers[q]
    return merged


def _without_repeats(
    a: Ints, b: Ints, kind: Ints, walkways: list[Walkway]
) -> tuple[Ints, Ints, Ints]:
    """No segment of no length, and of segments between the same nodes the best way's."""
    rank_of = np.empty(len(walkways), dtype=np.int64)
    ranked = sorted(
        range(len(walkways)),
        key=lambda i: (walkways[i].effort, walkways[i].kind, walkways[i].name is None),
    )
    rank_of[ranked] = np.arange(len(walkways))
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((rank_of[kind], high, low))
    low, high, kind = low[order], high[order], kind[order]
    fresh = np.ones(len(low), dtype=bool)
    fresh[1:] = (np.diff(low) != 0) | (np.diff(high) != 0)
    keep = fresh & (low != high)
    return low[keep], high[keep], kind[keep]


def _across(
    extract: Extract,
    refs: Ints,
    merged: Ints,
    x: Coordinates,
    y: Coordinates,
    a: Ints,
    b: Ints,
    kind: Ints,
    progress: Progress,
) -> tuple[Ints, Ints]:
    """Sight lines over all areas: node pairs (n, 2) and their index into the walkways."""
    if not extract.areas:
        return np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=np.int64)
    degree = np.bincount(np.concatenate([a, b]), minlength=len(x))
    inside = _nodes_inside(extract, degree, x, y, a, b, kind)
    lines, kinds = [], []
    for count, (shape, within) in enumerate(zip(extract.areas, inside, strict=True)):
        rings = [merged[np.searchsorted(refs, ring[:, 0])] for ring in (shape.outer, *shape.inner)]
        within = np.setdiff1d(within, np.concatenate(rings))
        found = sight_lines(Surface(rings, within), x, y, degree > 2)
        lines.append(found)
        kinds.append(np.full(len(found), shape.walkway, dtype=np.int64))
        progress("areas", count + 1)
    return np.concatenate(lines), np.concatenate(kinds)


def _nodes_inside(
    extract: Extract,
    degree: Ints,
    x: Coordinates,
    y: Coordinates,
    a: Ints,
    b: Ints,
    kind: Ints,
) -> list[Ints]:
    """For each area the ends and junctions of ways of its layer that lie within its outline."""
    layer = np.array([w.layer for w in extract.walkways], dtype=np.int64)
    level = np.full(len(x), np.iinfo(np.int64).min)
    level[a] = layer[kind]
    level[b] = layer[kind]
    nodes = np.flatnonzero((degree > 0) & (degree != 2))
    outlines = np.array([shapely.Polygon(shape.outer[:, 1:]) for shape in extract.areas])
    tree = shapely.STRtree(outlines)
    node, area = tree.query(shapely.points(x[nodes], y[nodes]), predicate="within")
    area_level = layer[np.array([shape.walkway for shape in extract.areas])]
    fits = level[nodes[node]] == area_level[area]
    node, area = node[fits], area[fits]
    order = np.argsort(area, kind="stable")
    bounds = np.searchsorted(area[order], np.arange(len(outlines) + 1))
    return [nodes[node[order[s:e]]] for s, e in pairwise(bounds.tolist())]


def _cut_gates(
    a: Ints, b: Ints, x: Coordinates, y: Coordinates, closed: Mask
) -> tuple[Ints, Ints, Coordinates, Coordinates]:
    """Each segment at a closed gate gets an end of its own there, so that none leads through."""
    for ends in (a, b):
        at_gate = np.flatnonzero(closed[ends])
        own = len(x) + np.arange(len(at_gate))
        gates = ends[at_gate]
        ends[at_gate] = own
        x, y = np.concatenate([x, x[gates]]), np.concatenate([y, y[gates]])
        closed = np.concatenate([closed, np.zeros(len(at_gate), dtype=bool)])
    return a, b, x, y
