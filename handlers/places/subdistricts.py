"""Picking a sub-district instead of sharing a position."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import (
    Origin,
    ShowCenter,
    ShowNear,
    ShowSubdistrict,
    ShowSubdistricts,
    View,
)
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import Html

MOST_BUTTONS = 90
"""Telegram takes a hundred under one message."""


async def pick(request: Request) -> Replies:
    """The menu's button or a command."""
    text, rows = await _list(request)
    return [Send(text, rows)]


async def pick_again(request: Request, form: ShowSubdistricts) -> Replies:
    text, rows = await _list(request)
    return [Edit(text, rows)]


async def show(request: Request, form: ShowSubdistrict) -> Replies:
    """The communities of a sub-district, and the answer from its own center."""
    directory, texts = await request.directory(), request.texts
    center = directory.center(form.center)
    communities = directory.communities(center.subdistrict or "")
    here = View(Origin("u", center.id))
    buttons = [
        button(item.community or item.name, ShowCenter(item.id, here))
        for item in communities[:MOST_BUTTONS]
    ]
    from_here = (
        [button(texts.plain("subdistrict-near"), ShowNear(View(Origin("c", center.id))))]
        if center.position is not None
        else []
    )
    own = [button(texts.plain("subdistrict-center"), ShowCenter(center.id, here))]
    away = [button(texts.plain("back"), ShowSubdistricts())]
    text = texts.html("subdistrict", name=center.subdistrict or center.name)
    return [Edit(text, keyboard([*from_here, *own], *grid(buttons, 3), away))]


async def _list(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    directory, texts = await request.directory(), request.texts
    found = directory.subdistricts()
    if not found:
        return texts.html("subdistricts-none"), keyboard()
    rows = [[button(item.subdistrict or item.name, ShowSubdistrict(item.id))] for item in found]
    rows = rows[:MOST_BUTTONS]
    return texts.html("subdistricts-pick"), keyboard(*rows)
