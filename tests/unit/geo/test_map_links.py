"""Every link leads back to the place, in the datum of its app."""

from __future__ import annotations

import pytest

from geo.coordinates import read_position
from geo.datum import Datum
from geo.distance import distance_m
from geo.map_links import map_links
from geo.position import Position

BINJIANG = Position(30.20511, 120.20782)
HELSINKI = Position(60.1700, 24.9440)


def test_the_apps_of_the_country() -> None:
    assert list(map_links(BINJIANG, "月明")) == ["amap", "baidu", "apple"]
    assert list(map_links(HELSINKI, "Topelia")) == ["google", "apple", "osm"]


@pytest.mark.parametrize(("app", "datum"), [("baidu", Datum.BD09)])
def test_a_pasted_link_is_read_back_as_the_same_place(app: str, datum: Datum) -> None:
    read = read_position(map_links(BINJIANG, "月明社区")[app])
    assert read is not None
    assert read.written_in is datum
    assert distance_m(read.position, BINJIANG) < 0.5


def test_china_is_shifted_by_half_a_kilometre_and_helsinki_is_not() -> None:
    amap = map_links(BINJIANG, "月明")["amap"]
    lon, lat = amap.split("to=")[1].split("%2C")[:2]
    assert 500 < distance_m(Position(float(lat), float(lon)), BINJIANG) < 530
    assert "daddr=60.170000%2C24.944000" in map_links(HELSINKI, "Topelia")["apple"]
    assert "destination=60.170000%2C24.944000" in map_links(HELSINKI, "Topelia")["google"]
    assert "#map=18/60.170000/24.944000" in map_links(HELSINKI, "Topelia")["osm"]
