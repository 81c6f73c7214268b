"""What buttons carry: typed, versioned, at most 64 bytes.

A form's data is its code (a letter and a version) and its fields, joined by dots. Old
keyboards live on in chats: `read` returns None for what is unknown or retired, and the
chat gives a friendly answer.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import ClassVar, TypeAlias, cast

from community.places.directory import Filters
from community.places.facilities import FACILITIES
from community.places.tables import CENTER_KINDS
from geo.position import Position

MAX_BYTES = 64
_DEGREE = 100_000  # positions in buttons have five decimals, about a metre
_LARGEST = 2**63 - 1
"""What the databases take for a number."""
_WORD = re.compile(r"[A-Za-z0-9_-]{1,32}")
_NUMBERED = frozenset("clsfur")
_PLACES, _WHENS, _TOPICS = frozenset("afcusmpx"), frozenset("atwn"), frozenset("akig")


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


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class View:
    """An answer at hand: its origin, its filters, its page."""

    origin: Origin
    filters: Filters = NO_FILTERS
    page: int = 0


@dataclass(frozen=True, slots=True)
class Agenda:
    """A list of activities at hand: where, when, about what, and its page."""

    place: str = "a"
    """a anywhere, f favourite centers, c a center, u a sub-district (by its center), s a saved
    place of the member; and for cards that were opened from another list: m my activities,
    p my past ones."""
    place_number: int = 0
    when: str = "a"
    """a any time, t tonight, w this week, n next week."""
    topic: str = "a"
    """a anything, k a kind (its index), i an interest (a checksum of its name), g a club."""
    topic_number: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """Base of everything a button can carry."""

    code: ClassVar[str]


FORMS: dict[str, type[Form]] = {}
"""By code; see `register`."""
_FIELDS: dict[type[Form], tuple[str, ...]] = {}
RETIRED: frozenset[str] = frozenset()
"""Codes that were in use once and must never mean anything else."""

_Value: TypeAlias = int | bool | str | View | Origin | Agenda | None


def register() -> None:
    """Know every form that is defined; the package does it once all topics are there."""
    for form in Form.__subclasses__():
        FORMS[form.code] = form
        _FIELDS[form] = tuple(field.name for field in fields(form))


def data(form: Form) -> str:
    """The callback data of a button; `read` gives the same form back."""
    written = form.code
    for name in _FIELDS[type(form)]:
        written += "." + _write(getattr(form, name))
    assert len(written.encode()) <= MAX_BYTES, written
    return written


def read(written: str | None) -> Form | None:
    """The form of some callback data; None when it is unknown, retired or damaged."""
    if not written or len(written) > MAX_BYTES:
        return None
    code, *parts = written.split(".")
    form = FORMS.get(code)
    if form is None or len(parts) != len(fields(form)):
        return None
    make = cast("Callable[..., Form]", form)
    try:
        values = [
            _READERS[str(field.type)](part) for field, part in zip(fields(form), parts, strict=True)
        ]
    except (ValueError, LookupError):
        return None
    return make(*values)


def new_operation() -> str:
    """An operation id, made when a button is drawn."""
    return secrets.token_urlsafe(6).replace(".", "-")


def _write(value: _Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return _base36(value)
    if isinstance(value, Origin):
        return value.kind + (
            _pack(value.position) if value.position is not None else _base36(value.number)
        )
    if isinstance(value, View):
        page = _base36(value.page)
        return f"{_write(value.origin)}~{_base36(_pack_filters(value.filters))}~{page}"
    if isinstance(value, Agenda):
        place = f"{value.place}{_base36(value.place_number)}"
        topic = f"{value.topic}{_base36(value.topic_number)}"
        return f"{place}~{value.when}~{topic}~{_base36(value.page)}"
    return value


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


def _pack_filters(filters: Filters) -> int:
    flags = filters.open_now + 2 * filters.always_open + 4 * filters.starred
    kind = CENTER_KINDS.index(filters.kind) + 1 if filters.kind else 0
    facility = FACILITIES[filters.facility].number if filters.facility else 0
    return flags + 8 * kind + 64 * facility


def _unpack_filters(packed: int) -> Filters:
    facility, rest = divmod(packed, 64)
    kind, flags = divmod(rest, 8)
    names = {item.number: key for key, item in FACILITIES.items()}
    return Filters(
        open_now=bool(flags & 1),
        always_open=bool(flags & 2),
        starred=bool(flags & 4),
        kind=CENTER_KINDS[kind - 1] if kind else None,
        facility=names[facility] if facility else None,
    )


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _base36(number: int) -> str:
    if number < 0:
        raise ValueError(number)
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def _int(written: str) -> int:
    if not written.isascii() or not written.isalnum() or len(written) > 13:
        raise ValueError(written)
    number = int(written, 36)
    if number > _LARGEST:
        raise ValueError(written)
    return number


def _bool(written: str) -> bool:
    return {"0": False, "1": True}[written]


def _str(written: str) -> str:
    if not _WORD.fullmatch(written):
        raise ValueError(written)
    return written


def _origin(written: str) -> Origin:
    kind, rest = written[:1], written[1:]
    if kind == "p":
        return Origin("p", position=_unpack(rest))
    if kind in _NUMBERED:
        return Origin(kind, _int(rest))
    raise ValueError(written)


def _view(written: str) -> View:
    origin, filters, page = written.split("~")
    return View(_origin(origin), _unpack_filters(_int(filters)), _int(page))


def _agenda(written: str) -> Agenda:
    place, when, topic, page = written.split("~")
    if place[:1] not in _PLACES or when not in _WHENS or topic[:1] not in _TOPICS:
        raise ValueError(written)
    return Agenda(place[0], _int(place[1:]), when, topic[0], _int(topic[1:]), _int(page))


_READERS: dict[str, Callable[[str], _Value]] = {
    "int": _int,
    "bool": _bool,
    "str": _str,
    "View": _view,
    "View | None": lambda written: _view(written) if written else None,
    "Agenda": _agenda,
    "Agenda | None": lambda written: _agenda(written) if written else None,
    "Origin | None": lambda written: _origin(written) if written else None,
}
