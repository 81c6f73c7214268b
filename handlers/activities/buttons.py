"""What the buttons of this capability carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.activities.selection import Agenda
from handlers.chat.codec import Form


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
class ShowPhoto(Form):
    code: ClassVar[str] = "An"
    activity: int
