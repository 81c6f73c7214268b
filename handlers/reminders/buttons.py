"""What the buttons of this capability carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.activities.selection import Agenda
from handlers.chat.codec import Form


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
class SetUsualLeads(Form):
    code: ClassVar[str] = "Ay"
    leads: str
