"""A position on the Earth."""

from __future__ import annotations

import math
from dataclasses import dataclass


class PositionInvalid(ValueError):
    """Not a position: a coordinate is not finite or out of range."""


@dataclass(frozen=True, slots=True)
class Position:
    """Latitude and longitude in degrees, WGS-84.

    Raises `PositionInvalid` unless both are finite, |lat| <= 90 and |lon| <= 180.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and math.isfinite(self.lon)):
            raise PositionInvalid(f"not finite: {self.lat}, {self.lon}")
        if abs(self.lat) > 90 or abs(self.lon) > 180:
            raise PositionInvalid(f"out of range: {self.lat}, {self.lon}")

    def rounded(self, decimals: int) -> Position:
        """The position with fewer decimals: 5 are about a metre."""
        return Position(round(self.lat, decimals), round(self.lon, decimals))
