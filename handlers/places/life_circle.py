"""What real streets add to an answer, where they are loaded: the picture and the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from community.places.directory import NearbyPlace
from geo.position import Position

if TYPE_CHECKING:
    from geo.streets.directions import Step


class LifeCircle(Protocol):
    """Draws and describes on the streets that are loaded."""

    def picture(
        self, origin: Position, minutes: int, places: Sequence[NearbyPlace], first: int
    ) -> bytes:
        """A PNG of the streets, the circle, the origin and the places, numbered from `first`."""
        ...

    def way(self, origin: Position, target: Position) -> Sequence[Step]:
        """The steps from `origin` to `target`; empty when there is no way on the streets."""
        ...
