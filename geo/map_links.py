"""Positions in links to map services, each in the datum of its service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from geo.datum import Datum
from geo.position import Position, PositionInvalid

Linked = tuple[float, float, Datum]
"""Latitude and longitude as the link has them, and their datum."""

_URL = re.compile(r"[a-z]{4,12}://[^\s<>\"，。；）]+", re.IGNORECASE)
_NUMBER = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?"
_PAIR = re.compile(rf"({_NUMBER})\s*,\s*({_NUMBER})(?![0-9.])")

_MOST_LINKS = 3
_MOST_PARAMETERS = 60


def position_in_link(text: str) -> Linked | None:
    """The position in the first link of `text` that has one. Never raises.

    Short links (surl.amap.com, maps.app.goo.gl) hold no position and are not followed.
    """
    for url in _URL.findall(text)[:_MOST_LINKS]:
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
            query = dict(parse_qsl(parts.query, max_num_fields=_MOST_PARAMETERS))
        except ValueError:
            continue
        found = _in_link(parts, host, query)
        if found is not None and _is_position(found):
            return found
    return None


def _in_link(parts: SplitResult, host: str, query: Mapping[str, str]) -> Linked | None:
    if _belongs(host, "amap.com", "gaode.com") or parts.scheme in ("androidamap", "iosamap"):
        return _amap(query)
    if _belongs(host, "map.baidu.com") or parts.scheme in ("baidumap", "bdapp"):
        return _baidu(query)
    if _belongs(host, "map.qq.com") or parts.scheme == "qqmap":
        return _tencent(query)
    if _belongs(host, "openstreetmap.org", "osm.org"):
        return _openstreetmap(parts, query)
    if _belongs(host, "maps.apple.com"):
        return _first(query, ("ll", "coordinate", "q", "daddr", "center"), Datum.WGS84)
    if re.search(r"(?:^|\.)google\.(?:cn|com|[a-z]{2}|com?\.[a-z]{2})$", host):
        return _google(parts, host, query)
    return None


def _amap(query: Mapping[str, str]) -> Linked | None:
    """`position` and the like are lon,lat; `q` and `p` of the web map are lat,lon.

    `coordinate=wgs84` and `dev=1` say that the numbers are not GCJ-02.
    """
    plain = query.get("coordinate", "").lower() == "wgs84" or query.get("dev") == "1"
    datum = Datum.WGS84 if plain else Datum.GCJ02
    for key in ("position", "lnglat", "location", "dest", "to"):
        pair = _pair(query.get(key))
        if pair is not None:
            return pair[1], pair[0], datum
    for lat, lon in (("lat", "lon"), ("lat", "lng"), ("dlat", "dlon")):
        found = _two(query, lat, lon, datum)
        if found is not None:
            return found
    if "p" in query:  # id,lat,lon,name,address
        return _linked(_pair(query["p"].partition(",")[2]), datum)
    return _first(query, ("q",), datum)


def _baidu(query: Mapping[str, str]) -> Linked | None:
    datum = {
        "": Datum.BD09,
        "bd09ll": Datum.BD09,
        "gcj02": Datum.GCJ02,
        "wgs84": Datum.WGS84,
    }.get(query.get("coord_type", "").lower())
    if datum is None:
        return None
    return _first(query, ("location", "latlng", "destination", "center"), datum)


def _tencent(query: Mapping[str, str]) -> Linked | None:
    datum = Datum.WGS84 if query.get("coord_type") == "1" else Datum.GCJ02
    found = _first(query, ("marker", "coord", "tocoord", "center"), datum)
    return found or _two(query, "pointy", "pointx", datum)


def _openstreetmap(parts: SplitResult, query: Mapping[str, str]) -> Linked | None:
    marker = _two(query, "mlat", "mlon", Datum.WGS84)
    if marker is not None:
        return marker
    view = re.search(rf"map=[0-9.]{{1,6}}/({_NUMBER})/({_NUMBER})(?:[&/]|$)", parts.fragment)
    return (float(view[1]), float(view[2]), Datum.WGS84) if view else None


def _google(parts: SplitResult, host: str, query: Mapping[str, str]) -> Linked | None:
    """The pin (!3d…!4d…), else what was asked for, else the middle of the map (@…)."""
    datum = Datum.GCJ02 if host.endswith(".cn") else Datum.WGS84
    path = unquote(parts.path)
    pin = re.search(rf"!3d({_NUMBER})!4d({_NUMBER})(?![0-9.])", path)
    if pin is not None:
        return float(pin[1]), float(pin[2]), datum
    asked = _first(query, ("q", "query", "destination", "daddr", "ll", "center"), datum)
    if asked is not None:
        return asked
    in_path = re.search(rf"[@/]({_NUMBER}),\+?({_NUMBER})(?:[,/]|$)", path)
    return (float(in_path[1]), float(in_path[2]), datum) if in_path else None


def _first(query: Mapping[str, str], keys: tuple[str, ...], datum: Datum) -> Linked | None:
    for key in keys:
        found = _linked(_pair(query.get(key)), datum)
        if found is not None:
            return found
    return None


def _two(query: Mapping[str, str], lat: str, lon: str, datum: Datum) -> Linked | None:
    return _linked(_pair(f"{query.get(lat, '')},{query.get(lon, '')}"), datum)


def _linked(pair: tuple[float, float] | None, datum: Datum) -> Linked | None:
    return None if pair is None else (*pair, datum)


_LABELS = re.compile(r"^(?:loc:|coord:|latlng:)", re.IGNORECASE)


def _pair(value: str | None) -> tuple[float, float] | None:
    """Two numbers at the beginning of a value, perhaps after `loc:`, `coord:` or `latlng:`."""
    match = _PAIR.match(_LABELS.sub("", (value or "").strip()))
    return None if match is None else (float(match[1]), float(match[2]))


def _is_position(found: Linked) -> bool:
    try:
        Position(found[0], found[1])
    except PositionInvalid:
        return False
    return True


def _belongs(host: str, *domains: str) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
