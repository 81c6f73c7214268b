"""What the buttons of this capability carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.chat.codec import Form


@dataclass(frozen=True, slots=True)
class ShowPrivacy(Form):
    code: ClassVar[str] = "p1"


@dataclass(frozen=True, slots=True)
class PrivacyAct(Form):
    """`act` is one of show, export, withdraw, ask (before erasing), erase."""

    code: ClassVar[str] = "a1"
    act: str


@dataclass(frozen=True, slots=True)
class SetLanguage(Form):
    """A language, or `auto` to follow the client."""

    code: ClassVar[str] = "l1"
    language: str


@dataclass(frozen=True, slots=True)
class AskLanguage(Form):
    code: ClassVar[str] = "ml"
