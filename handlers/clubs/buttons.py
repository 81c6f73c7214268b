"""What the buttons of this capability carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.chat.codec import Form


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
class NewClub(Form):
    code: ClassVar[str] = "Bw"


@dataclass(frozen=True, slots=True)
class SetDigest(Form):
    code: ClassVar[str] = "Ax"
    wanted: bool
