"""A rectangle of latitudes and longitudes: a district's bounds, an extract's edges."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from geo.distance import EQUATORIAL_RADIUS_M, distance_m
from geo.position import Position

_METRES_PER_DEGREE = 110_574.0
"""The shortest degree of latitude on WGS-84 (at the equator), so that margins never fall short."""


class BoxInvalid(ValueError):
    """Not a box: out of range, upside down, or not four numbers. Carries what was given."""


@dataclass(frozen=True, slots=True)
class Box:
    """South, west, north and east bounds in degrees, WGS-84, edges included.

    A box does not cross the antimeridian: `west <= east`. Raises `BoxInvalid`.
    """

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        lat_right = -90 <= self.south <= self.north <= 90
        lon_right = -180 <= self.west <= self.east <= 180
        if not (lat_right and lon_right):  # also the way out for NaN
            raise BoxInvalid(f"{self.south},{self.west},{self.north},{self.east}")

    @classmethod
    def parse(cls, text: str) -> Box:
        """Read "S,W,N,E". Raises `BoxInvalid`."""
        parts = text.split(",")
        if len(parts) != 4 or "_" in text or not text.isascii():
            raise BoxInvalid(text)
        try:
            south, west, north, east = (float(part) for part in parts)
        except ValueError:
            raise BoxInvalid(text) from None
        return cls(south, west, north, east)

    @classmethod
    def around(cls, positions: Iterable[Position], margin_m: float = 0) -> Box:
        """The smallest box over all positions, widened by at least `margin_m` on each side.

        Where the margin reaches a pole or the antimeridian, the box takes every longitude.
        Raises `BoxInvalid` without positions.
        """
        places = list(positions)
        if not places:
            raise BoxInvalid("no positions")
        tall = margin_m / _METRES_PER_DEGREE
        south = max(-90.0, min(p.lat for p in places) - tall)
        north = min(90.0, max(p.lat for p in places) + tall)
        wide = _degrees_east(margin_m, max(abs(south), abs(north)))
        west = min(p.lon for p in places) - wide
        east = max(p.lon for p in places) + wide
        if west < -180 or east > 180:
            west, east = -180.0, 180.0
        return cls(south, west, north, east)

    def contains(self, position: Position) -> bool:
        """Inside or on the edge."""
        return self.south <= position.lat <= self.north and self.west <= position.lon <= self.east

    def distance_m(self, position: Position) -> float:
        """Metres to the nearest point of the box, 0 inside."""
        if self.contains(position):
            return 0.0
        return min(distance_m(position, point) for point in self._nearest_candidates(position))

    def __str__(self) -> str:
        return f"{self.south},{self.west},{self.north},{self.east}"

    def _nearest_candidates(self, position: Position) -> Iterable[Position]:
        if self.west <= position.lon <= self.east:
            yield Position(min(max(position.lat, self.south), self.north), position.lon)
        for lon in (self.west, self.east):
            foot = _foot_on_meridian(position, lon)
            for lat in (self.south, self.north, min(max(foot, self.south), self.north)):
                yield Position(lat, lon)


def _foot_on_meridian(position: Position, lon: float) -> float:
    """Latitude where the perpendicular from `position` meets the meridian of `lon`.

    Napier's rule on the sphere; beyond 90 degrees where it lies past a pole.
    """
    phi, dlam = math.radians(position.lat), math.radians(lon - position.lon)
    return math.degrees(math.atan2(math.sin(phi), math.cos(phi) * math.cos(dlam)))


def _degrees_east(metres: float, lat: float) -> float:
    """Degrees of longitude that are at least `metres` wide at latitude `lat`.

    The spherical bounding meridian, with one percent to spare for the ellipsoid.
    """
    angle = metres / EQUATORIAL_RADIUS_M
    reach = math.sin(min(angle, math.pi / 2))
    parallel = math.cos(math.radians(lat))
    if reach >= parallel:
        return 360.0
    return math.degrees(math.asin(reach / parallel)) * 1.01
