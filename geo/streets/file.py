"""The street file: everything a `StreetNetwork` needs, in one compact versioned file.

Layout (little-endian): 8 bytes `ANJIASTR`, uint32 version, uint32 CRC-32 of all that
follows, uint64 its length; then uint32 length of the head, the head (UTF-8 JSON: facts and
the list of arrays), padding to 8 bytes, and the arrays in that order, each padded to 8 bytes.
Nothing in it is executable; `docs/streets.md` describes every array.
"""

from __future__ import annotations

import json
import os
import re
import struct
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.box import Box
from geo.streets.errors import (
    StreetFileCorrupt,
    StreetFileForeign,
    StreetFileTooNew,
    StreetFileTruncated,
    StreetFileUnreadable,
)

MAGIC = b"ANJIASTR"
VERSION = 1
LARGEST_FILE = 2_000_000_000
"""Bytes; the streets of a whole country are smaller."""
LARGEST_HEAD = 64_000_000
DEEPEST_HEAD = 8
"""Lists and objects in one another; ours has three."""
LICENCE = "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright"

_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"')
_PREFIX = struct.Struct("<8sIIQ")
_ARRAYS = {
    "node_x": "<i4",
    "node_y": "<i4",
    "edge_u": "<i4",
    "edge_v": "<i4",
    "edge_way": "<i4",
    "edge_length": "<f4",
    "edge_points": "<i4",
    "point_x": "<i4",
    "point_y": "<i4",
    "way_kind": "|u1",
    "way_flags": "|u1",
    "way_effort": "<f4",
    "way_name": "<i4",
    "ring_points": "<i4",
    "ring_hole": "|u1",
    "ring_x": "<i4",
    "ring_y": "<i4",
}
_FARTHEST = {
    f"{what}_{axis}": degrees * 10_000_000
    for what in ("node", "point", "ring")
    for axis, degrees in (("x", 180), ("y", 90))
}
BRIDGE, TUNNEL, ATTRACTS = 1, 2, 4
"""Bits of `way_flags`."""


@dataclass(frozen=True, slots=True)
class StreetData:
    """What a street file holds; coordinates are integers of 1e-7 degrees, lengths metres."""

    box: Box
    data_date: datetime | None
    licence: str
    names: list[str]
    node_x: NDArray[np.int32]
    node_y: NDArray[np.int32]
    edge_u: NDArray[np.int32]
    edge_v: NDArray[np.int32]
    edge_way: NDArray[np.int32]
    edge_length: NDArray[np.float32]
    edge_points: NDArray[np.int32]
    point_x: NDArray[np.int32]
    point_y: NDArray[np.int32]
    way_kind: NDArray[np.uint8]
    way_flags: NDArray[np.uint8]
    way_effort: NDArray[np.float32]
    way_name: NDArray[np.int32]
    ring_points: NDArray[np.int32]
    ring_hole: NDArray[np.uint8]
    ring_x: NDArray[np.int32]
    ring_y: NDArray[np.int32]


