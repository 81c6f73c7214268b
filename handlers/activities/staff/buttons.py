"""Buttons with which staff make and look after activities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.chat.codec import Form


@dataclass(frozen=True, slots=True)
class ShowStaffMenu(Form):
    code: ClassVar[str] = "Ba"


@dataclass(frozen=True, slots=True)
class NewActivity(Form):
    """`how` is one of line, models, last, drafts."""

    code: ClassVar[str] = "Bb"
    how: str


@dataclass(frozen=True, slots=True)
class CopySeries(Form):
    code: ClassVar[str] = "Bc"
    series: int


@dataclass(frozen=True, slots=True)
class PickCenter(Form):
    """Which center was meant; the rest waits in the member's form."""

    code: ClassVar[str] = "Bd"
    center: int


@dataclass(frozen=True, slots=True)
class DraftAct(Form):
    """`act` is one of show, publish, keep, discard, edit, repeat."""

    code: ClassVar[str] = "Be"
    series: int
    act: str


@dataclass(frozen=True, slots=True)
class DraftField(Form):
    """Say a field of a draft anew."""

    code: ClassVar[str] = "Bf"
    series: int
    field: str


@dataclass(frozen=True, slots=True)
class DraftChoice(Form):
    """A field of a draft that is one of a few: kind, club, guests, repeat."""

    code: ClassVar[str] = "Bg"
    series: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class ShowStaffList(Form):
    code: ClassVar[str] = "Bh"
    page: int


@dataclass(frozen=True, slots=True)
class StaffCard(Form):
    code: ClassVar[str] = "Bi"
    activity: int


@dataclass(frozen=True, slots=True)
class ChangeActivity(Form):
    """`field` is empty for the list of what can be changed: `any`."""

    code: ClassVar[str] = "Bj"
    activity: int
    field: str


@dataclass(frozen=True, slots=True)
class ReachChange(Form):
    """How far the change reaches that the member's form holds."""

    code: ClassVar[str] = "Bk"
    activity: int
    which: str


@dataclass(frozen=True, slots=True)
class ApplyChange(Form):
    code: ClassVar[str] = "Bl"
    activity: int
    which: str


@dataclass(frozen=True, slots=True)
class CallOff(Form):
    """Cancel: how far is asked first (`ask`), then the reason."""

    code: ClassVar[str] = "Bm"
    activity: int
    which: str


@dataclass(frozen=True, slots=True)
class CallOffNow(Form):
    code: ClassVar[str] = "Bn"
    activity: int
    which: str


@dataclass(frozen=True, slots=True)
class WriteAttendees(Form):
    code: ClassVar[str] = "Bo"
    activity: int


@dataclass(frozen=True, slots=True)
class SendToAttendees(Form):
    code: ClassVar[str] = "Bp"
    activity: int
    operation: str


@dataclass(frozen=True, slots=True)
class RepeatActivity(Form):
    """`rule` is one of ask, forever, w4, w8, w12, typed."""

    code: ClassVar[str] = "Bt"
    activity: int
    rule: str


@dataclass(frozen=True, slots=True)
class ImportAct(Form):
    """`act` is one of import, drop."""

    code: ClassVar[str] = "Bu"
    act: str
