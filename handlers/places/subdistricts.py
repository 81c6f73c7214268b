"""Picking a sub-district instead of sharing a position."""

from __future__ import annotations

from handlers.chat.screen import Button, Replies, Screen, grid, keyboard
from handlers.chat.turn import Turn
from handlers.places.buttons import ShowCenter, ShowNear, ShowSubdistrict, ShowSubdistricts
from handlers.places.view import Origin, View

MOST_BUTTONS = 90
"""Telegram takes a hundred under one message."""


async def pick(turn: Turn, form: ShowSubdistricts) -> Replies:
    """All of them, each a button."""
    directory, texts = await turn.directory(), turn.texts
    found = directory.subdistricts()
    if not found:
        return [Screen(texts.html("subdistricts-none"))]
    rows = [[Button(item.subdistrict or item.name, ShowSubdistrict(item.id))] for item in found]
    return [Screen(texts.html("subdistricts-pick"), keyboard(*rows[:MOST_BUTTONS]))]


async def show(turn: Turn, form: ShowSubdistrict) -> Replies:
    """The communities of a sub-district, and the answer from its own center."""
    directory, texts = await turn.directory(), turn.texts
    center = directory.center(form.center)
    communities = directory.communities(center.subdistrict or "")
    here = View(Origin("u", center.id))
    buttons = [
        Button(item.community or item.name, ShowCenter(item.id, here))
        for item in communities[:MOST_BUTTONS]
    ]
    from_here = (
        [Button(texts.plain("subdistrict-near"), ShowNear(View(Origin("c", center.id))))]
        if center.position is not None
        else []
    )
    own = [Button(texts.plain("subdistrict-center"), ShowCenter(center.id, here))]
    away = [Button(texts.plain("back"), ShowSubdistricts())]
    text = texts.html("subdistrict", name=center.subdistrict or center.name)
    return [Screen(text, keyboard([*from_here, *own], *grid(buttons, 3), away))]
