"""The card of an activity: what it is, what the member has to do with it, what can be done."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from community.activities import occurrences
from community.activities.occurrences import Occurrence
from community.activities.seats import LAST_HOURS
from community.members import drafts
from community.registrations import registrations, waitlist
from community.registrations.check_ins import CLOSES_AFTER, OPENS_BEFORE
from community.registrations.tickets import Ticket
from community.reminders.settings import settings_of
from handlers.activities.wording import Shown, facts, moment, reminder_words
from handlers.chat.buttons import button, keyboard, link
from handlers.chat.callbacks import (
    Agenda,
    AnswerOffer,
    BringGuests,
    CalendarFile,
    CheckInHere,
    ChooseLeads,
    Form,
    GiveStars,
    LeaveActivity,
    ShowActivity,
    ShowAgenda,
    ShowMine,
    ShowPhoto,
    ShowTicket,
    ShowVenue,
    SignUp,
    new_operation,
)
from handlers.chat.replies import Edit, Replies, Send, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, Texts, joined

START_ACTIVITY = "a_"
"""Prefix of the deep link to an activity; its random token follows."""
_DONE_FOR = ("cancelled", "declined")


async def show(request: Request, form: ShowActivity) -> Replies:
    """An activity of a list was tapped."""
    await drafts.abandon(request.tx, request.member, request.now)
    found = await occurrences.occurrence(request.tx, form.activity)
    text, buttons = await card(request, found, form.agenda)
    return [Edit(text, buttons)]


async def opened(request: Request, token: str) -> Replies:
    """The deep link of an activity: with its picture, if it has one."""
    found = await occurrences.by_token(request.tx, token)
    text, buttons = await card(request, found)
    return [Send(text, buttons, found.photo_file_id)]


async def opened_in_group(request: Request, token: str) -> Replies:
    """In a group nobody's own things are shown: the facts, and a way to the private chat."""
    found = await occurrences.by_token(request.tx, token)
    texts = request.texts
    text = facts(Shown.of(found), await request.directory(), texts)
    url = deep_link(request.services.bot_username, found)
    return [Send(text, keyboard([link(texts.plain("activity-open"), url)]), found.photo_file_id)]


async def photo(request: Request, form: ShowPhoto) -> Replies:
    """The picture as a message of its own, since a text cannot become one."""
    found = await occurrences.occurrence(request.tx, form.activity)
    if found.photo_file_id is None:
        return [Toast(request.texts.plain("activity-no-photo"))]
    text = request.texts.html("activity-photo-of", title=found.title)
    return [Send(text, picture=found.photo_file_id)]


def deep_link(username: str, found: Occurrence) -> str:
    return f"https://t.me/{username}?start={START_ACTIVITY}{found.token}"


