"""What the buttons of this capability carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.chat.codec import Form


@dataclass(frozen=True, slots=True)
class CalendarFile(Form):
    code: ClassVar[str] = "Aj"
    activity: int


@dataclass(frozen=True, slots=True)
class FeedAct(Form):
    """`act` is one of show, create, revoke."""

    code: ClassVar[str] = "Ar"
    act: str
