"""What the bot says of activities on its own; each looks at the world again when it is due.

None means that it no longer matters: the member has left, the activity has moved again.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from community.activities import occurrences
from community.activities.occurrences import ActivityUnknown, Occurrence
from community.registrations import registrations, tickets
from community.registrations.tables import ALIVE
from community.registrations.tickets import Ticket, TicketUnknown
from handlers.activities.buttons import ShowActivity
from handlers.activities.wording import span, title, where
from handlers.chat import words
from handlers.chat.codec import new_operation
from handlers.chat.events import Due
from handlers.chat.screen import Button, Screen, keyboard
from handlers.chat.texts import Html, Texts, joined
from handlers.chat.turn import Turn
from handlers.registrations.buttons import SignUp, StayIn
from handlers.registrations.card import answer_row, leave_button


async def offer(turn: Turn, due: Due) -> Screen | None:
    """`🎉 有名额！请在20:15前确认` [参加][放弃]."""
    ticket = await ticket_of(turn, due)
    if ticket is None or ticket.state != "offered" or ticket.occurrence.cancelled:
        return None
    assert ticket.offer_until is not None
    if ticket.offer_until <= turn.now:
        return None
    found = ticket.occurrence
    until = words.moment(ticket.offer_until.astimezone(ZoneInfo(found.zone)), turn.texts)
    text = joined(turn.texts.html("ticket-offered", until=until), await facts_of(turn, found))
    return Screen(text, keyboard(answer_row(turn.texts, found)))


async def seat_free(turn: Turn, due: Due) -> Screen | None:
    """In the last hours: whoever taps first."""
    ticket = await ticket_of(turn, due)
    if ticket is None or ticket.state != "waiting" or ticket.occurrence.closed(turn.now):
        return None
    found = ticket.occurrence
    if found.seats_left < ticket.seats:
        return None
    text = joined(turn.texts.html("notice-seat-free"), await facts_of(turn, found))
    take = SignUp(found.id, ticket.guests, True, True, new_operation())
    return Screen(text, keyboard([Button(turn.texts.plain("offer-take"), take)]))


async def moved(turn: Turn, due: Due) -> Screen | None:
    """`⏰ 19:30→20:00` [仍参加][退出]."""
    found, ticket = await _occurrence(turn, due)
    if found is None or ticket is None or found.closed(turn.now):
        return None
    was, payload = datetime.fromisoformat(due.payload["from"]), due.payload
    if found.starts_at != datetime.fromisoformat(payload["to"]) or (
        found.center_id,
        found.venue,
    ) != (payload["to_center"], payload["to_venue"]):
        return None  # moved again: another notice says so
    texts, zone = turn.texts, ZoneInfo(found.zone)
    directory = await turn.directory()
    old_place = where(payload["from_center"], payload["from_venue"], directory, texts)
    new_place = where(found.center_id, found.venue, directory, texts)
    local = was.astimezone(zone)
    lines = [
        title(found.kind, found.title, texts),
        _time_change(local, found.local_start, texts),
        texts.html("notice-moved-place", before=old_place, now=new_place)
        if old_place != new_place
        else None,
        await facts_of(turn, found, named=False),
        _others(turn, due),
    ]
    rows = keyboard(
        [
            Button(texts.plain("notice-stay"), StayIn(found.id)),
            leave_button(texts, found, "notice-leave"),
        ]
    )
    return Screen(joined(*lines), rows)


async def cancelled(turn: Turn, due: Due) -> Screen | None:
    """`❌ 活动取消：场地检修`."""
    found, ticket = await _occurrence(turn, due)
    if found is None or ticket is None or not found.cancelled:
        return None
    texts = turn.texts
    return Screen(
        joined(
            texts.html("activity-cancelled", reason=found.cancel_reason or ""),
            await facts_of(turn, found),
            _others(turn, due),
        )
    )


async def attendees(turn: Turn, due: Due) -> Screen | None:
    """A message of the staff to those with a seat."""
    found, ticket = await _occurrence(turn, due)
    if found is None or found.cancelled or ticket is None or ticket.state != "seated":
        return None
    texts = turn.texts
    text = joined(
        title(found.kind, found.title, texts),
        texts.html("notice-attendees", text=str(due.payload["text"])),
    )
    return Screen(text, keyboard([Button(texts.plain("ticket-open"), ShowActivity(found.id))]))


async def ticket_of(turn: Turn, due: Due) -> Ticket | None:
    """The ticket that a notice is about, if it still exists."""
    try:
        return await tickets.by_id(turn.tx, due.object_id)
    except TicketUnknown:
        return None


async def _occurrence(turn: Turn, due: Due) -> tuple[Occurrence | None, Ticket | None]:
    """The occurrence, and the member's ticket for it if it still concerns them."""
    try:
        found = await occurrences.occurrence(turn.tx, due.object_id)
    except ActivityUnknown:
        return None, None
    ticket = await registrations.ticket(turn.tx, turn.member.id, found.id)
    if ticket is None or ticket.state not in ALIVE:
        return found, None
    return found, ticket


async def facts_of(turn: Turn, found: Occurrence, *, named: bool = True) -> Html:
    """What, when and where, in two lines."""
    texts = turn.texts
    directory = await turn.directory()
    return joined(
        title(found.kind, found.title, texts) if named else None,
        texts.html(
            "activity-when-where",
            when=span(found.local_start, found.local_end, texts),
            where=where(found.center_id, found.venue, directory, texts),
        ),
    )


def _time_change(before: datetime, now: datetime, texts: Texts) -> Html | None:
    """`⏰ 19:30→20:00`; with the days where the day is another one."""
    if before == now:
        return None
    short = before.date() == now.date()
    said = [words.clock_time(at) if short else words.moment(at, texts) for at in (before, now)]
    return texts.html("notice-moved-time", before=said[0], now=said[1])


def _others(turn: Turn, due: Due) -> Html | None:
    """A change of several dates is told once."""
    more = len(due.payload.get("occurrences", ())) - 1
    return turn.texts.html("notice-others", count=str(more)) if more > 0 else None
