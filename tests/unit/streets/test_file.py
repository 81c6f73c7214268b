"""The street file: refuses what it cannot trust."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo.streets import file
from geo.streets.building.build import assemble
from geo.streets.errors import (
    StreetFileCorrupt,
    StreetFileForeign,
    StreetFileTooNew,
    StreetFileTruncated,
    StreetFileUnreadable,
)
from geo.streets.file import StreetData
from geo.streets.holder import StreetFile


@pytest.fixture
def data(maps: Path) -> StreetData:
    return assemble(maps / "plaza.osm")


@pytest.fixture
def path(data: StreetData, tmp_path: Path) -> Path:
    path = tmp_path / "plaza.anjia"
    file.write(data, path)
    return path


def test_a_later_version_is_refused(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8:12] = struct.pack("<I", file.VERSION + 1)
    path.write_bytes(content)
    with pytest.raises(StreetFileTooNew) as caught:
        file.read(path)
    assert (caught.value.found, caught.value.known) == (file.VERSION + 1, file.VERSION)


@pytest.mark.parametrize("kept", [9, 23, 30, 500, -1])
def test_a_cut_file_is_refused(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(StreetFileTruncated) as caught:
        file.read(path)
    assert caught.value.found < caught.value.expected


@pytest.mark.parametrize("content", [b"", b"ANJ0", b"PK\x03\x04 something else entirely"])
def test_another_format_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StreetFileForeign):
        file.read(path)


@pytest.mark.parametrize("place", [30, 200, -5])
def test_a_flipped_bit_is_refused(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(StreetFileCorrupt):
        file.read(path)


def test_a_longer_file_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(StreetFileCorrupt):
        file.read(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StreetFileUnreadable):
        file.read(tmp_path / "nothing")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: replace(data, edge_u=data.edge_u + 10_000),
        lambda data: replace(data, edge_way=data.edge_way - 100),
        lambda data: replace(data, way_name=data.way_name + 50),
        lambda data: replace(data, edge_v=data.edge_v[:-1]),
        lambda data: replace(data, edge_points=data.edge_points[::-1]),
        lambda data: replace(data, ring_points=data.ring_points[:-1]),
        lambda data: replace(data, edge_length=data.edge_length * np.float32("nan")),
        lambda data: replace(data, edge_length=data.edge_length * np.float32("inf")),
        lambda data: replace(data, edge_length=-data.edge_length - 1),
        lambda data: replace(data, way_effort=data.way_effort * np.float32("nan")),
        lambda data: replace(data, node_y=data.node_y + 900_000_000),
        lambda data: replace(data, names=[*data.names[:-1], ["a name"]]),
    ],
)
def test_indices_that_point_nowhere_are_refused(
    data: StreetData, tmp_path: Path, change: Callable[[StreetData], StreetData]
) -> None:
    path = tmp_path / "bad.anjia"
    file.write(change(data), path)
    with pytest.raises(StreetFileCorrupt):
        file.read(path)


@pytest.mark.parametrize(
    "head",
    [
        b"not json",
        b"{}",
        b'{"arrays": [["evil", "|O", 1]]}',
        b"[" * 200_000,
        b'{"box": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"licence": "x", "names": [], "box": [NaN, 0, 0, 0], "data_date": null, "arrays": []}',
        b'{"licence": "x", "names": [], "box": [0, 0, 0, 0], "data_date": null, '
        b'"arrays": [["node_x", "<i4", -1]]}',
    ],
    ids=range(7),
)
def test_a_bad_head_is_refused(tmp_path: Path, head: bytes) -> None:
    body = struct.pack("<I", len(head)) + head
    path = tmp_path / "bad.anjia"
    prefix = struct.pack("<8sIIQ", file.MAGIC, file.VERSION, zlib.crc32(body), len(body))
    path.write_bytes(prefix + body)
    with pytest.raises(StreetFileCorrupt):
        file.read(path)


def test_an_unknown_date_stays_unknown(data: StreetData, tmp_path: Path) -> None:
    path = tmp_path / "undated.anjia"
    file.write(replace(data, data_date=None), path)
    assert file.read(path).data_date is None


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    data: StreetData, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(file.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        file.write(data, path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_arrays_of_a_loaded_file_cannot_be_changed(path: Path) -> None:
    loaded = file.read(path)
    with pytest.raises(ValueError, match="read-only"):
        loaded.node_x[0] = 0
    assert loaded.node_x.dtype == np.int32


def test_a_replaced_file_is_loaded_again(path: Path, maps: Path) -> None:
    holder = StreetFile(path)
    assert holder.network is None
    assert holder.refresh() is True
    first = holder.network
    assert first is not None
    assert holder.refresh() is False
    assert holder.network is first
    file.write(assemble(maps / "river.osm"), path)
    assert holder.refresh() is True
    assert holder.network is not None
    assert holder.network.data.names == ["北岸路", "南岸路", "复兴桥"]


def test_a_bad_replacement_is_told_once_and_the_old_network_stays(path: Path) -> None:
    holder = StreetFile(path)
    holder.refresh()
    first = holder.network
    path.write_bytes(b"ANJIASTR")
    with pytest.raises(StreetFileTruncated):
        holder.refresh()
    assert holder.refresh() is False
    assert holder.network is first


def test_a_holder_of_no_file_says_so(tmp_path: Path) -> None:
    holder = StreetFile(tmp_path / "nothing")
    with pytest.raises(StreetFileUnreadable):
        holder.refresh()
    assert holder.network is None
