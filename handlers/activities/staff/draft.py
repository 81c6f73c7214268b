"""Which module carries out a button under the preview of a draft."""

from __future__ import annotations

from handlers.activities.staff import compose, draft_fields, repeating
from handlers.activities.staff.buttons import DraftAct, DraftChoice
from handlers.chat.screen import Replies
from handlers.chat.turn import Turn


async def act(turn: Turn, form: DraftAct) -> Replies:
    """A button under a draft was tapped: show it, publish it, keep it for later, and so on."""
    if form.act == "edit":
        return await draft_fields.choose_field(turn, form)
    if form.act == "repeat":
        return await repeating.choose_of_draft(turn, form)
    return await compose.act(turn, form)


async def choose(turn: Turn, form: DraftChoice) -> Replies:
    """A field of a draft was chosen, of a few: kind, club, guests, repetition."""
    if form.field == "repeat":
        return await repeating.of_draft(turn, form)
    return await draft_fields.chosen(turn, form)
