"""What a handler returns: screens and their buttons, of no channel.

A screen does not know whether it is sent or edited: it takes the place of the message that
was tapped, and is a new message otherwise. The runtime commits first and delivers afterwards.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from community.storage.database import Transaction
from geo.position import Position
from handlers.chat.codec import Form
from handlers.chat.texts import Html

if TYPE_CHECKING:
    from handlers.chat.turn import Turn

Picture: TypeAlias = Callable[[], bytes] | str
"""Draws a PNG, called off the event loop after the commit; or the channel's id of a photo."""


@dataclass(frozen=True, slots=True)
class Button:
    """Under a screen; a tap brings `form` back."""

    label: str
    form: Form


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Share:
    """Lets the member choose a chat, where the bot is asked for `query` (an `Ask`)."""

    label: str
    query: str


AnyButton: TypeAlias = Button | Link | Share
Row: TypeAlias = Sequence[AnyButton]
Rows: TypeAlias = tuple[Row, ...]


def keyboard(*rows: Row) -> Rows:
    """Those that have buttons."""
    return tuple(row for row in rows if row)


def grid(buttons: Row, columns: int) -> list[Row]:
    return [buttons[start : start + columns] for start in range(0, len(buttons), columns)]


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys under the input field, which send their own text. Without rows: take them away.

    The first key of the first row shares the position.
    """

    rows: tuple[tuple[str, ...], ...] = ()
    placeholder: str = ""


NO_KEYS = Keys()


@dataclass(frozen=True, slots=True)
class Screen:
    """A text with buttons; with a picture, the text is its caption.

    Where it replaces a message and brings no picture, that message keeps the one it has.
    """

    text: Html
    rows: Rows = ()
    picture: Picture | None = None
    apart: bool = False
    """A message of its own, also after a tap: a ticket for the door."""
    keys: Keys | None = None
    """Other keys under the input field; goes with a new message only."""
    on_sent: Callable[[Transaction, int], Awaitable[None]] | None = None
    """Called with the number of a new message, in a transaction of its own."""


@dataclass(frozen=True, slots=True)
class Redraw:
    """Another state of an earlier message, which nobody has tapped."""

    message: int
    screen: Screen
    on_gone: Callable[[Transaction], Awaitable[None]] | None = None
    """Called when that message cannot be changed any more."""


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a tap: a line that goes away, or an alert to be closed."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Venue:
    """A place that opens in the member's own map."""

    position: Position
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Document:
    content: bytes
    file_name: str
    caption: Html


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """A place among the results of an `Ask`; chosen, it is posted as a venue."""

    id: str
    venue: Venue
    about: str
    """Shown in the list only, to the member who asks."""
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class TextResult:
    """A text among the results of an `Ask`; chosen, it is posted."""

    id: str
    title: str
    about: str
    text: Html
    rows: Rows = ()


Result: TypeAlias = PlaceResult | TextResult


@dataclass(frozen=True, slots=True)
class Answers:
    """Results of an `Ask`, for the asking member only."""

    results: Sequence[Result]
    next_offset: str = ""
    chat_label: str | None = None
    """A button above the results that opens the chat, with `chat_link` as the deep link."""
    chat_link: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """A call over the network, made after the commit; then `then` answers what it found.

    No transaction is open while `call` runs; `then` runs in a new one.
    """

    call: Callable[[], Awaitable[Any]]
    then: Callable[[Turn, Any], Awaitable[Replies]]


Reply: TypeAlias = Screen | Redraw | Toast | Venue | Document | Answers | Later
Replies: TypeAlias = Sequence[Reply]
