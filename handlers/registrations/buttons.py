"""What the buttons of this capability carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.activities.selection import Agenda
from handlers.chat.codec import Form


@dataclass(frozen=True, slots=True)
class SignUp(Form):
    """`wait`: in the queue when it is full; `despite_clash`: although something else is then."""

    code: ClassVar[str] = "Ae"
    activity: int
    guests: int
    wait: bool
    despite_clash: bool
    operation: str
    agenda: Agenda | None = None


@dataclass(frozen=True, slots=True)
class LeaveActivity(Form):
    """Give the seat back or leave the queue; `sure` once it was asked."""

    code: ClassVar[str] = "Af"
    activity: int
    sure: bool
    operation: str
    agenda: Agenda | None = None


@dataclass(frozen=True, slots=True)
class BringGuests(Form):
    code: ClassVar[str] = "Ag"
    activity: int
    guests: int
    operation: str
    agenda: Agenda | None = None


@dataclass(frozen=True, slots=True)
class AnswerOffer(Form):
    code: ClassVar[str] = "Ah"
    activity: int
    accept: bool
    operation: str
    agenda: Agenda | None = None


@dataclass(frozen=True, slots=True)
class ShowTicket(Form):
    code: ClassVar[str] = "Ai"
    activity: int


@dataclass(frozen=True, slots=True)
class CheckInHere(Form):
    code: ClassVar[str] = "Ao"
    activity: int


@dataclass(frozen=True, slots=True)
class ShowMine(Form):
    code: ClassVar[str] = "Aq"
    past: bool


@dataclass(frozen=True, slots=True)
class StayIn(Form):
    """Still coming, although it was moved."""

    code: ClassVar[str] = "Az"
    activity: int


@dataclass(frozen=True, slots=True)
class AttendanceFile(Form):
    code: ClassVar[str] = "Bq"
    activity: int


@dataclass(frozen=True, slots=True)
class ShowOnSiteCode(Form):
    code: ClassVar[str] = "Br"
    activity: int


@dataclass(frozen=True, slots=True)
class TypeTicketCode(Form):
    code: ClassVar[str] = "Bs"
    activity: int
