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

from community.directory import Filters
from community.facilities import FACILITIES
from community.schema import CENTER_KINDS
from geo.position import Position

MAX_BYTES = 64
_DEGREE = 100_000  # positions in buttons have five decimals, about a metre
_LARGEST = 2**63 - 1
"""What the databases take for a number."""
_WORD = re.compile(r"[A-Za-z0-9_-]{1,32}")
_NUMBERED = frozenset("clsfur")


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
class Form:
    """Base of everything a button can carry."""

    code: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Nothing(Form):
    """A button that only shows something (the page number)."""

    code: ClassVar[str] = "-1"


@dataclass(frozen=True, slots=True)
class ShowNear(Form):
    code: ClassVar[str] = "n1"
    view: View


@dataclass(frozen=True, slots=True)
class ChooseFacility(Form):
    code: ClassVar[str] = "f1"
    view: View


@dataclass(frozen=True, slots=True)
class ChooseKind(Form):
    code: ClassVar[str] = "k1"
    view: View


@dataclass(frozen=True, slots=True)
class ShowCenter(Form):
    code: ClassVar[str] = "d1"
    center: int
    view: View | None = None


@dataclass(frozen=True, slots=True)
class ShowWeek(Form):
    code: ClassVar[str] = "w1"
    center: int
    view: View | None = None


@dataclass(frozen=True, slots=True)
class ShowVenue(Form):
    code: ClassVar[str] = "v1"
    center: int


@dataclass(frozen=True, slots=True)
class ShowWay(Form):
    code: ClassVar[str] = "y1"
    center: int
    view: View


@dataclass(frozen=True, slots=True)
class ShareCenter(Form):
    code: ClassVar[str] = "q1"
    center: int


@dataclass(frozen=True, slots=True)
class KeepCenter(Form):
    """Keep a center as a favourite, or no longer: said outright, so a second tap is harmless."""

    code: ClassVar[str] = "s1"
    center: int
    keep: bool
    view: View | None = None


@dataclass(frozen=True, slots=True)
class ChooseReason(Form):
    code: ClassVar[str] = "r1"
    center: int
    view: View | None = None


@dataclass(frozen=True, slots=True)
class MakeReport(Form):
    code: ClassVar[str] = "m1"
    center: int
    reason: str
    operation: str
    view: View | None = None


@dataclass(frozen=True, slots=True)
class SettleReport(Form):
    code: ClassVar[str] = "z1"
    report: int


@dataclass(frozen=True, slots=True)
class ShowReports(Form):
    code: ClassVar[str] = "t1"


@dataclass(frozen=True, slots=True)
class ShowFavourites(Form):
    code: ClassVar[str] = "b1"


@dataclass(frozen=True, slots=True)
class ShowSubdistricts(Form):
    code: ClassVar[str] = "u1"


@dataclass(frozen=True, slots=True)
class ShowSubdistrict(Form):
    code: ClassVar[str] = "U1"
    center: int


@dataclass(frozen=True, slots=True)
class GiveConsent(Form):
    """Agree that positions are used; then answer from `origin`, if it was waiting."""

    code: ClassVar[str] = "o1"
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class RefuseConsent(Form):
    code: ClassVar[str] = "x1"


@dataclass(frozen=True, slots=True)
class ShowPrivacy(Form):
    code: ClassVar[str] = "p1"


@dataclass(frozen=True, slots=True)
class PrivacyAct(Form):
    """`act` is one of show, export, withdraw, ask (before erasing), erase."""

    code: ClassVar[str] = "a1"
    act: str


@dataclass(frozen=True, slots=True)
class SetLanguage(Form):
    """A language, or `auto` to follow the client."""

    code: ClassVar[str] = "l1"
    language: str


@dataclass(frozen=True, slots=True)
class ChooseSlot(Form):
    code: ClassVar[str] = "h1"
    view: View


@dataclass(frozen=True, slots=True)
class SavePlace(Form):
    """`slot` is home, work or other (then a name is asked for)."""

    code: ClassVar[str] = "j1"
    slot: str
    view: View


@dataclass(frozen=True, slots=True)
class ShowPlaces(Form):
    code: ClassVar[str] = "i1"


@dataclass(frozen=True, slots=True)
class RemovePlace(Form):
    code: ClassVar[str] = "e1"
    place: int


@dataclass(frozen=True, slots=True)
class CancelDraft(Form):
    code: ClassVar[str] = "c1"


FORMS: dict[str, type[Form]] = {form.code: form for form in Form.__subclasses__()}
_FIELDS = {form: tuple(field.name for field in fields(form)) for form in FORMS.values()}
RETIRED: frozenset[str] = frozenset()
"""Codes that were in use once and must never mean anything else."""

_Value: TypeAlias = int | bool | str | View | Origin | None


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


_READERS: dict[str, Callable[[str], _Value]] = {
    "int": _int,
    "bool": _bool,
    "str": _str,
    "View": _view,
    "View | None": lambda written: _view(written) if written else None,
    "Origin | None": lambda written: _origin(written) if written else None,
}
