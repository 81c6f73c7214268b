"""Reminders of one activity: when, once more a little later, and what its card says of them."""

from __future__ import annotations

from community.activities import occurrences
from community.registrations import registrations
from community.registrations.tickets import Ticket, TicketUnknown, by_id
from community.reminders import reminders
from community.reminders.settings import settings_of
from handlers.activities.buttons import ShowActivity
from handlers.activities.selection import Agenda
from handlers.activities.wording import title
from handlers.chat import words
from handlers.chat.screen import Button, Replies, Screen, Toast, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.registrations.card import Added, card
from handlers.registrations.ticket import own
from handlers.reminders.buttons import ChooseLeads, SetLeads, Snooze
from handlers.reminders.leads import lead_rows, read_leads
from handlers.reminders.wording import reminder_words

SNOOZES = (15, 60)
"""Minutes."""


async def choose_leads(turn: Turn, form: ChooseLeads) -> Replies:
    """When to be reminded of this one; each tap turns one on or off."""
    return [await _leads(turn, await own(turn, form.activity), form.agenda)]


async def set_leads(turn: Turn, form: SetLeads) -> Replies:
    """Other reminders of this activity alone, or the usual ones again."""
    chosen = read_leads(form.leads)
    ticket = await registrations.set_leads(turn.tx, turn.member.id, form.activity, chosen, turn.now)
    return [await _leads(turn, ticket, form.agenda)]


async def snooze(turn: Turn, form: Snooze) -> Replies:
    """Remind once more a little later; without minutes, ask when."""
    texts = turn.texts
    ticket = await by_id(turn.tx, form.registration)
    if ticket.member_id != turn.member.id:
        raise TicketUnknown(number=form.registration)
    if not form.minutes:
        choices = [
            Button(texts.plain("snooze-minutes", minutes=str(minutes)), Snooze(ticket.id, minutes))
            for minutes in SNOOZES
        ]
        away = [Button(texts.plain("back"), ShowActivity(ticket.occurrence.id))]
        name = title(ticket.occurrence.kind, ticket.occurrence.title, texts)
        return [Screen(joined(name, texts.html("snooze-ask")), keyboard(choices, away))]
    due = await reminders.snooze(turn.tx, ticket.id, turn.now, form.minutes)
    shown = await card(turn, await occurrences.occurrence(turn.tx, ticket.occurrence.id))
    if due is None:
        return [Toast(texts.plain("snooze-too-late"), alert=True), shown]
    when = words.moment(due.astimezone(turn.services.district.zone), texts)
    return [Toast(texts.plain("snooze-toast", when=when)), shown]


async def on_card(turn: Turn, ticket: Ticket, agenda: Agenda | None) -> Added:
    """When the member will be reminded, and the button that changes it."""
    if ticket.occurrence.closed(turn.now) or ticket.checked_in_at is not None:
        return Added()
    texts = turn.texts
    settings = await settings_of(turn.tx, turn.member.id)
    said = texts.html(
        "ticket-reminders", reminders=reminder_words(ticket, settings, turn.now, texts)
    )
    change = Button(texts.plain("ticket-leads"), ChooseLeads(ticket.occurrence.id, agenda))
    return Added(said, [change])


async def _leads(turn: Turn, ticket: Ticket, agenda: Agenda | None) -> Screen:
    texts, found = turn.texts, ticket.occurrence
    usual = (await settings_of(turn.tx, turn.member.id)).leads
    chosen = usual if ticket.leads is None else ticket.leads
    rows = lead_rows(texts, chosen, lambda leads: SetLeads(found.id, leads, agenda))
    if ticket.leads is not None:
        rows.append([Button(texts.plain("leads-usual"), SetLeads(found.id, "usual", agenda))])
    away = [Button(texts.plain("back"), ShowActivity(found.id, agenda))]
    text = joined(title(found.kind, found.title, texts), texts.html("leads-ask"))
    return Screen(text, keyboard(*rows, away))
