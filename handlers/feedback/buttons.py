"""What the buttons of this capability carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.chat.codec import Form


@dataclass(frozen=True, slots=True)
class GiveStars(Form):
    code: ClassVar[str] = "Ap"
    activity: int
    stars: int


@dataclass(frozen=True, slots=True)
class ShowFeedback(Form):
    code: ClassVar[str] = "Bv"
    activity: int
