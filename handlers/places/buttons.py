"""What the buttons of this capability carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.chat.codec import Form
from handlers.places.view import Origin, View


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
class ShareCenter(Form):
    code: ClassVar[str] = "q1"
    center: int


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
class HowNear(Form):
    """How to say where one is."""

    code: ClassVar[str] = "ph"


@dataclass(frozen=True, slots=True)
class ShowHelp(Form):
    code: ClassVar[str] = "pj"
