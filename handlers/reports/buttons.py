"""What the buttons of this capability carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.chat.codec import Form
from handlers.places.view import View


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
