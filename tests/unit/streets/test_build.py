"""Building street files, whole and in part."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from geo.box import Box
from geo.position import Position
from geo.streets.building.build import Around, assemble, build
from geo.streets.errors import AreaWithoutStreets, ExtractWithoutStreets
from geo.streets.file import StreetData, read

At = Callable[[float, float], Position]


def test_what_is_built_is_what_is_read(maps: Path, tmp_path: Path) -> None:
    out = tmp_path / "river.anjia"
    built = build(maps / "river.osm", out)
    again = read(out)
    assert again.names == built.names == ["北岸路", "南岸路", "复兴桥"]
    assert again.box == built.box
    assert again.data_date == built.data_date
    assert "OpenStreetMap" in again.licence
    for name in ("node_x", "edge_u", "edge_length", "point_y", "way_kind", "ring_x"):
        assert np.array_equal(getattr(again, name), getattr(built, name))


def test_chains_are_contracted_and_keep_their_course(maps: Path) -> None:
    data = assemble(maps / "river.osm")
    assert len(data.edge_u) == 3  # two banks and a bridge
    assert sorted(np.diff(data.edge_points).tolist()) == [2, 3, 3]
    assert data.edge_length.sum() == pytest.approx(900, abs=0.5)


def test_a_box_cuts(maps: Path, at: At) -> None:
    south_west, north_east = at(-10, 90), at(410, 110)
    box = Box(south_west.lat, south_west.lon, north_east.lat, north_east.lon)
    data = assemble(maps / "river.osm", box)
    assert data.names == ["北岸路"]
    assert data.box.south >= box.south
    assert data.box.east <= box.east


def test_around_centers_cuts(maps: Path, at: At) -> None:
    data = assemble(maps / "river.osm", Around([at(0, 0), at(200, 0)], 50))
    assert data.names == ["南岸路"]
    assert data.edge_length.sum() == pytest.approx(200, abs=0.5)
    wide = assemble(maps / "river.osm", Around([at(200, 50)], 5000))
    assert wide.edge_length.sum() == pytest.approx(900, abs=0.5)


@pytest.mark.parametrize(
    ("within", "error"),
    [
        (Box(10, 10, 11, 11), AreaWithoutStreets),
        (Around([Position(10, 10)], 1000), AreaWithoutStreets),
    ],
)
def test_an_area_without_streets_writes_nothing(
    maps: Path, tmp_path: Path, within: Box | Around, error: type[Exception]
) -> None:
    with pytest.raises(error):
        build(maps / "river.osm", tmp_path / "out.anjia", within)
    assert list(tmp_path.iterdir()) == []


def test_an_extract_without_streets_leaves_an_old_file(tmp_path: Path) -> None:
    extract, out = tmp_path / "empty.osm", tmp_path / "out.anjia"
    extract.write_text('<osm version="0.6"><node id="1" lat="1" lon="1" version="1"/></osm>')
    out.write_bytes(b"old")
    with pytest.raises(ExtractWithoutStreets):
        build(extract, out)
    assert out.read_bytes() == b"old"


def test_a_ring_without_a_junction_is_an_edge(tmp_path: Path) -> None:
    corners = [(30.0, 120.0), (30.001, 120.0), (30.001, 120.001), (30.0, 120.001)]
    nodes = "".join(
        f'<node id="{i}" lat="{lat}" lon="{lon}" version="1"/>'
        for i, (lat, lon) in enumerate(corners, 1)
    )
    refs = "".join(f'<nd ref="{i}"/>' for i in (1, 2, 3, 4, 1))
    way = f'<way id="1" version="1">{refs}<tag k="highway" v="footway"/></way>'
    extract = tmp_path / "ring.osm"
    extract.write_text(f'<osm version="0.6">{nodes}{way}</osm>')
    data = assemble(extract)
    assert len(data.edge_u) == 1
    assert data.edge_u[0] == data.edge_v[0]
    assert data.edge_length[0] == pytest.approx(2 * 110.85 + 2 * 96.5, abs=1)


def test_pavements_go_by_the_name_of_their_street(tmp_path: Path) -> None:
    places = {1: (30.0, 120.0), 2: (30.0, 120.005), 3: (30.0001, 120.0), 4: (30.0001, 120.005)}
    nodes = "".join(
        f'<node id="{i}" lat="{lat}" lon="{lon}" version="1"/>' for i, (lat, lon) in places.items()
    )

    def way(number: int, a: int, b: int, **tags: str) -> str:
        texts = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        refs = f'<nd ref="{a}"/><nd ref="{b}"/>'
        return f'<way id="{number}" version="1">{refs}{texts}</way>'

    extract = tmp_path / "pavement.osm"
    ways = (
        way(1, 1, 2, highway="primary", name="江陵路"),
        way(2, 3, 4, highway="footway", footway="sidewalk"),
        way(3, 1, 3, highway="footway", footway="sidewalk"),
    )
    extract.write_text(f'<osm version="0.6">{nodes}{"".join(ways)}</osm>')
    data = assemble(extract)
    named = data.edge_length[data.way_name[data.edge_way] >= 0]
    assert sorted(named.tolist()) == pytest.approx([482.4, 482.4], abs=1)


def test_progress_tells_the_stages(maps: Path, tmp_path: Path) -> None:
    stages: set[str] = set()
    build(maps / "helsinki.osm.pbf", tmp_path / "out", progress=lambda stage, _: stages.add(stage))
    assert {"read", "areas", "junctions", "write"} <= stages


def test_squares_are_kept_for_the_picture(helsinki_data: StreetData) -> None:
    assert len(helsinki_data.ring_hole) > 50
    assert helsinki_data.ring_hole.any()
