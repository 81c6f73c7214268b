"""Walking times to fixed targets, from tables computed from the targets once.

For every target one search, bounded by `TABLE_SECONDS`, tells the way from each junction
around it. A question is then two look-ups (the ends of the edge one stands on), whatever
the size of the network. `docs/streets.md` has the measurement behind that choice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geo.position import Position
from geo.streets.graph import CutOut, Entries, Floats, Ints, metres_along, search
from geo.streets.metric import lengths
from geo.streets.snapping import Snap
from geo.walking import Walk

if TYPE_CHECKING:
    from geo.streets.network import StreetNetwork

TABLE_SECONDS = 1800.0
_WIDER = (3600.0, 10800.0, math.inf)
"""Radii of the searches for targets beyond the tables, in seconds, one after the other."""


@dataclass(frozen=True, slots=True)
class Approach:
    """How a position gets onto the streets: straight to `snap`, by `metres` and `effort`.

    `estimated`: farther than the snap limit, so that part is the estimate's.
    """

    snap: Snap
    metres: float
    effort: float
    estimated: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Ways from the junctions around one target: effort and metres, without its approach."""

    nodes: NDArray[np.int32]
    effort: NDArray[np.float32]
    metres: NDArray[np.float32]


def table(network: StreetNetwork, approach: Approach, seconds: float) -> Table:
    """The table of a target, as far as one walks to it in `seconds`."""
    limit = seconds * network.speed
    cut = network.graph.around(approach.snap.position, limit)
    entries = network.entries(cut, approach.snap)
    if not entries:
        empty = np.empty(0, dtype=np.float32)
        return Table(np.empty(0, dtype=np.int32), empty, empty)
    found = search(cut, entries, limit)
    metres = metres_along(cut, found, entries, network.data.edge_length)
    reached = np.isfinite(found.effort[:-1])
    return Table(
        cut.nodes[reached].astype(np.int32),
        found.effort[:-1][reached].astype(np.float32),
        metres[:-1][reached].astype(np.float32),
    )


