"""The router: one look at the event says who answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from community.members import drafts
from handlers.chat import codec
from handlers.chat.codec import Form
from handlers.chat.events import (
    Ask,
    Command,
    Event,
    File,
    Here,
    Moved,
    Opened,
    Other,
    Photo,
    Standing,
    Tap,
    Unasked,
    Words,
)
from handlers.chat.house import House
from handlers.chat.screen import Replies, Screen, Toast
from handlers.chat.turn import Turn

Answer: TypeAlias = Callable[[Turn], Awaitable[Replies]]

NAMES: dict[type, str] = {
    Tap: "button",
    Ask: "inline",
    Here: "location",
    Moved: "live_location",
    Words: "text",
    Photo: "photo",
    File: "document",
    Other: "message_unknown",
    Standing: "membership",
    Unasked: "unhandled",
}
"""What logs and metrics call a way; commands go by their own names."""
WAYS = (*NAMES.values(), "start", "start_in_group", "command_unknown")
"""All of them but the commands."""


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers, by a name for logs and metrics."""

    name: str
    answer: Answer


def route(event: Event, house: House, *, private: bool) -> Route:
    """The way of an event. Everything is answered, if only by silence."""
    match event:
        case Command():
            command = house.commands.get(event.name)
            if command is None:
                return Route("command_unknown", _command_unknown)
            return Route(command.name, partial(_instead_of_a_draft, command.form))
        case Opened():
            return Route("start" if private else "start_in_group", partial(_opened, event))
        case Tap():
            return Route("button", partial(_tapped, event))
        case Words():
            return Route("text", partial(_typed, event))
        case Photo():
            return Route("photo", partial(_photo, event))
    return Route(NAMES[type(event)], partial(_heard, event))


async def open_form(turn: Turn, form: Form) -> Replies:
    """The screen that a form leads to."""
    return await turn.house.buttons[type(form)](turn, form)


async def _tapped(event: Tap, turn: Turn) -> Replies:
    """Buttons are drawn in private chats only; data that comes from elsewhere is forged."""
    form = codec.read(event.data, turn.house.codes) if turn.private else None
    if form is None:
        return [Toast(turn.texts.plain("button-unknown"), alert=True)]
    return await open_form(turn, form)


async def _instead_of_a_draft(form: Form, turn: Turn) -> Replies:
    await drafts.abandon(turn.tx, turn.member, turn.now)
    return await open_form(turn, form)


async def _opened(event: Opened, turn: Turn) -> Replies:
    if turn.private:
        await drafts.abandon(turn.tx, turn.member, turn.now)
    links = turn.house.links if turn.private else turn.house.group_links
    for prefix, linked in links.items():
        if event.link is not None and event.link.startswith(prefix):
            return await linked(turn, event.link.removeprefix(prefix))
    return await _heard(event, turn)


async def _typed(event: Words, turn: Turn) -> Replies:
    """A key under the input field, the draft that is open, or words for whoever knows them."""
    pressed = turn.house.pressed(event.text)
    if pressed is not None:
        return await _instead_of_a_draft(pressed, turn)
    draft = await drafts.get(turn.tx, turn.member, turn.now)
    if draft is not None and draft.form in turn.house.forms:
        return await turn.house.forms[draft.form](turn, draft, event.text)
    return await _heard(event, turn)


async def _photo(event: Photo, turn: Turn) -> Replies:
    draft = await drafts.get(turn.tx, turn.member, turn.now)
    if draft is not None and draft.form in turn.house.photos:
        return await turn.house.photos[draft.form](turn, draft, event.file)
    return await _heard(event, turn)


async def _heard(event: Event, turn: Turn) -> Replies:
    """The first of the list that answers; a message in the private chat is never ignored."""
    for hear in turn.house.heard(type(event)):
        replies = await hear(turn, event)
        if replies is not None:
            return replies
    if turn.private and isinstance(event, (Other, Photo, File, Words)):
        return [not_understood(turn)]
    return []


def not_understood(turn: Turn) -> Screen:
    """A sticker, a voice, a contact: say what helps."""
    return Screen(turn.texts.html("message-unknown"), keys=turn.house.menu(turn.texts))


async def _command_unknown(turn: Turn) -> Replies:
    return [Screen(turn.texts.html("command-unknown"), keys=turn.house.menu(turn.texts))]
