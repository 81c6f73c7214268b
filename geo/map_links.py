"""Links that open a walk to a place in a map app, each in the datum that the app expects."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from geo.datum import Datum, from_wgs84
from geo.position import Position

_SOURCE = "anjia"


@dataclass(frozen=True, slots=True)
class MapLinks:
    """Links by app. Amap, Tencent and Apple (in China) take GCJ-02, Baidu takes BD-09."""

    amap: str
    baidu: str
    apple: str
    tencent: str


def map_links(target: Position, name: str) -> MapLinks:
    """Links for walking to `target`. Outside China every app takes WGS-84.

    Sources: Amap URI API `navigation`, Baidu Map URI API `marker`, Apple Map Links `daddr`,
    Tencent Map URI API `routeplan`.
    """
    lat, lon = from_wgs84(target, Datum.GCJ02)
    baidu_lat, baidu_lon = from_wgs84(target, Datum.BD09)
    amap = {
        "to": f"{lon:.6f},{lat:.6f},{name}",
        "mode": "walk",
        "coordinate": "gaode",
        "src": _SOURCE,
        "callnative": "1",
    }
    baidu = {
        "location": f"{baidu_lat:.6f},{baidu_lon:.6f}",
        "title": name,
        "content": name,
        "coord_type": "bd09ll",
        "output": "html",
        "src": _SOURCE,
    }
    apple = {"daddr": f"{lat:.6f},{lon:.6f}", "q": name, "dirflg": "w"}
    tencent = {"type": "walk", "to": name, "tocoord": f"{lat:.6f},{lon:.6f}", "referer": _SOURCE}
    return MapLinks(
        amap=f"https://uri.amap.com/navigation?{urlencode(amap)}",
        baidu=f"https://api.map.baidu.com/marker?{urlencode(baidu)}",
        apple=f"https://maps.apple.com/?{urlencode(apple)}",
        tencent=f"https://apis.map.qq.com/uri/v1/routeplan?{urlencode(tencent)}",
    )
