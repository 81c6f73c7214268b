"""What a handler returns. The runtime commits first and delivers these afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram import (
    InlineKeyboardMarkup,
    InlineQueryResult,
    InlineQueryResultsButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from community.storage.database import Transaction
from geo.position import Position
from handlers.chat.texts import Html

if TYPE_CHECKING:
    from handlers.chat.request import Request

Keyboard: TypeAlias = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
Picture: TypeAlias = Callable[[], bytes] | str
"""Draws a PNG, called off the event loop after the commit; or Telegram's id of a photo."""


@dataclass(frozen=True, slots=True)
class Send:
    """A new message in the chat of the update; with a picture, the text is its caption."""

    text: Html
    keyboard: Keyboard | None = None
    picture: Picture | None = None
    on_sent: Callable[[Transaction, int], Awaitable[None]] | None = None
    """Called with the number of the message in a transaction of its own."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Another text for the message whose button was tapped, or for `message_id`.

    Without `picture` a message that has one keeps it.
    """

    text: Html
    keyboard: InlineKeyboardMarkup | None = None
    picture: Picture | None = None
    message_id: int | None = None
    on_gone: Callable[[Transaction], Awaitable[None]] | None = None
    """Called when `message_id` cannot be edited any more; without `message_id` the text is
    then sent anew."""


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a tap: a line that goes away, or an alert to be closed."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class SendVenue:
    position: Position
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class SendDocument:
    content: bytes
    file_name: str
    caption: Html


@dataclass(frozen=True, slots=True)
class AnswerInline:
    """Results of an inline query, for the asking member only."""

    results: Sequence[InlineQueryResult]
    cache_seconds: int = 0
    button: InlineQueryResultsButton | None = None
    next_offset: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """A call over the network, made after the commit; then `then` answers what it found.

    No transaction is open while `call` runs; `then` runs in a new one.
    """

    call: Callable[[], Awaitable[Any]]
    then: Callable[[Request, Any], Awaitable[Replies]]


Reply: TypeAlias = Send | Edit | Toast | SendVenue | SendDocument | AnswerInline | Later
Replies: TypeAlias = Sequence[Reply]
