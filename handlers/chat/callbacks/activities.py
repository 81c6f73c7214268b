"""Forms of the buttons about activities, for members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.chat.callbacks.codec import Agenda, Form

__all__ = [
    "AnswerOffer",
    "BringGuests",
    "CalendarFile",
    "CheckInHere",
    "ChooseLeads",
    "ChooseTopic",
    "ChooseWhere",
    "FeedAct",
    "GiveStars",
    "JoinClub",
    "LeaveActivity",
    "SetDigest",
    "SetLeads",
    "SetQuiet",
    "SetUsualLeads",
    "ShowActivity",
    "ShowAgenda",
    "ShowClub",
    "ShowClubs",
    "ShowMine",
    "ShowPhoto",
    "ShowSettings",
    "ShowTicket",
    "SignUp",
    "Snooze",
    "StayIn",
]


@dataclass(frozen=True, slots=True)
class ShowAgenda(Form):
    code: ClassVar[str] = "Aa"
    agenda: Agenda


@dataclass(frozen=True, slots=True)
class ChooseWhere(Form):
    code: ClassVar[str] = "Ab"
    agenda: Agenda


@dataclass(frozen=True, slots=True)
class ChooseTopic(Form):
    code: ClassVar[str] = "Ac"
    agenda: Agenda


@dataclass(frozen=True, slots=True)
class ShowActivity(Form):
    code: ClassVar[str] = "Ad"
    activity: int
    agenda: Agenda | None = None


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
class CalendarFile(Form):
    code: ClassVar[str] = "Aj"
    activity: int


@dataclass(frozen=True, slots=True)
class ChooseLeads(Form):
    code: ClassVar[str] = "Ak"
    activity: int
    agenda: Agenda | None = None


@dataclass(frozen=True, slots=True)
class SetLeads(Form):
    """`leads`: minutes joined by hyphens, `none`, or `usual`."""

    code: ClassVar[str] = "Al"
    activity: int
    leads: str
    agenda: Agenda | None = None


@dataclass(frozen=True, slots=True)
class Snooze(Form):
    code: ClassVar[str] = "Am"
    registration: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ShowPhoto(Form):
    code: ClassVar[str] = "An"
    activity: int


@dataclass(frozen=True, slots=True)
class CheckInHere(Form):
    code: ClassVar[str] = "Ao"
    activity: int


@dataclass(frozen=True, slots=True)
class GiveStars(Form):
    code: ClassVar[str] = "Ap"
    activity: int
    stars: int


@dataclass(frozen=True, slots=True)
class ShowMine(Form):
    code: ClassVar[str] = "Aq"
    past: bool


@dataclass(frozen=True, slots=True)
class FeedAct(Form):
    """`act` is one of show, create, revoke."""

    code: ClassVar[str] = "Ar"
    act: str


@dataclass(frozen=True, slots=True)
class ShowClubs(Form):
    code: ClassVar[str] = "As"


@dataclass(frozen=True, slots=True)
class ShowClub(Form):
    code: ClassVar[str] = "At"
    club: int


@dataclass(frozen=True, slots=True)
class JoinClub(Form):
    """Join or leave: said outright, so a second tap is harmless."""

    code: ClassVar[str] = "Au"
    club: int
    join: bool


@dataclass(frozen=True, slots=True)
class ShowSettings(Form):
    """`part` is one of all, leads, quiet."""

    code: ClassVar[str] = "Av"
    part: str


@dataclass(frozen=True, slots=True)
class SetQuiet(Form):
    """Minutes after midnight; equal ones mean never."""

    code: ClassVar[str] = "Aw"
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class SetDigest(Form):
    code: ClassVar[str] = "Ax"
    wanted: bool


@dataclass(frozen=True, slots=True)
class SetUsualLeads(Form):
    code: ClassVar[str] = "Ay"
    leads: str


@dataclass(frozen=True, slots=True)
class StayIn(Form):
    """Still coming, although it was moved."""

    code: ClassVar[str] = "Az"
    activity: int