def write(data: StreetData, path: Path) -> None:
    """Replace the file at `path` in one step; a reader sees the old or the new, never a part."""
    arrays = {name: np.ascontiguousarray(getattr(data, name), t) for name, t in _ARRAYS.items()}
    head = {
        "box": [data.box.south, data.box.west, data.box.north, data.box.east],
        "data_date": data.data_date.isoformat() if data.data_date else None,
        "licence": data.licence,
        "names": data.names,
        "arrays": [[name, _ARRAYS[name], len(array)] for name, array in arrays.items()],
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    body = bytearray(struct.pack("<I", len(text)) + text)
    for array in arrays.values():
        body += b"\0" * (-len(body) % 8)
        body += array.tobytes()
    _replace(path, _PREFIX.pack(MAGIC, VERSION, zlib.crc32(body), len(body)) + body)


def read(path: Path) -> StreetData:
    """Load and check a street file; raises one of the `StreetFile…` errors."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise StreetFileCorrupt(path, f"more than {LARGEST_FILE} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise StreetFileUnreadable(path, error.strerror or str(error)) from error
    if content[:8] != MAGIC[: len(content)] or not content:
        raise StreetFileForeign(path)
    if len(content) < _PREFIX.size:
        raise StreetFileTruncated(path, _PREFIX.size, len(content))
    _, version, crc, length = _PREFIX.unpack_from(content)
    if version > VERSION:
        raise StreetFileTooNew(path, version, VERSION)
    if len(content) - _PREFIX.size < length:
        raise StreetFileTruncated(path, _PREFIX.size + length, len(content))
    body = memoryview(content)[_PREFIX.size :]
    if len(body) > length or zlib.crc32(body) != crc or version < 1:
        raise StreetFileCorrupt(path, "checksum")
    try:
        data = _parse(body)
    except (ValueError, KeyError, TypeError, OverflowError, struct.error) as error:
        raise StreetFileCorrupt(path, str(error)) from error
    _check(data, lambda detail: StreetFileCorrupt(path, detail))
    return data


def _parse(body: memoryview) -> StreetData:
    (size,) = struct.unpack_from("<I", body)
    head = _head(bytes(body[4 : 4 + size]))
    offset, arrays = 4 + size, {}
    for name, kind, count in head["arrays"]:
        if _ARRAYS.get(name) != kind or type(count) is not int or count < 0:
            raise ValueError(name)
        offset += -offset % 8
        arrays[name] = np.frombuffer(body, dtype=kind, count=count, offset=offset)
        offset += arrays[name].nbytes
    date = head["data_date"]
    return StreetData(
        box=Box(*head["box"]),
        data_date=datetime.fromisoformat(date) if date else None,
        licence=head["licence"],
        names=head["names"],
        **arrays,
    )


def _head(text: bytes) -> dict[str, Any]:
    """The head, when its own size and depth are those of one; `ValueError` otherwise."""
    if len(text) > LARGEST_HEAD:
        raise ValueError("head too large")
    if _depth(text) > DEEPEST_HEAD:
        raise ValueError("head too deep")
    head = json.loads(text)
    if not isinstance(head, dict):
        raise ValueError("head")
    texts = [head["licence"], *head["names"]]
    if not isinstance(head["names"], list) or not all(isinstance(one, str) for one in texts):
        raise ValueError("names")
    if not all(type(edge) in (int, float) for edge in head["box"]):
        raise ValueError("box")
    return head


def _depth(text: bytes) -> int:
    """How deep lists and objects stand in one another, brackets in strings aside."""
    deepest = depth = 0
    for bracket in re.findall(rb"[\[\]{}]", _JSON_STRING.sub(b"", text)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _check(data: StreetData, corrupt: Callable[[str], Exception]) -> None:
    """That every index points at something: what the checksum cannot know."""
    groups = (
        ("node_x", "node_y"),
        ("edge_u", "edge_v", "edge_way", "edge_length"),
        ("point_x", "point_y"),
        ("way_kind", "way_flags", "way_effort", "way_name"),
        ("ring_x", "ring_y"),
    )
    for group in groups:
        if len({len(getattr(data, name)) for name in group}) != 1:
            raise corrupt(group[0])
    if not len(data.edge_u):
        raise corrupt("no edges")
    for name in ("edge_length", "way_effort"):
        values = getattr(data, name)
        if len(values) and not (np.isfinite(values).all() and values.min() >= 0):
            raise corrupt(name)
    for name, most in _FARTHEST.items():
        values = getattr(data, name)
        if len(values) and (values.min() < -most or values.max() > most):
            raise corrupt(name)
    _check_starts(data.edge_points, len(data.edge_u), len(data.point_x), corrupt)
    _check_starts(data.ring_points, len(data.ring_hole), len(data.ring_x), corrupt)
    _check_index(data.edge_u, len(data.node_x), corrupt)
    _check_index(data.edge_v, len(data.node_x), corrupt)
    _check_index(data.edge_way, len(data.way_kind), corrupt)
    _check_index(data.way_name, len(data.names), corrupt, least=-1)


def _check_starts(
    starts: NDArray[Any], count: int, end: int, corrupt: Callable[[str], Exception]
) -> None:
    if (
        len(starts) != count + 1
        or starts[0] != 0
        or starts[-1] != end
        or (np.diff(starts) < 1).any()
    ):
        raise corrupt("starts")


def _check_index(
    index: NDArray[Any], size: int, corrupt: Callable[[str], Exception], least: int = 0
) -> None:
    if len(index) and (index.min() < least or index.max() >= size):
        raise corrupt("index")


def _replace(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
