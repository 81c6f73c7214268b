"""What buttons carry: typed, versioned, at most 64 bytes.

A form's data is its code and its fields, joined by dots. Old keyboards live on in chats:
a code never means anything else than what was drawn with it, and `read` returns None for what
is unknown or damaged, which the chat answers kindly.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import NoneType, UnionType
from typing import Any, ClassVar, Protocol, TypeAlias, cast, get_args, get_origin, get_type_hints

MAX_BYTES = 64
_LARGEST = 2**63 - 1
"""What the databases take for a number."""
_WORD = re.compile(r"[A-Za-z0-9_-]{1,32}")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Form:
    """Base of everything a button can carry.

    Fields are of type `int`, `bool`, `str` (a word), of a type that packs itself, or one of
    the last two or None.
    """

    code: ClassVar[str]
    """The prefix of its capability, a letter or more for the form, and a number for each
    later version; a new one begins with the `prefix` of its `Talk`."""


class Packs(Protocol):
    """A type of field that writes itself, in letters, digits, `-`, `_` and `~`."""

    def packed(self) -> str: ...

    @classmethod
    def unpacked(cls, written: str) -> Any:
        """Raises `ValueError` or `LookupError` for what was never written."""
        ...


_Write: TypeAlias = Callable[[Any], str]
_Read: TypeAlias = Callable[[str], Any]
Layout: TypeAlias = tuple[tuple[str, _Write, _Read], ...]
_LAYOUTS: dict[type[Form], Layout] = {}


def data(form: Form) -> str:
    """The callback data of a button; `read` gives the same form back."""
    written = form.code
    for name, write, _ in layout(type(form)):
        written += "." + write(getattr(form, name))
    assert len(written.encode()) <= MAX_BYTES, written
    return written


def read(written: str | None, forms: Mapping[str, type[Form]]) -> Form | None:
    """The form of some callback data; None when it is unknown or damaged."""
    if not written or len(written) > MAX_BYTES:
        return None
    code, *parts = written.split(".")
    form = forms.get(code)
    if form is None or len(parts) != len(layout(form)):
        return None
    make = cast("Callable[..., Form]", form)
    try:
        return make(*[take(part) for part, (_, _, take) in zip(parts, layout(form), strict=True)])
    except (ValueError, LookupError):
        return None


def new_operation() -> str:
    """An operation id, made when a button is drawn."""
    return secrets.token_urlsafe(6).replace(".", "-")


def layout(form: type[Form]) -> Layout:
    """The fields of a form in their order, each with its writer and its reader."""
    known = _LAYOUTS.get(form)
    if known is None:
        hints = get_type_hints(form)
        known = tuple((field.name, *_codec(hints[field.name])) for field in fields(form))
        _LAYOUTS[form] = known
    return known


def _codec(kind: Any) -> tuple[_Write, _Read]:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if get_origin(kind) is UnionType or NoneType in get_args(kind):
        (inner,) = (each for each in get_args(kind) if each is not NoneType)
        write, take = _codec(inner)
        return (
            lambda value: "" if value is None else write(value),
            lambda part: take(part) if part else None,
        )
    return (lambda value: str(value.packed())), kind.unpacked


def number(value: int) -> str:
    """A number that is not negative, to the base of 36. Raises `ValueError`."""
    if value < 0:
        raise ValueError(value)
    digits = ""
    while value:
        value, digit = divmod(value, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def read_number(written: str) -> int:
    """Raises `ValueError`."""
    if not written.isascii() or not written.isalnum() or len(written) > 13:
        raise ValueError(written)
    value = int(written, 36)
    if value > _LARGEST:
        raise ValueError(written)
    return value


def _read_flag(written: str) -> bool:
    return {"0": False, "1": True}[written]


def _read_word(written: str) -> str:
    if not _WORD.fullmatch(written):
        raise ValueError(written)
    return written


_PLAIN: dict[Any, tuple[_Write, _Read]] = {
    int: (number, read_number),
    bool: (lambda value: "1" if value else "0", _read_flag),
    str: (str, _read_word),
}