class StreetReach:
    """Walking times over a street network to the targets it was made for (a `Reach`)."""

    def __init__(
        self,
        network: StreetNetwork,
        targets: Sequence[Position],
        approaches: Sequence[Approach | None],
        tables: Sequence[Table | None],
        seconds: float,
    ) -> None:
        self._network = network
        self._positions = list(targets)
        self._lat = np.array([target.lat for target in targets], dtype=np.float64)
        self._lon = np.array([target.lon for target in targets], dtype=np.float64)
        self._approach = list(approaches)
        self._seconds = seconds
        self._metres = np.array([a.metres if a else np.inf for a in approaches])
        self._effort = np.array([a.effort if a else np.inf for a in approaches])
        self._away = np.array([a.snap.away if a else np.inf for a in approaches])
        self.estimated = np.array([a is None or a.estimated for a in approaches], dtype=bool)
        """Which targets are too far from any street."""
        self._component = [network.component(a.snap) if a else -1 for a in approaches]
        self._on_edge: dict[int, list[int]] = {}
        for target, approach in enumerate(approaches):
            if approach:
                self._on_edge.setdefault(approach.snap.edge, []).append(target)
        self._tabulate(tables)

    def within(self, origin: Position, seconds: float) -> list[Walk]:
        """Every target reached in at most `seconds`, nearest first."""
        if seconds > self._seconds:
            return self.by_search(origin, seconds)
        return [walk for walk in self._from(origin, None) if walk.seconds <= seconds]

    def nearest(self, origin: Position, count: int) -> list[Walk]:
        """The `count` nearest targets however far, nearest first; unreachable ones are left out."""
        walks = [walk for walk in self._from(origin, None) if walk.seconds <= self._seconds]
        for seconds in _WIDER:
            if len(walks) >= count or not self._missing(origin, walks):
                break
            if seconds > self._seconds:
                walks = self.by_search(origin, seconds)
        return walks[:count]

    def _missing(self, origin: Position, walks: Sequence[Walk]) -> bool:
        """Whether there is a way to a target that is not among `walks`."""
        approach = self._network.approach(origin)
        if approach is None:
            return False
        here = self._network.component(approach.snap)
        known = {walk.target for walk in walks}
        return any(
            component == here and target not in known
            for target, component in enumerate(self._component)
        )

    def _tabulate(self, tables: Sequence[Table | None]) -> None:
        """All tables as one, in the order of the junctions."""
        filled = [(i, t) for i, t in enumerate(tables) if t is not None]
        nodes = [t.nodes for _, t in filled] or [np.empty(0, dtype=np.int32)]
        node = np.concatenate(nodes)
        order = np.argsort(node, kind="stable")
        self._node = node[order]
        owner = np.repeat([i for i, _ in filled], [len(t.nodes) for _, t in filled])
        self._target = owner.astype(np.int32)[order]
        zero = [np.empty(0, dtype=np.float32)]
        self._node_effort = np.concatenate([t.effort for _, t in filled] or zero)[order]
        self._node_metres = np.concatenate([t.metres for _, t in filled] or zero)[order]

    def by_search(self, origin: Position, seconds: float) -> list[Walk]:
        """As `within`, without the tables: one search from `origin`. Slower, the same answer."""
        return [walk for walk in self._from(origin, seconds) if walk.seconds <= seconds]

    def on_streets(self, snap: Snap, search_seconds: float | None = None) -> tuple[Floats, Floats]:
        """(effort, metres) from a point of the streets to the targets' points of the streets.

        By the tables, or by a search from `snap` if `search_seconds` bounds one; infinite
        where neither gets.
        """
        count = len(self._positions)
        effort, metres = np.full(count, np.inf), np.full(count, np.inf)
        if search_seconds is None:
            self._look_up(snap, effort, metres)
        else:
            self._search(snap, search_seconds, effort, metres)
        self._along_own_edge(snap, effort, metres)
        return effort, metres

    def _from(self, origin: Position, search_seconds: float | None) -> list[Walk]:
        """Walks to everything known, nearest first: by the tables, or by a search if bounded."""
        approach = self._network.approach(origin)
        if approach is not None:
            effort, metres = self.on_streets(approach.snap, search_seconds)
            effort += self._effort + approach.effort
            metres += self._metres + approach.metres
            estimated = self.estimated | approach.estimated
        else:
            effort = np.full(len(self._positions), np.inf)
            metres, estimated = effort.copy(), np.ones(len(effort), dtype=bool)
        straight = lengths(np.array(origin.lat), np.array(origin.lon), self._lat, self._lon)
        self._straight_over(origin, approach, straight, effort, metres)
        seconds = effort / self._network.speed
        metres = np.maximum(metres, straight)
        return [
            Walk(int(i), float(metres[i]), float(seconds[i]), bool(estimated[i]))
            for i in np.argsort(seconds, kind="stable")
            if math.isfinite(seconds[i])
        ]

    def _look_up(self, snap: Snap, effort: Floats, metres: Floats) -> None:
        for node, to_node, ratio in self._network.ends(snap):
            start, end = np.searchsorted(self._node, (node, node + 1))
            target = self._target[start:end]
            candidate = self._node_effort[start:end] + to_node * ratio
            better = candidate < effort[target]
            target = target[better]
            effort[target] = candidate[better]
            metres[target] = self._node_metres[start:end][better] + to_node

    def _search(self, snap: Snap, seconds: float, effort: Floats, metres: Floats) -> None:
        """As the tables would say, by one search from the origin."""
        network = self._network
        limit = seconds * network.speed
        cut: CutOut = network.graph.around(snap.position, limit)
        entries: Entries = network.entries(cut, snap)
        if not entries:
            return
        found = search(cut, entries, limit)
        length = metres_along(cut, found, entries, network.data.edge_length)
        for target, approach in enumerate(self._approach):
            for node, to_node, ratio in network.ends(approach.snap) if approach else ():
                place = cut.local(node)
                if place is not None and found.effort[place] + to_node * ratio < effort[target]:
                    effort[target] = found.effort[place] + to_node * ratio
                    metres[target] = length[place] + to_node

    def _along_own_edge(self, snap: Snap, effort: Floats, metres: Floats) -> None:
        for target in self._on_edge.get(snap.edge, ()):
            approach = self._approach[target]
            if approach is None:
                continue
            between = abs(approach.snap.along - snap.along)
            weighted = between * float(self._network.graph.effort[snap.edge])
            if weighted <= effort[target]:
                effort[target], metres[target] = weighted, between

    def _straight_over(
        self,
        origin: Position,
        approach: Approach | None,
        straight: Floats,
        effort: Floats,
        metres: Floats,
    ) -> None:
        """Nobody walks to a street and back to reach what is nearer than the street."""
        own = approach.snap.away if approach else math.inf
        away: Ints = np.flatnonzero(straight <= np.maximum(own, self._away))
        for target in away.tolist():
            there = self._approach[target]
            if approach is None or there is None or approach.estimated or there.estimated:
                cost = self._network.estimate(origin, self._positions[target])
            else:
                cost = (float(straight[target]), float(straight[target]))
            if cost is not None and cost[1] < effort[target]:
                metres[target], effort[target] = cost
