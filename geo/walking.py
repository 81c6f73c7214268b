"""How long the way on foot takes: one small interface, and the estimate behind it.

A `WalkingModel` (the straight-line estimate here, a street network in `geo.streets`)
is bound once to the places that can be walked to; the `Reach` it returns answers for
one origin after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from geo.position import Position


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
