"""An update as the runtime needs it, whatever channel it came through."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.chat.events import Event


@dataclass(frozen=True, slots=True)
class Tapped:
    """The message whose button was tapped, as far as the channel still has it."""

    number: int
    photo: bool
    text: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """Who did what, and where the answer goes."""

    number: int
    """Of the update, unique in its channel."""
    kind: str
    """What the channel calls it."""
    event: Event
    user: int | None
    """Who did it; None: nobody in particular, or a bot."""
    language: str | None = None
    """What their client speaks, as an IETF tag."""
    chat: int | None = None
    private: bool = False
    addressed: bool = False
    """A message or a tap: the member has turned to the bot, and is written down."""
    query: str | None = None
    """The tap or question that waits for an answer."""
    tapped: Tapped | None = None
