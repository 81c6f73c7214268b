"""How long the way on foot takes: one small interface, and the estimate behind it.

A `WalkingModel` (the straight-line estimate here, a street network in `geo.streets`)
is bound once to the places that can be walked to; the `Reach` it returns answers for
one origin after the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from geo.index import Found, PlaceIndex
from geo.position import Position


class SpeedInvalid(ValueError):
    """Not a walking speed: it must be finite and above 0 km/h."""


class DetourInvalid(ValueError):
    """Not a detour factor: no way is shorter than the straight line (1)."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The way on foot from an origin to the target with index `target`."""

    target: int
    distance_m: float
    seconds: float
    estimated: bool
    """True when (a part of) the way is a straight-line estimate."""


class Reach(Protocol):
    """Walking times from any origin to a fixed sequence of targets."""

    def within(self, origin: Position, seconds: float) -> list[Walk]:
        """Every target reached in at most `seconds`, nearest first."""
        ...

    def nearest(self, origin: Position, count: int) -> list[Walk]:
        """The `count` nearest targets however far, nearest first."""
        ...


class WalkingModel(Protocol):
    """A way to tell walking times."""

    def towards(self, targets: Sequence[Position]) -> Reach:
        """Bind the model to `targets`; `Walk.target` is an index into them."""
        ...


DETOUR = 1.3
"""Walking distance over straight distance, the median of `docs/walking.md`, "The estimate"."""

SPEED_KMH = 4.0
"""15 minutes are then 1000 m on foot, the 15-minute circle of GB 50180-2018."""

_ROUNDING = 1 + 1e-9
"""So that exactly 1000 m are within exactly 15 minutes."""


@dataclass(frozen=True, slots=True)
class StraightLineEstimate:
    """A `WalkingModel` without streets: the straight line, made longer by a factor.

    Knows no river and no railway; every `Walk` is marked `estimated`.
    """

    speed_kmh: float = SPEED_KMH
    detour: float = DETOUR

    def __post_init__(self) -> None:
        if not (math.isfinite(self.speed_kmh) and self.speed_kmh > 0):
            raise SpeedInvalid(self.speed_kmh)
        if not (math.isfinite(self.detour) and self.detour >= 1):
            raise DetourInvalid(self.detour)

    def towards(self, targets: Sequence[Position]) -> StraightReach:
        return StraightReach(
            PlaceIndex(targets), detour=self.detour, metres_per_second=self.speed_kmh / 3.6
        )


class StraightReach:
    """The `Reach` of `StraightLineEstimate`."""

    def __init__(self, index: PlaceIndex, *, detour: float, metres_per_second: float) -> None:
        self._index = index
        self._detour = detour
        self._metres_per_second = metres_per_second

    def within(self, origin: Position, seconds: float) -> list[Walk]:
        straight_m = seconds * self._metres_per_second / self._detour * _ROUNDING
        return self._walks(self._index.within(origin, straight_m))

    def nearest(self, origin: Position, count: int) -> list[Walk]:
        return self._walks(self._index.nearest(origin, count))

    def _walks(self, found: Found) -> list[Walk]:
        targets, straight_m = found
        walked_m = straight_m * self._detour
        seconds = walked_m / self._metres_per_second
        return [
            Walk(target, distance_m, duration, True)
            for target, distance_m, duration in zip(
                targets.tolist(), walked_m.tolist(), seconds.tolist(), strict=True
            )
        ]
