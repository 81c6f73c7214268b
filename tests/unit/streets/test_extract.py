"""Reading extracts: good ones in every format, and bad ones."""

from __future__ import annotations

import bz2
import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo.streets.building.extract import read
from geo.streets.errors import ExtractUnreadable

WAY = (
    '<way id="{id}" version="1"><nd ref="{a}"/><nd ref="{b}"/><tag k="highway" v="footway"/></way>'
)
NODE = '<node id="{id}" version="1" lat="{lat}" lon="120"/>'


def osm(*parts: str) -> str:
    return f'<osm version="0.6">{"".join(parts)}</osm>'


def nodes(*ids: int) -> str:
    return "".join(NODE.format(id=i, lat=30 + abs(i) / 1000) for i in ids)


def test_an_extract_is_read_with_its_date(maps: Path) -> None:
    found = read(maps / "river.osm")
    assert len(found.kinds) == 3
    assert found.data_date == datetime(2024, 5, 1, tzinfo=UTC)
    assert {way.name for way in found.walkways} == {"南岸路", "北岸路", "复兴桥"}


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
def test_packed_extracts_are_read(maps: Path, tmp_path: Path, suffix: str, pack: object) -> None:
    packed = tmp_path / f"river.osm{suffix}"
    packed.write_bytes(pack((maps / "river.osm").read_bytes()))  # type: ignore[operator]
    assert len(read(packed).kinds) == 3


def test_a_pbf_is_read(maps: Path) -> None:
    found = read(maps / "helsinki.osm.pbf")
    assert len(found.kinds) > 1000
    assert found.areas
    assert found.data_date is not None
    assert found.data_date.year == 2019


def test_an_unsorted_extract_is_read(tmp_path: Path) -> None:
    path = tmp_path / "unsorted.osm"
    path.write_text(osm(WAY.format(id=9, a=2, b=1), WAY.format(id=4, a=2, b=3), nodes(2, 1, 3)))
    found = read(path)
    assert len(found.kinds) == 2
    assert found.data_date is None


def test_a_way_cut_by_the_border_goes_on_behind_it(tmp_path: Path) -> None:
    way = "".join(f'<nd ref="{i}"/>' for i in (1, 2, 99, 3, 4, 98, 5))
    path = tmp_path / "cut.osm"
    path.write_text(
        osm(nodes(1, 2, 3, 4, 5), f'<way id="1">{way}<tag k="highway" v="footway"/></way>')
    )
    found = read(path)
    assert found.nodes[:, 0].tolist() == [1, 2, 3, 4]
    assert found.starts.tolist() == [0, 2, 4]


def test_progress_is_told(maps: Path) -> None:
    told: list[tuple[str, int]] = []
    read(maps / "river.osm", lambda stage, count: told.append((stage, count)))
    assert told[0] == ("read", 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.osm.pbf", b""),
        ("junk.osm.pbf", b"junk" * 100),
        ("cut.osm", b'<osm version="0.6"><node id="1"'),
        ("foreign.txt", b"hello"),
        ("foreign.osm", b"<gpx/>"),
    ],
)
def test_what_is_no_extract_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ExtractUnreadable) as caught:
        read(path)
    assert caught.value.path == path


def test_a_truncated_pbf_is_refused(maps: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes((maps / "helsinki.osm.pbf").read_bytes()[:300_000])
    with pytest.raises(ExtractUnreadable):
        read(path)


def test_a_missing_extract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractUnreadable):
        read(tmp_path / "nothing.osm.pbf")


def test_ids_below_zero_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "draft.osm"
    path.write_text(osm(nodes(-1, -2), WAY.format(id=-1, a=-1, b=-2)))
    with pytest.raises(ExtractUnreadable, match="below zero"):
        read(path)


def test_a_stated_date_counts_more_than_that_of_the_objects(tmp_path: Path) -> None:
    import osmium
    from osmium.osm.mutable import Node

    path = tmp_path / "dated.osm.pbf"
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-01-02T03:04:05Z")
    with osmium.SimpleWriter(str(path), header=header) as writer:
        writer.add_node(Node(id=1, location=(120, 30)))
    assert read(path).data_date == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize("lat", ["900", "95", "-91", "nan", ""])
def test_a_node_that_is_not_on_earth_is_refused(tmp_path: Path, lat: str) -> None:
    path = tmp_path / "odd.osm"
    path.write_text(
        f'<osm version="0.6"><node id="1" lat="{lat}" lon="120.2"/>'
        '<node id="2" lat="30.2" lon="120.21"/><node id="3" lat="30.2" lon="120.22"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/>'
        "</way></osm>"
    )
    with pytest.raises(ExtractUnreadable):
        read(path)
