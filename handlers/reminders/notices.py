"""The reminder of an activity; it looks at the world again when it is due."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from community.reminders import reminders
from handlers.chat import words
from handlers.chat.events import Due
from handlers.chat.screen import Button, Screen, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.places.buttons import ShowVenue
from handlers.registrations.buttons import ShowTicket
from handlers.registrations.card import leave_button
from handlers.registrations.notices import facts_of, ticket_of
from handlers.reminders.buttons import Snooze


async def reminder(turn: Turn, due: Due) -> Screen | None:
    """`⏰ 明天19:30 …` [导航][取消][稍后提醒]. None: the member has left, or it was moved."""
    wanted = await reminders.still_wanted(turn.tx, due.object_id, due.payload, turn.now)
    ticket = await ticket_of(turn, due)
    if not wanted or ticket is None:
        return None
    texts, found = turn.texts, ticket.occurrence
    when = words.coming(found.local_start, turn.now.astimezone(ZoneInfo(found.zone)), texts)
    text = joined(texts.html("notice-reminder", when=when), await facts_of(turn, found))
    rows = keyboard(
        [
            Button(texts.plain("notice-navigate"), ShowVenue(found.center_id)),
            Button(texts.plain("ticket-show"), ShowTicket(found.id)),
        ],
        [
            leave_button(texts, found, "notice-cancel"),
            Button(texts.plain("notice-snooze"), Snooze(ticket.id, 0)),
        ],
    )
    return Screen(text, rows)
