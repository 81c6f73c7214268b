"""Which parts of the streets are reached in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.position import Position
from geo.streets.graph import CutOut, Floats, Ints, search
from geo.streets.network import StreetNetwork
from geo.streets.snapping import Snap

_LEAST_M = 0.01  # below that it is the rounding of stored lengths


@dataclass(frozen=True, slots=True)
class ReachedStreets:
    """Straight pieces of streets reached in time, as lines in degrees (lon, lat), shape (n, 2)."""

    start: Floats
    end: Floats


def reached_streets(network: StreetNetwork, origin: Position, seconds: float) -> ReachedStreets:
    """All parts of streets within `seconds` of `origin`, the last edges cut."""
    nothing = ReachedStreets(np.empty((0, 2)), np.empty((0, 2)))
    approach = network.approach(origin)
    limit = seconds * network.speed
    if approach is None or approach.effort > limit:
        return nothing
    limit -= approach.effort
    snap = approach.snap
    cut = network.graph.around(snap.position, limit + float(network.data.edge_length[snap.edge]))
    entries = network.entries(cut, snap)
    left = np.full(len(cut.nodes), -np.inf)
    if entries:
        left = limit - search(cut, entries, limit).effort[:-1]
    edges = network.graph.edges_at(cut.nodes[left >= 0])
    from_u, from_v = _left_at_ends(network, cut, left, edges)
    pieces = _parts(network, edges, from_u, from_v)
    own = _around_start(network, snap, limit)
    return ReachedStreets(
        np.concatenate([pieces.start, own.start]), np.concatenate([pieces.end, own.end])
    )


def _left_at_ends(
    network: StreetNetwork, cut: CutOut, left: Floats, edges: Ints
) -> tuple[Floats, Floats]:
    """For each edge, how many of its metres are reached from either end."""
    reached = []
    for ends in (network.data.edge_u[edges], network.data.edge_v[edges]):
        place = cut.places.of(ends)
        value = np.where(place >= 0, left[place], 0.0)
        reached.append(np.maximum(value, 0) / network.graph.effort[edges])
    return reached[0], reached[1]


def _parts(network: StreetNetwork, edges: Ints, from_u: Floats, from_v: Floats) -> ReachedStreets:
    """Parts of `edges`: the first `from_u` metres and the last `from_v`."""
    piece, owner = network.pieces.of(edges)
    begin, length = network.pieces.along[piece], network.pieces.length[piece]
    whole = network.data.edge_length[edges].astype(np.float64)[owner]
    head = np.clip(from_u[owner] - begin, 0, length)
    tail = np.clip(begin + length - (whole - from_v[owner]), 0, length)
    full = (head + tail >= length) & (length > 0)
    share = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    a, b = network.pieces.ends(piece)
    cut_head, cut_tail = ~full & (head > _LEAST_M), ~full & (tail > _LEAST_M)
    part = (b - a) * share[:, None]
    return ReachedStreets(
        np.concatenate([a[full], a[cut_head], b[cut_tail]]),
        np.concatenate(
            [
                b[full],
                (a + part * head[:, None])[cut_head],
                (b - part * tail[:, None])[cut_tail],
            ]
        ),
    )


def _around_start(network: StreetNetwork, snap: Snap, limit: float) -> ReachedStreets:
    """The part of the start's own edge that lies within the limit on both sides."""
    edge = np.array([snap.edge])
    metres = limit / float(network.graph.effort[snap.edge])
    piece, _ = network.pieces.of(edge)
    begin, length = network.pieces.along[piece], network.pieces.length[piece]
    low = np.clip(snap.along - metres - begin, 0, length)
    high = np.clip(snap.along + metres - begin, 0, length)
    share = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    a, b = network.pieces.ends(piece)
    inside = high > low
    start, end = a + (b - a) * (low * share)[:, None], a + (b - a) * (high * share)[:, None]
    here = np.array([[snap.position.lon, snap.position.lat]])
    return ReachedStreets(
        np.concatenate([start[inside], here]), np.concatenate([end[inside], here])
    )
