"""What real streets add to an answer, where they are loaded: the picture and the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from community.directory import NearbyPlace
from geo.position import Position


class LifeCircle(Protocol):
    """Draws and describes on the streets that are loaded."""

    def picture(
        self, origin: Position, minutes: int, places: Sequence[NearbyPlace], first: int
    ) -> bytes:
        """A PNG of the streets, the circle, the origin and the places, numbered from `first`."""
        ...
