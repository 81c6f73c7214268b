"""After an activity, those who were there are asked for stars."""

from __future__ import annotations

from community.registrations import tickets
from community.registrations.tickets import TicketUnknown
from handlers.activities.wording import title
from handlers.chat.events import Due
from handlers.chat.screen import Screen, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.feedback.stars import stars_row


async def ask(turn: Turn, due: Due) -> Screen | None:
    """Stars, for those who were there."""
    try:
        ticket = await tickets.by_id(turn.tx, due.object_id)
    except TicketUnknown:
        return None
    if ticket.checked_in_at is None:
        return None
    found = ticket.occurrence
    text = joined(title(found.kind, found.title, turn.texts), turn.texts.html("feedback-ask"))
    return Screen(text, keyboard(stars_row(found)))
