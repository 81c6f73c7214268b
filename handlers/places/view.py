"""From where an answer is counted and what is shown of it, as buttons carry it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from community.places.directory import Filters
from community.places.facilities import FACILITIES
from geo.position import Position
from handlers.chat.codec import number, read_number

_DEGREE = 100_000  # positions in buttons have five decimals, about a metre
_NUMBERED = frozenset("clsfur")
KIND_NUMBERS: Final = {
    "district": 1,
    "subdistrict": 2,
    "community": 3,
    "station": 4,
    "themed": 5,
}
"""By which kinds of centers travel in buttons. A number is never given to another kind."""
_KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}
_FACILITIES = {item.number: key for key, item in FACILITIES.items()}
_OLD_KINDS = 8
"""Kinds that fitted into the numbers of the first keyboards."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer is counted from: a position, or a place by its number."""

    kind: str
    """p position, c center, l landmark, s saved place of the member; and for cards that were
    opened from a list without distances: f favourites, u sub-district, r reports."""
    number: int = 0
    position: Position | None = None

    @classmethod
    def at(cls, position: Position) -> Origin:
        return cls("p", position=Position(round(position.lat, 5), round(position.lon, 5)))

    def packed(self) -> str:
        if self.position is not None:
            return self.kind + _pack(self.position)
        return self.kind + number(self.number)

    @classmethod
    def unpacked(cls, written: str) -> Origin:
        kind, rest = written[:1], written[1:]
        if kind == "p":
            return cls("p", position=_unpack(rest))
        if kind in _NUMBERED:
            return cls(kind, read_number(rest))
        raise ValueError(written)


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class View:
    """An answer at hand: its origin, its filters, its page."""

    origin: Origin
    filters: Filters = NO_FILTERS
    page: int = 0

    def packed(self) -> str:
        return f"{self.origin.packed()}~{_pack_filters(self.filters)}~{number(self.page)}"

    @classmethod
    def unpacked(cls, written: str) -> View:
        origin, filters, page = written.split("~")
        return cls(Origin.unpacked(origin), _unpack_filters(filters), read_number(page))


@lru_cache(maxsize=1)  # all buttons of a keyboard are counted from one position
def _pack(position: Position) -> str:
    lat = round(position.lat * _DEGREE) + 90 * _DEGREE
    lon = round(position.lon * _DEGREE) + 180 * _DEGREE
    packed = (lat * 361 * _DEGREE + lon).to_bytes(7, "big")
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _unpack(written: str) -> Position:
    packed = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
    if len(packed) != 7:
        raise ValueError(written)
    lat, lon = divmod(int.from_bytes(packed, "big"), 361 * _DEGREE)
    return Position(lat / _DEGREE - 90, lon / _DEGREE - 180).rounded(5)


def _pack_filters(filters: Filters) -> str:
    """`FLAGS-KIND-FACILITY`, or the one number that the first keyboards had where it holds."""
    flags = filters.open_now + 2 * filters.always_open + 4 * filters.starred
    kind = KIND_NUMBERS[filters.kind] if filters.kind else 0
    facility = FACILITIES[filters.facility].number if filters.facility else 0
    if kind < _OLD_KINDS:
        return number(flags + 8 * kind + 8 * _OLD_KINDS * facility)
    return f"{number(flags)}-{number(kind)}-{number(facility)}"


def _unpack_filters(written: str) -> Filters:
    if "-" in written:
        flags, kind, facility = (read_number(part) for part in written.split("-"))
    else:
        facility, rest = divmod(read_number(written), 8 * _OLD_KINDS)
        kind, flags = divmod(rest, 8)
    return Filters(
        open_now=bool(flags & 1),
        always_open=bool(flags & 2),
        starred=bool(flags & 4),
        kind=_KINDS[kind] if kind else None,
        facility=_FACILITIES[facility] if facility else None,
    )
