"""A member's ticket: the code for the door, the calendar, when to be reminded."""

from __future__ import annotations

from functools import partial

from telegram import InlineKeyboardMarkup

from community.activities import occurrences
from community.calendars import feeds
from community.registrations import registrations
from community.registrations.tickets import Ticket, TicketUnknown, by_id
from community.reminders import reminders
from community.reminders.settings import settings_of
from handlers.activities.card import card
from handlers.activities.wording import moment, span, title, where
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import (
    CalendarFile,
    ChooseLeads,
    SetLeads,
    ShowActivity,
    ShowTicket,
    Snooze,
)
from handlers.chat.replies import Edit, Replies, Send, SendDocument, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined
from handlers.places.card import qr_picture
from handlers.reminders.leads import lead_rows, read_leads

START_TICKET = "t_"
"""Prefix of the deep link in a ticket's QR code; staff open it, its random token follows."""
SNOOZES = (15, 60)
"""Minutes."""


async def show(request: Request, form: ShowTicket) -> Replies:
    """The ticket with its QR code, to be shown at the door."""
    ticket = await registrations.ticket(request.tx, request.member.id, form.activity)
    if ticket is None or ticket.state != "seated":
        raise TicketUnknown(number=form.activity)
    return [await as_picture(request, ticket)]


async def as_picture(request: Request, ticket: Ticket) -> Send:
    texts, found = request.texts, ticket.occurrence
    url = f"https://t.me/{request.services.bot_username}?start={START_TICKET}{ticket.token}"
    text = joined(
        title(found.kind, found.title, texts),
        texts.html(
            "activity-when-where",
            when=span(found.local_start, found.local_end, texts),
            where=where(found.center_id, found.venue, await request.directory(), texts),
        ),
        texts.html("ticket-code", code=ticket.code, seats=str(ticket.seats)),
    )
    open_ = [button(texts.plain("ticket-open"), ShowActivity(found.id))]
    return Send(text, keyboard(open_), picture=partial(qr_picture, url))


async def calendar(request: Request, form: CalendarFile) -> Replies:
    """One event as a file that calendars take; opened again it replaces the first."""
    ticket = await _own(request, form.activity)
    content = await feeds.ticket_file(request.tx, ticket, request.now)
    caption = request.texts.html("ticket-calendar-caption", title=ticket.occurrence.title)
    return [SendDocument(content, f"anjia-{ticket.occurrence.id}.ics", caption)]


async def choose_leads(request: Request, form: ChooseLeads) -> Replies:
    """When to be reminded of this one; each tap turns one on or off."""
    text, rows = await _leads(request, await _own(request, form.activity), form)
    return [Edit(text, rows)]


async def set_leads(request: Request, form: SetLeads) -> Replies:
    chosen = read_leads(form.leads)
    ticket = await registrations.set_leads(
        request.tx, request.member.id, form.activity, chosen, request.now
    )
    text, rows = await _leads(request, ticket, ChooseLeads(form.activity, form.agenda))
    return [Edit(text, rows)]


async def snooze(request: Request, form: Snooze) -> Replies:
    """Remind once more a little later; without minutes, ask when."""
    texts = request.texts
    ticket = await by_id(request.tx, form.registration)
    if ticket.member_id != request.member.id:
        raise TicketUnknown(number=form.registration)
    if not form.minutes:
        choices = [
            button(texts.plain("snooze-minutes", minutes=str(minutes)), Snooze(ticket.id, minutes))
            for minutes in SNOOZES
        ]
        away = [button(texts.plain("back"), ShowActivity(ticket.occurrence.id))]
        ask = joined(
            title(ticket.occurrence.kind, ticket.occurrence.title, texts), texts.html("snooze-ask")
        )
        return [Edit(ask, keyboard(choices, away))]
    due = await reminders.snooze(request.tx, ticket.id, request.now, form.minutes)
    found = await occurrences.occurrence(request.tx, ticket.occurrence.id)
    text, buttons = await card(request, found)
    if due is None:
        return [Toast(texts.plain("snooze-too-late"), alert=True), Edit(text, buttons)]
    when = moment(due.astimezone(request.services.district.zone), texts)
    return [Toast(texts.plain("snooze-toast", when=when)), Edit(text, buttons)]


async def _own(request: Request, activity: int) -> Ticket:
    ticket = await registrations.ticket(request.tx, request.member.id, activity)
    if ticket is None or ticket.state in ("cancelled", "declined"):
        raise TicketUnknown(number=activity)
    return ticket


async def _leads(
    request: Request, ticket: Ticket, form: ChooseLeads
) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts, found = request.texts, ticket.occurrence
    usual = (await settings_of(request.tx, request.member.id)).leads
    chosen = usual if ticket.leads is None else ticket.leads
    rows = lead_rows(texts, chosen, lambda leads: SetLeads(found.id, leads, form.agenda))
    if ticket.leads is not None:
        as_usual = SetLeads(found.id, "usual", form.agenda)
        rows.append([button(texts.plain("leads-usual"), as_usual)])
    away = [button(texts.plain("back"), ShowActivity(found.id, form.agenda))]
    text = joined(title(found.kind, found.title, texts), texts.html("leads-ask"))
    return text, keyboard(*rows, away)
