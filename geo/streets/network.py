"""A walking network of real streets: loads a street file and answers from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from geo.position import Position
from geo.streets import file
from geo.streets.building.pieces import Pieces
from geo.streets.file import ATTRACTS, StreetData
from geo.streets.graph import CutOut, Entries, Floats, Graph
from geo.streets.reach import TABLE_SECONDS, Approach, StreetReach, Table, table
from geo.streets.snapping import SegmentGrid, Snap
from geo.walking import WalkingModel

WALKING_KMH = 4.0
SNAP_LIMIT_M = 250.0
"""Half of a large superblock: whoever is farther from any street stands where the map is
empty, and only an estimate is honest."""
_ANYWHERE = float("inf")


def load(
    path: Path,
    fallback: WalkingModel | None = None,
    speed_kmh: float = WALKING_KMH,
    snap_limit_m: float = SNAP_LIMIT_M,
) -> StreetNetwork:
    """The network of the street file at `path`; raises one of the `StreetFile…` errors."""
    return StreetNetwork(file.read(path), fallback, speed_kmh, snap_limit_m)


class StreetNetwork:
    """A `WalkingModel` over streets.

    A position farther than `snap_limit_m` from any street walks its first part by
    `fallback`, and its walks are marked as estimated; without a fallback it reaches nothing.
    """

    def __init__(
        self,
        data: StreetData,
        fallback: WalkingModel | None = None,
        speed_kmh: float = WALKING_KMH,
        snap_limit_m: float = SNAP_LIMIT_M,
    ) -> None:
        self.data = data
        self.graph = Graph(data)
        self.pieces = Pieces(data)
        self.grid = SegmentGrid(data, self.pieces)
        self.attracts = (data.way_flags & ATTRACTS > 0)[data.edge_way]
        """Which edges lie in the open: neither underground nor indoors."""
        self.speed = speed_kmh / 3.6
        self._fallback = fallback
        self._snap_limit_m = snap_limit_m
        self._tables: dict[tuple[Position, float], Table] = {}

    def towards(
        self, targets: Sequence[Position], table_seconds: float = TABLE_SECONDS
    ) -> StreetReach:
        """Bind to `targets`: one search for each that was not among the targets last time.

        Takes some milliseconds a target: call it off the event loop.
        """
        approaches = [self.approach(target) for target in targets]
        known = self._tables
        kept: dict[tuple[Position, float], Table] = {}
        tables: list[Table | None] = []
        for target, approach in zip(targets, approaches, strict=True):
            if approach is None:
                tables.append(None)
                continue
            key = (target, table_seconds)
            kept[key] = kept.get(key) or known.get(key) or table(self, approach, table_seconds)
            tables.append(kept[key])
        self._tables = kept
        return StreetReach(self, targets, approaches, tables, table_seconds)

    def matrix(
        self, sources: Sequence[Position], targets: Sequence[Position], door_to_door: bool = False
    ) -> tuple[Floats, Floats]:
        """(metres, seconds), each of shape (sources, targets); NaN where there is no way.

        As routing engines count it: between the points of the streets nearest to the
        positions. `door_to_door` adds the straight parts from and to the positions.
        """
        reach = self.towards(targets, table_seconds=_ANYWHERE)
        metres = np.full((len(sources), len(targets)), np.nan)
        seconds = np.full((len(sources), len(targets)), np.nan)
        for row, source in enumerate(sources):
            if door_to_door:
                for walk in reach.within(source, _ANYWHERE):
                    metres[row, walk.target] = walk.distance_m
                    seconds[row, walk.target] = walk.seconds
            elif (snap := self.snap(source)) is not None:
                effort, length = reach.on_streets(snap)
                there = np.isfinite(effort) & ~reach.estimated
                metres[row, there] = length[there]
                seconds[row, there] = effort[there] / self.speed
        return metres, seconds

    def snap(self, position: Position) -> Snap | None:
        """The nearest point of the streets within the snap limit."""
        return self.grid.nearest(position, self._snap_limit_m)

    def approach(self, position: Position) -> Approach | None:
        """How `position` gets onto the streets; None when nothing is known about that."""
        snap = self.snap(position)
        if snap is not None:
            return Approach(snap, snap.away, snap.away, estimated=False)
        snap = self.grid.nearest(position, _ANYWHERE) if self._fallback else None
        cost = self.estimate(position, snap.position) if snap else None
        return Approach(snap, *cost, estimated=True) if snap and cost else None

    def estimate(self, origin: Position, target: Position) -> tuple[float, float] | None:
        """(metres, effort) by the fallback; None without one."""
        if self._fallback is None:
            return None
        walks = self._fallback.towards([target]).nearest(origin, 1)
        return (walks[0].distance_m, walks[0].seconds * self.speed) if walks else None

    def ends(self, snap: Snap) -> list[tuple[int, float, float]]:
        """Both ends of the edge of `snap`: (junction, metres to it, effort per metre)."""
        edge, data = snap.edge, self.data
        ratio = float(self.graph.effort[edge])
        back = max(float(data.edge_length[edge]) - snap.along, 0.0)
        return [
            (int(data.edge_u[edge]), snap.along, ratio),
            (int(data.edge_v[edge]), back, ratio),
        ]

    def component(self, snap: Snap) -> int:
        """What tells whether a way leads from one point of the streets to another."""
        return int(self.graph.component[self.data.edge_u[snap.edge]])

    def entries(self, cut: CutOut, snap: Snap) -> Entries:
        """Where a search from `snap` enters `cut`."""
        found: Entries = {}
        for node, metres, ratio in self.ends(snap):
            place = cut.local(node)
            if place is not None and (place not in found or metres * ratio < found[place][0]):
                found[place] = (metres * ratio, metres)
        return found

    @property
    def total_m(self) -> float:
        """Length of all ways in metres."""
        return float(self.data.edge_length.sum(dtype=np.float64))
