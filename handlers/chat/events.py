"""What a member can do in any channel: one event is what one turn is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from geo.position import Position


@dataclass(frozen=True, slots=True)
class Words:
    """Typed text. `text` on one line; `lines` as they were typed, where that matters."""

    text: str
    lines: str


@dataclass(frozen=True, slots=True)
class Tap:
    """A button: what it carries, as it came; see `handlers/chat/codec.py`."""

    data: str | None


@dataclass(frozen=True, slots=True)
class Command:
    """`/name`, in small letters."""

    name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A deep link into the chat; without `link` the chat was begun by hand."""

    link: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """Which message of the channel an event came with."""

    chat: int
    number: int


@dataclass(frozen=True, slots=True)
class Here:
    """A position that was sent; None when it is not on Earth."""

    position: Position | None
    message: Message
    place: bool = False
    """A named place that was picked, not where the member is."""
    live_for: timedelta | None = None
    """How long it will be kept up to date by `Moved`; None: not at all."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A live position that changed, or (`ended`) is not shared any longer."""

    position: Position | None
    message: Message
    ended: bool


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that was sent as one; `file` is its name in the channel."""

    file: str


@dataclass(frozen=True, slots=True)
class File:
    """A document. `size` in bytes, as far as the channel says."""

    file: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A question from any other chat, answered by results to choose from."""

    text: str
    offset: str
    position: Position | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The member has blocked the bot (`gone`), or came back."""

    gone: bool


@dataclass(frozen=True, slots=True)
class Other:
    """A message of a kind that nothing can be done with: a sticker, a voice, a contact."""


@dataclass(frozen=True, slots=True)
class Unasked:
    """Nothing that waits for an answer: an edited text, a post, a service message."""


@dataclass(frozen=True, slots=True)
class Due:
    """A notice whose moment has come."""

    kind: str
    object_id: int
    revision: int
    payload: dict[str, Any]
    due_at: datetime


Event: TypeAlias = (
    Words
    | Tap
    | Command
    | Opened
    | Here
    | Moved
    | Photo
    | File
    | Ask
    | Standing
    | Other
    | Unasked
    | Due
)
