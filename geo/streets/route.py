"""The quickest way from one position to another, as legs along edges."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geo.position import Position
from geo.streets.graph import CutOut, Floats, Search, search
from geo.streets.metric import E7, AnyFloats, lengths, metres_per_degree
from geo.streets.network import StreetNetwork
from geo.streets.reach import Approach

_SHORTEST_SEARCH_M = 800.0
_DETOURS = (1.6, 4.0, math.inf)
"""A search is first bounded by this many times the straight line, then by more."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of one edge (None: off the streets) in the direction of walking.

    `line` is its course in metres east and north of the route's start, shape (n, 2).
    """

    edge: int | None
    metres: float
    line: Floats


def route(network: StreetNetwork, origin: Position, target: Position) -> list[Leg]:
    """All legs from `origin` to `target`; none when there is no way.

    The same way that `StreetReach` counts: straight to the street, along it, straight to
    the target; or straight all along if the target is nearer than the street.
    """
    plane = _Plane(origin)
    straight = float(
        lengths(*(np.array([v]) for v in (origin.lat, origin.lon, target.lat, target.lon)))[0]
    )
    here, there = network.approach(origin), network.approach(target)
    if here is None or there is None or straight == 0:
        return []
    legs = _along_streets(network, here, there, straight, plane)
    if straight <= max(here.snap.away, there.snap.away):
        effort = sum(_effort(network, leg) for leg in legs) + here.effort + there.effort
        if not legs or straight < effort:
            return [Leg(None, straight, plane.of([origin, target]))]
    if not legs:
        return []
    first = Leg(None, here.metres, plane.of([origin, here.snap.position]))
    last = Leg(None, there.metres, plane.of([there.snap.position, target]))
    return [leg for leg in (first, *legs, last) if leg.metres > 0]


@dataclass(frozen=True, slots=True)
class _Plane:
    origin: Position

    def of(self, positions: list[Position]) -> Floats:
        return self.degrees(np.array([(p.lon, p.lat) for p in positions]))

    def degrees(self, points: AnyFloats) -> Floats:
        north, east = metres_per_degree(self.origin.lat)
        result: Floats = (points - [self.origin.lon, self.origin.lat]) * [east, north]
        return result


def _effort(network: StreetNetwork, leg: Leg) -> float:
    return leg.metres * (1.0 if leg.edge is None else float(network.graph.effort[leg.edge]))


def _along_streets(
    network: StreetNetwork, here: Approach, there: Approach, straight: float, plane: _Plane
) -> list[Leg]:
    best = math.inf
    legs: list[Leg] = []
    if here.snap.edge == there.snap.edge:
        legs = [_part(network, here.snap.edge, here.snap.along, there.snap.along, plane)]
        best = _effort(network, legs[0])
    if network.component(here.snap) != network.component(there.snap):
        return legs
    for detour in _DETOURS:
        limit = max(_SHORTEST_SEARCH_M, straight * detour)
        cut = network.graph.around(here.snap.position, limit)
        entries = network.entries(cut, here.snap)
        if not entries:
            continue
        found = search(cut, entries, limit)
        place, effort = _arrival(network, cut, found, there)
        if min(effort, best) > limit:
            continue  # a better way may lie beyond the limit
        if place is not None and effort < best:
            return _unwind(network, cut, found, place, here, there, plane)
        break
    return legs


def _arrival(
    network: StreetNetwork, cut: CutOut, found: Search, there: Approach
) -> tuple[int | None, float]:
    """The end of the target's edge that is the quicker way in, and the effort of the whole."""
    best, arrival = math.inf, None
    for node, metres, ratio in network.ends(there.snap):
        place = cut.local(node)
        if place is not None and found.effort[place] + metres * ratio < best:
            best, arrival = float(found.effort[place]) + metres * ratio, place
    return arrival, best


def _unwind(
    network: StreetNetwork,
    cut: CutOut,
    found: Search,
    place: int,
    here: Approach,
    there: Approach,
    plane: _Plane,
) -> list[Leg]:
    """From the last junction back to the start, then turned round."""
    data, start = network.data, len(cut.nodes)
    node = int(cut.nodes[place])
    edge = there.snap.edge
    at = 0.0 if node == data.edge_u[edge] else float(data.edge_length[edge])
    if data.edge_u[edge] == data.edge_v[edge] and there.snap.along > at + (
        float(data.edge_length[edge]) - there.snap.along
    ):
        at = float(data.edge_length[edge])
    legs = [_part(network, edge, at, there.snap.along, plane)]
    while (before := int(found.before[place])) != start:
        row = slice(cut.starts[before], cut.starts[before + 1])
        edge = int(cut.edge[row][cut.neighbours[row] == place][0])
        whole = float(data.edge_length[edge])
        forward = int(cut.nodes[before]) == data.edge_u[edge]
        legs.append(
            _part(network, edge, 0.0 if forward else whole, whole if forward else 0.0, plane)
        )
        place = before
    edge, whole = here.snap.edge, float(data.edge_length[here.snap.edge])
    at = 0.0 if int(cut.nodes[place]) == data.edge_u[edge] else whole
    if data.edge_u[edge] == data.edge_v[edge] and here.snap.along > whole / 2:
        at = whole
    legs.append(_part(network, edge, here.snap.along, at, plane))
    return [leg for leg in reversed(legs) if leg.metres > 0]


def _part(network: StreetNetwork, edge: int, begin: float, end: float, plane: _Plane) -> Leg:
    """The stretch of `edge` between two distances from its start, in that direction."""
    data = network.data
    start, stop = int(data.edge_points[edge]), int(data.edge_points[edge + 1])
    points = np.column_stack([data.point_x[start:stop], data.point_y[start:stop]]) * E7
    line = plane.degrees(points)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    low, high = min(begin, end), max(begin, end)
    scale = along[-1] / max(float(data.edge_length[edge]), 1e-9)
    inner = (along > low * scale) & (along < high * scale)
    cuts = np.concatenate([[low * scale], along[inner], [high * scale]])
    part = np.column_stack([np.interp(cuts, along, line[:, i]) for i in (0, 1)])
    return Leg(edge, high - low, part if begin <= end else part[::-1])
