"""Links that open a walk to a place in a map app, each in the datum that the app expects."""

from __future__ import annotations

from urllib.parse import urlencode

from geo.datum import Datum, from_wgs84, in_china
from geo.position import Position

_SOURCE = "anjia"


def map_links(target: Position, name: str) -> dict[str, str]:
    """Links for walking to `target` by app, the ones that people there use first.

    In China: amap and apple (GCJ-02), baidu (BD-09). Elsewhere: google, apple, osm (WGS-84).

    Sources: Amap URI API `navigation`, Baidu Map URI API `marker`, Apple Map Links `daddr`,
    Google Maps URLs `dir`, the address of an OpenStreetMap marker.
    """
    if not in_china(target.lat, target.lon):
        return {
            "google": _google(target),
            "apple": _apple(target.lat, target.lon, name),
            "osm": _osm(target),
        }
    lat, lon = from_wgs84(target, Datum.GCJ02)
    return {
        "amap": _amap(lat, lon, name),
        "baidu": _baidu(*from_wgs84(target, Datum.BD09), name),
        "apple": _apple(lat, lon, name),
    }


def _amap(lat: float, lon: float, name: str) -> str:
    query = {
        "to": f"{lon:.6f},{lat:.6f},{name}",
        "mode": "walk",
        "coordinate": "gaode",
        "src": _SOURCE,
        "callnative": "1",
    }
    return f"https://uri.amap.com/navigation?{urlencode(query)}"


def _baidu(lat: float, lon: float, name: str) -> str:
    query = {
        "location": f"{lat:.6f},{lon:.6f}",
        "title": name,
        "content": name,
        "coord_type": "bd09ll",
        "output": "html",
        "src": _SOURCE,
    }
    return f"https://api.map.baidu.com/marker?{urlencode(query)}"


def _apple(lat: float, lon: float, name: str) -> str:
    query = {"daddr": f"{lat:.6f},{lon:.6f}", "q": name, "dirflg": "w"}
    return f"https://maps.apple.com/?{urlencode(query)}"


def _google(target: Position) -> str:
    where = f"{target.lat:.6f},{target.lon:.6f}"
    query = {"api": "1", "destination": where, "travelmode": "walking"}
    return f"https://www.google.com/maps/dir/?{urlencode(query)}"


def _osm(target: Position) -> str:
    query = {"mlat": f"{target.lat:.6f}", "mlon": f"{target.lon:.6f}"}
    return f"https://www.openstreetmap.org/?{urlencode(query)}#map=18/{target.lat:.6f}/{target.lon:.6f}"
