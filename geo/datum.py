"""The datums of Chinese maps: WGS-84 (GPS, Telegram), GCJ-02 (Amap, Tencent), BD-09 (Baidu).

Chinese law shifts published coordinates by some hundred metres (GCJ-02); Baidu shifts them
once more. Neither vendor publishes its formula. The formulas here are the ones everybody
uses (reverse engineered, first published as "EvilTransform"); they agree with the vendors'
own converters within the tolerances of `tests/data/datum_vectors.json`. The way back has no
closed form and is solved by fixed-point iteration, exact to a fraction of a millimetre.

"China" is the usual rectangle 0.8293..55.8271 N, 72.004..137.8347 E. It includes parts of
all neighbours (Korea, most of Mongolia, northern India, Vietnam): the vendors' maps show
those unshifted, so positions there must not be sent through these conversions. Outside the
rectangle all three datums are the same here.

Along the rectangle's border the shift makes a band of at most 2 km that is reached twice or
not at all. The way back prefers the original inside, and takes a position that has none
there as unshifted.
"""

from __future__ import annotations

import math
from enum import StrEnum

from geo.position import Position

_SOUTH, _WEST, _NORTH, _EAST = 0.8293, 72.004, 55.8271, 137.8347

# Krasovsky 1940, the ellipsoid of the GCJ-02 formula.
_A = 6_378_245.0
_EE = 0.00669342162296594323
_BD_PI = math.pi * 3000 / 180

_PRECISION_DEG = 1e-11
"""About a micrometre."""
_MOST_ROUNDS = 40
"""Each round gains two digits or more; the limit only guards the kink at 105 E, 35 N."""


class Datum(StrEnum):
    """What a pair of coordinates refers to."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(lat: float, lon: float, datum: Datum) -> Position:
    """The WGS-84 position of coordinates given in `datum`. Raises `PositionInvalid`."""
    given = Position(lat, lon)
    if datum is Datum.WGS84 or not _near_china(lat, lon):
        return given
    guess_lat, guess_lon = lat, lon
    for _ in range(_MOST_ROUNDS):
        there_lat, there_lon = _shifted(guess_lat, guess_lon, datum)
        off_lat, off_lon = there_lat - lat, there_lon - lon
        guess_lat -= off_lat
        guess_lon -= off_lon
        if abs(off_lat) < _PRECISION_DEG and abs(off_lon) < _PRECISION_DEG:
            break
    found_lat = _onto_edge(guess_lat, _SOUTH, _NORTH)
    found_lon = _onto_edge(guess_lon, _WEST, _EAST)
    return Position(found_lat, found_lon) if in_china(found_lat, found_lon) else given


def from_wgs84(position: Position, datum: Datum) -> tuple[float, float]:
    """Latitude and longitude of a WGS-84 position in `datum`."""
    if datum is Datum.WGS84 or not in_china(position.lat, position.lon):
        return position.lat, position.lon
    return _shifted(position.lat, position.lon, datum)


def in_china(lat: float, lon: float) -> bool:
    """Inside the rectangle in which the shifts apply; see the module's text for what that is."""
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST


def _near_china(lat: float, lon: float) -> bool:
    """Where a shifted position can lie: the rectangle widened by more than any shift."""
    return _SOUTH - 0.1 <= lat <= _NORTH + 0.1 and _WEST - 0.1 <= lon <= _EAST + 0.1


def _onto_edge(degrees: float, low: float, high: float) -> float:
    """Take back what rounding moved over an edge (less than a millimetre)."""
    within = min(max(degrees, low), high)
    return within if abs(within - degrees) < 1e-9 else degrees


def _shifted(lat: float, lon: float, datum: Datum) -> tuple[float, float]:
    gcj = _gcj02(lat, lon)
    return gcj if datum is Datum.GCJ02 else _bd09_from_gcj02(*gcj)


def _gcj02(lat: float, lon: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    north_m = _northing(x, y)
    east_m = _easting(x, y)
    phi = math.radians(lat)
    magic = 1 - _EE * math.sin(phi) ** 2
    meridian = _A * (1 - _EE) / (magic * math.sqrt(magic))
    parallel = _A / math.sqrt(magic) * math.cos(phi)
    return lat + math.degrees(north_m / meridian), lon + math.degrees(east_m / parallel)


def _northing(x: float, y: float) -> float:
    """Metres moved north; `x`, `y` in degrees from 105 E, 35 N."""
    trend = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    waves = (
        (20.0 * _wave(x * 6) + 20.0 * _wave(x * 2))
        + (20.0 * _wave(y) + 40.0 * _wave(y / 3))
        + (160.0 * _wave(y / 12) + 320.0 * _wave(y / 30))
    )
    return trend + waves * 2 / 3


def _easting(x: float, y: float) -> float:
    """Metres moved east; `x`, `y` in degrees from 105 E, 35 N."""
    trend = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    waves = (
        (20.0 * _wave(x * 6) + 20.0 * _wave(x * 2))
        + (20.0 * _wave(x) + 40.0 * _wave(x / 3))
        + (150.0 * _wave(x / 12) + 300.0 * _wave(x / 30))
    )
    return trend + waves * 2 / 3


def _wave(half_turns: float) -> float:
    return math.sin(half_turns * math.pi)


def _bd09_from_gcj02(lat: float, lon: float) -> tuple[float, float]:
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD_PI)
    theta = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD_PI)
    return radius * math.sin(theta) + 0.006, radius * math.cos(theta) + 0.0065
