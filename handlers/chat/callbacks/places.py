"""Forms of the buttons about places, a member's own things, language and privacy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.chat.callbacks.codec import Form, Origin, View

__all__ = [
    "CancelDraft",
    "ChooseFacility",
    "ChooseKind",
    "ChooseReason",
    "ChooseSlot",
    "GiveConsent",
    "KeepCenter",
    "MakeReport",
    "Nothing",
    "PrivacyAct",
    "RefuseConsent",
    "RemovePlace",
    "SavePlace",
    "SetLanguage",
    "SettleReport",
    "ShareCenter",
    "ShowCenter",
    "ShowFavourites",
    "ShowNear",
    "ShowPlaces",
    "ShowPrivacy",
    "ShowReports",
    "ShowSubdistrict",
    "ShowSubdistricts",
    "ShowVenue",
    "ShowWay",
    "ShowWeek",
]


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
