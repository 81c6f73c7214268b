"""Read a position as people type or paste it: numbers, degrees, geo URIs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from geo.datum import Datum, in_china, to_wgs84
from geo.map_links import position_in_link
from geo.position import Position, PositionInvalid

LONGEST_TEXT = 2000
"""What is longer is not looked at; long map links have some hundred characters."""


@dataclass(frozen=True, slots=True)
class TypedPosition:
    """What was read: the position, already WGS-84, and the datum in which it was written."""

    position: Position
    written_in: Datum


def read_position(text: str) -> TypedPosition | None:
    """The position that `text` tells, or None. Never raises.

    Understood: `30.2084,120.2120` (also full-width, or parted by space), `N30.2084
    E120.2120`, `北纬30.2084 东经120.2120`, `30°12'30"N 120°12'43"E`, `geo:` URIs, and links
    of Google, Apple, Amap, Tencent, Baidu and OpenStreetMap, alone or inside other text.
    Latitude comes first unless letters say otherwise, or unless the first number cannot be
    one and the other order lies in China.

    A bare pair of numbers is taken for a position only with decimals on both: three each,
    or fewer within China, so that `8.00 20.00` stays what it is, opening hours.
    """
    if len(text) > LONGEST_TEXT:
        return None
    linked = position_in_link(text)
    if linked is not None:
        return _typed(*linked)
    folded = _folded(text)
    pair = _geo_uri(folded) or _marked(folded) or _bare(folded)
    return None if pair is None else _typed(*pair, Datum.WGS84)


def _typed(lat: float, lon: float, datum: Datum) -> TypedPosition | None:
    try:
        return TypedPosition(to_wgs84(lat, lon, datum), datum)
    except PositionInvalid:
        return None


# ASCII digits only: \d and float() would also take those of other scripts.
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,20})?"
_BETWEEN = r"\s*[,;/、]\s*|\s+"

_DEGREE_SIGNS = str.maketrans({"º": "°", "˚": "°", "度": "°", "分": "'", "秒": '"'})
_PRIMES = str.maketrans({"′": "'", "’": "'", "‘": "'", "″": '"', "”": '"', "“": '"'})


def _folded(text: str) -> str:
    """Compatibility forms, case and the many signs for degrees and minutes made one."""
    normal = unicodedata.normalize("NFKC", text.translate(_DEGREE_SIGNS)).translate(_PRIMES)
    return normal.replace("''", '"').replace("−", "-").strip().strip("()[]").strip().lower()


_BARE = re.compile(rf"([+-]?{_NUMBER})(?:{_BETWEEN})([+-]?{_NUMBER})")


def _bare(text: str) -> tuple[float, float] | None:
    match = _BARE.fullmatch(text)
    if match is None:
        return None
    decimals = min(len(number.partition(".")[2]) for number in match.groups())
    first, second = (float(number) for number in match.groups())
    if abs(first) > 90:
        if not in_china(second, first):
            return None
        first, second = second, first
    if decimals >= 3 or (decimals >= 1 and in_china(first, second)):
        return first, second
    return None


_HEMISPHERE = {
    "n": ("lat", 1),
    "北纬": ("lat", 1),
    "s": ("lat", -1),
    "南纬": ("lat", -1),
    "e": ("lon", 1),
    "东经": ("lon", 1),
    "東經": ("lon", 1),
    "w": ("lon", -1),
    "西经": ("lon", -1),
    "纬°": ("lat", 1),  # 纬度, folded
    "lat": ("lat", 1),
    "latitude": ("lat", 1),
    "经°": ("lon", 1),
    "lon": ("lon", 1),
    "lng": ("lon", 1),
    "longitude": ("lon", 1),
}
_BEFORE = "|".join(sorted(_HEMISPHERE, key=len, reverse=True))


def _angle(name: str) -> str:
    return (
        rf"(?:(?P<{name}_before>{_BEFORE})\s*[:=]?\s*)?"
        rf"(?P<{name}_sign>[+-]?)(?P<{name}_deg>{_NUMBER})\s*"
        rf"(?:°\s*(?:(?P<{name}_min>{_NUMBER})\s*'\s*(?:(?P<{name}_sec>{_NUMBER})\s*\"\s*)?)?)?"
        rf"(?({name}_before)|(?P<{name}_after>[nsew])?)"
    )


_MARKED = re.compile(rf"{_angle('a')}(?:{_BETWEEN}|)\s*{_angle('b')}")


def _marked(text: str) -> tuple[float, float] | None:
    """Two angles that say which is which, or at least have a degree sign."""
    match = _MARKED.fullmatch(text)
    if match is None:
        return None
    angles = [_read_angle(match, name) for name in "ab"]
    found = dict(angle for angle in angles if angle is not None)
    if set(found) == {"lat", "lon"}:
        return found["lat"], found["lon"]
    if set(found) == {"first", "second"} and text.count("°") == 2:
        return found["first"], found["second"]
    return None


def _read_angle(match: re.Match[str], name: str) -> tuple[str, float] | None:
    """Which coordinate and its degrees; None where the parts contradict each other."""
    before, after = match[f"{name}_before"], match[f"{name}_after"]
    degrees, minutes, seconds = (match[f"{name}_{part}"] for part in ("deg", "min", "sec"))
    if any(part is not None and float(part) >= 60 for part in (minutes, seconds)):
        return None
    if (minutes and "." in degrees) or (seconds and "." in minutes):
        return None
    size = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    negative = match[f"{name}_sign"] == "-"
    letter = before or after
    if letter is None:
        return ("first" if name == "a" else "second"), -size if negative else size
    if negative and letter in ("n", "s", "e", "w", "北纬", "南纬", "东经", "東經", "西经"):
        return None
    axis, sign = _HEMISPHERE[letter]
    return axis, -size * sign if negative else size * sign


_GEO_URI = re.compile(
    rf"geo:([+-]?{_NUMBER}),([+-]?{_NUMBER})(?:,[+-]?[0-9.]{{1,20}})?((?:;[^?\s]*)?)"
    rf"(?:\?(?:[^\s]*&)?q=([+-]?{_NUMBER}),([+-]?{_NUMBER})\S*|\?\S*)?"
)


def _geo_uri(text: str) -> tuple[float, float] | None:
    """RFC 5870, and the `q=` by which Android names a place at 0,0."""
    match = _GEO_URI.fullmatch(text)
    if match is None:
        return None
    lat, lon, parameters, q_lat, q_lon = match.groups()
    if "crs=" in parameters and "crs=wgs84" not in parameters:
        return None
    if q_lat is not None:
        return float(q_lat), float(q_lon)
    return float(lat), float(lon)
