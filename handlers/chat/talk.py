"""What a capability says of itself in the conversation.

A plain value; `handlers/capabilities.py` has the list, and everybody else goes through it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from community.capability import Rules
from community.members.drafts import Draft
from community.messages.kinds import NoticeKind
from handlers.chat.codec import Form
from handlers.chat.events import Due
from handlers.chat.screen import Replies, Screen
from handlers.chat.turn import Turn

T = TypeVar("T")

Tapped: TypeAlias = Callable[[Turn, Any], Awaitable[Replies]]
"""Answers a form: from a button, a command or a key alike."""
Typed: TypeAlias = Callable[[Turn, Draft, str], Awaitable[Replies]]
"""Answers the text, or the file of a photo, that an open draft asked for."""
Linked: TypeAlias = Callable[[Turn, str], Awaitable[Replies]]
"""Answers a deep link, by what stands behind its prefix."""
Heard: TypeAlias = Callable[[Turn, Any], Awaitable[Replies | None]]
"""Answers an event, or says by None that it is for somebody else."""
Renderer: TypeAlias = Callable[[Turn, Due], Awaitable[Screen | None]]
"""Turns a notice into words at the moment of sending; None when it no longer matters."""


@dataclass(frozen=True, slots=True)
class Command:
    """`/name`, which opens `form`. The text `command-NAME` says what it does."""

    name: str
    form: Form
    rank: int | None = None
    """Its place in the list that clients show; None: it is for staff and not listed."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key under the input field: it sends the text `key`, which opens `form`."""

    key: str
    form: Form
    rank: int


@dataclass(frozen=True, eq=False)
class Slot(Generic[T]):
    """A place in one capability's screens that others add to, such as the card of a center."""

    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One capability, on the side of the conversation."""

    rules: Rules
    prefix: str
    """With which the codes of its new forms begin."""
    folder: Path
    """Has its texts, `zh.ftl` and `en.ftl`."""
    uses: tuple[str, ...] = ()
    """Capabilities whose rules and texts its screens need, besides those its rules use."""
    buttons: Mapping[type[Form], Tapped] = field(default_factory=dict)
    commands: Sequence[Command] = ()
    keys: Sequence[Key] = ()
    forms: Mapping[str, Typed] = field(default_factory=dict)
    """What a typed text answers while this draft is open."""
    photos: Mapping[str, Typed] = field(default_factory=dict)
    """The same for a photo."""
    links: Mapping[str, Linked] = field(default_factory=dict)
    """Deep links into the private chat, by their prefix."""
    group_links: Mapping[str, Linked] = field(default_factory=dict)
    """The same in groups, where nobody's own things are shown."""
    events: Mapping[type, Heard] = field(default_factory=dict)
    notices: Mapping[NoticeKind, Renderer] = field(default_factory=dict)
    adds: Mapping[Slot[Any], Any] = field(default_factory=dict)
    """What it adds to screens of others."""