async def card(
    request: Request, found: Occurrence, agenda: Agenda | None = None
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Text and buttons of an activity for the member who asks."""
    texts, now = request.texts, request.now
    ticket = await registrations.ticket(request.tx, request.member.id, found.id)
    if ticket is not None and ticket.state in _DONE_FOR:
        last, ticket = ticket.state, None
    else:
        last = None
    shown = facts(Shown.of(found), await request.directory(), texts, _closed_line(found, request))
    if ticket is None:
        own, rows = await _without_ticket(request, found, last, agenda)
    else:
        own = await _own_line(request, ticket)
        rows = [] if found.cancelled else _ticket_rows(texts, ticket, now, agenda)
    return joined(shown, own), keyboard(*rows, _more_row(texts, found), back(texts, agenda))


def back(texts: Texts, agenda: Agenda | None) -> list[InlineKeyboardButton]:
    """The way back to the list that a card was opened from."""
    if agenda is None:
        return []
    form: Form
    match agenda.place:
        case "m" | "p":
            form = ShowMine(agenda.place == "p")
        case _:
            form = ShowAgenda(agenda)
    return [button(texts.plain("back"), form)]


def _closed_line(found: Occurrence, request: Request) -> Html | None:
    """What stands in for the seats when nobody can sign up any more."""
    texts = request.texts
    if found.cancelled:
        return texts.html("activity-cancelled", reason=found.cancel_reason or "")
    if found.ends_at <= request.now:
        return texts.html("activity-over")
    if found.starts_at <= request.now:
        return texts.html("activity-begun")
    if found.seats_left == 0:
        return texts.html("activity-full", capacity=str(found.capacity))
    return None


async def _without_ticket(
    request: Request, found: Occurrence, last: str | None, agenda: Agenda | None
) -> tuple[Html | None, list[list[InlineKeyboardButton]]]:
    texts = request.texts
    if found.closed(request.now):
        return None, []
    passed_on = texts.html("offer-gone") if last == "declined" else None

    def sign_up(label: str, *, guests: int = 0, wait: bool = False) -> InlineKeyboardButton:
        form = SignUp(found.id, guests, wait, False, new_operation(), agenda)
        return button(texts.plain(label), form)

    if found.seats_left == 0:
        position = await waitlist.next_position(request.tx, found.id)
        ask = texts.html("activity-wait-ask", position=str(position))
        label = "activity-wait-again" if last == "declined" else "activity-wait"
        return joined(passed_on, ask), [[sign_up(label, wait=True)]]
    row = [sign_up("activity-sign-up")]
    if found.guests_allowed and found.seats_left > 1:
        row.append(sign_up("activity-sign-up-two", guests=1))
    return passed_on, [row]


async def _own_line(request: Request, ticket: Ticket) -> Html:
    texts, zone = request.texts, ZoneInfo(ticket.occurrence.zone)
    guests = texts.html("ticket-guests") if ticket.guests else None
    if ticket.state == "waiting":
        return joined(texts.html("ticket-waiting", position=str(ticket.position)), guests)
    if ticket.state == "offered":
        assert ticket.offer_until is not None
        until = moment(ticket.offer_until.astimezone(zone), texts)
        return joined(texts.html("ticket-offered", until=until), guests)
    if ticket.checked_in_at is not None:
        when = moment(ticket.checked_in_at.astimezone(zone), texts)
        return joined(texts.html("ticket-checked-in", when=when), guests)
    if ticket.occurrence.closed(request.now):
        return joined(texts.html("ticket-seated-only"), guests)
    settings = await settings_of(request.tx, request.member.id)
    said = reminder_words(ticket, settings, request.now, texts)
    return joined(texts.html("ticket-seated", reminders=said), guests)


def _ticket_rows(
    texts: Texts, ticket: Ticket, now: datetime, agenda: Agenda | None
) -> list[list[InlineKeyboardButton]]:
    if ticket.state == "offered":
        return [answer_row(texts, ticket.occurrence, agenda)]
    if ticket.state == "waiting":
        return _waiting_rows(texts, ticket, now, agenda)
    return _seated_rows(texts, ticket, now, agenda)


def answer_row(
    texts: Texts, found: Occurrence, agenda: Agenda | None = None
) -> list[InlineKeyboardButton]:
    """Take an offered seat, or pass it on."""
    return [
        button(texts.plain("offer-take"), AnswerOffer(found.id, True, new_operation(), agenda)),
        button(texts.plain("offer-pass"), AnswerOffer(found.id, False, new_operation(), agenda)),
    ]


def leave_button(
    texts: Texts, found: Occurrence, label: str, agenda: Agenda | None = None
) -> InlineKeyboardButton:
    """Asks before it gives a seat back."""
    return button(texts.plain(label), LeaveActivity(found.id, False, new_operation(), agenda))


def _waiting_rows(
    texts: Texts, ticket: Ticket, now: datetime, agenda: Agenda | None
) -> list[list[InlineKeyboardButton]]:
    found = ticket.occurrence
    if found.closed(now):
        return []
    rows = [[leave_button(texts, found, "ticket-leave-queue", agenda)]]
    if found.starts_at - now <= LAST_HOURS and found.seats_left >= ticket.seats:
        grab = SignUp(found.id, ticket.guests, True, True, new_operation(), agenda)
        rows.insert(0, [button(texts.plain("offer-take"), grab)])
    return rows


def _seated_rows(
    texts: Texts, ticket: Ticket, now: datetime, agenda: Agenda | None
) -> list[list[InlineKeyboardButton]]:
    found = ticket.occurrence
    if ticket.checked_in_at is not None:
        return [stars_row(found)] if now >= found.starts_at else []
    rows = []
    if found.starts_at - OPENS_BEFORE <= now <= found.ends_at + CLOSES_AFTER:
        rows.append([button(texts.plain("ticket-check-in"), CheckInHere(found.id))])
    if found.ends_at + CLOSES_AFTER > now:
        rows.append([button(texts.plain("ticket-show"), ShowTicket(found.id))])
    if found.closed(now):
        return rows
    rows[-1] += [
        button(texts.plain("ticket-leads"), ChooseLeads(found.id, agenda)),
        button(texts.plain("ticket-calendar"), CalendarFile(found.id)),
    ]
    last = [leave_button(texts, found, "ticket-cancel", agenda)]
    if found.guests_allowed or ticket.guests:
        bring = BringGuests(found.id, 0 if ticket.guests else 1, new_operation(), agenda)
        last.insert(0, button(texts.plain(f"ticket-guest-{1 - ticket.guests}"), bring))
    return [*rows, last]


def stars_row(found: Occurrence) -> list[InlineKeyboardButton]:
    return [button("★" * stars, GiveStars(found.id, stars)) for stars in range(1, 6)]


def _more_row(texts: Texts, found: Occurrence) -> list[InlineKeyboardButton]:
    row = [button(texts.plain("activity-venue"), ShowVenue(found.center_id))]
    if found.photo_file_id is not None:
        row.append(button(texts.plain("activity-photo"), ShowPhoto(found.id)))
    if not found.cancelled:
        share = f"{START_ACTIVITY}{found.token}"
        row.append(InlineKeyboardButton(texts.plain("activity-share"), switch_inline_query=share))
    return row
