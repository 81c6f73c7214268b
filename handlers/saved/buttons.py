"""What the buttons of this capability carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.chat.codec import Form
from handlers.places.view import View


@dataclass(frozen=True, slots=True)
class KeepCenter(Form):
    """Keep a center as a favourite, or no longer: said outright, so a second tap is harmless."""

    code: ClassVar[str] = "s1"
    center: int
    keep: bool
    view: View | None = None


@dataclass(frozen=True, slots=True)
class ShowFavourites(Form):
    code: ClassVar[str] = "b1"


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
