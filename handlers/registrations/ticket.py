"""A member's ticket: the code for the door, the calendar, when to be reminded."""

from __future__ import annotations

from functools import partial

from community.registrations import registrations
from community.registrations.tickets import Ticket, TicketUnknown
from handlers.activities.buttons import ShowActivity
from handlers.activities.wording import span, title, where
from handlers.chat.screen import Button, Replies, Screen, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.places.card import qr_picture
from handlers.registrations.buttons import ShowTicket

START_TICKET = "t_"
"""Prefix of the deep link in a ticket's QR code; staff open it, its random token follows."""


async def show(turn: Turn, form: ShowTicket) -> Replies:
    """The ticket with its QR code, to be shown at the door."""
    ticket = await registrations.ticket(turn.tx, turn.member.id, form.activity)
    if ticket is None or ticket.state != "seated":
        raise TicketUnknown(number=form.activity)
    return [await as_picture(turn, ticket)]


async def as_picture(turn: Turn, ticket: Ticket) -> Screen:
    texts, found = turn.texts, ticket.occurrence
    url = f"https://t.me/{turn.services.bot_username}?start={START_TICKET}{ticket.token}"
    text = joined(
        title(found.kind, found.title, texts),
        texts.html(
            "activity-when-where",
            when=span(found.local_start, found.local_end, texts),
            where=where(found.center_id, found.venue, await turn.directory(), texts),
        ),
        texts.html("ticket-code", code=ticket.code, seats=str(ticket.seats)),
    )
    open_ = [Button(texts.plain("ticket-open"), ShowActivity(found.id))]
    return Screen(text, keyboard(open_), partial(qr_picture, url), apart=True)


async def own(turn: Turn, activity: int) -> Ticket:
    """The member's ticket that is alive. Raises `TicketUnknown`."""
    ticket = await registrations.ticket(turn.tx, turn.member.id, activity)
    if ticket is None or ticket.state in ("cancelled", "declined"):
        raise TicketUnknown(number=activity)
    return ticket
