"""The card of an activity: what it is, what the member has to do with it, what can be done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from community.activities import occurrences
from community.activities.occurrences import ActivityUnknown, Occurrence
from community.activities.seats import LAST_HOURS
from community.members import drafts
from community.registrations import registrations, waitlist
from community.registrations.check_ins import CLOSES_AFTER, OPENS_BEFORE
from community.registrations.tickets import Ticket
from handlers.activities.buttons import ShowActivity, ShowAgenda, ShowPhoto
from handlers.activities.links import START_ACTIVITY, deep_link
from handlers.activities.selection import Agenda
from handlers.activities.wording import Shown, facts
from handlers.chat import words
from handlers.chat.codec import Form, new_operation
from handlers.chat.screen import (
    AnyButton,
    Button,
    Link,
    Replies,
    Row,
    Screen,
    Share,
    Toast,
    keyboard,
)
from handlers.chat.talk import Slot
from handlers.chat.texts import Html, Texts, joined
from handlers.chat.turn import Turn
from handlers.places.buttons import ShowVenue
from handlers.registrations.buttons import (
    AnswerOffer,
    BringGuests,
    CheckInHere,
    LeaveActivity,
    ShowMine,
    ShowTicket,
    SignUp,
)

_DONE_FOR = ("cancelled", "declined")


@dataclass(frozen=True, slots=True)
class Added:
    """What another capability has to say to somebody with a seat."""

    said: Html | None = None
    beside: Row = ()
    """Buttons beside that of the ticket."""
    row: Row = ()
    """A row of its own."""


TICKET: Slot[Callable[[Turn, Ticket, Agenda | None], Awaitable[Added]]] = Slot(
    "the card of an activity, for somebody with a seat"
)


async def show(turn: Turn, form: ShowActivity) -> Replies:
    """An activity of a list was tapped."""
    await drafts.abandon(turn.tx, turn.member, turn.now)
    found = await occurrences.occurrence(turn.tx, form.activity)
    return [await card(turn, found, form.agenda)]


async def opened(turn: Turn, token: str) -> Replies:
    """The deep link of an activity: with its picture, if it has one."""
    found = await occurrences.by_token(turn.tx, token)
    return [replace(await card(turn, found), picture=found.photo_file_id)]


async def opened_in_group(turn: Turn, token: str) -> Replies:
    """In a group nobody's own things are shown: the facts, and a way to the private chat."""
    try:
        found = await occurrences.by_token(turn.tx, token)
    except ActivityUnknown:
        return []
    texts = turn.texts
    text = facts(Shown.of(found), await turn.directory(), texts)
    url = deep_link(turn.services.bot_username, found)
    return [Screen(text, keyboard([Link(texts.plain("activity-open"), url)]), found.photo_file_id)]


async def photo(turn: Turn, form: ShowPhoto) -> Replies:
    """The picture as a message of its own, since a text cannot become one."""
    found = await occurrences.occurrence(turn.tx, form.activity)
    if found.photo_file_id is None:
        return [Toast(turn.texts.plain("activity-no-photo"))]
    text = turn.texts.html("activity-photo-of", title=found.title)
    return [Screen(text, picture=found.photo_file_id, apart=True)]


async def card(turn: Turn, found: Occurrence, agenda: Agenda | None = None) -> Screen:
    """Text and buttons of an activity for the member who asks."""
    texts, now = turn.texts, turn.now
    ticket = await registrations.ticket(turn.tx, turn.member.id, found.id)
    if ticket is not None and ticket.state in _DONE_FOR:
        last, ticket = ticket.state, None
    else:
        last = None
    shown = facts(Shown.of(found), await turn.directory(), texts, _closed_line(found, turn))
    if ticket is None:
        own, rows = await _without_ticket(turn, found, last, agenda)
    else:
        added = await _added(turn, ticket, agenda)
        own = _own_line(turn, ticket, added)
        rows = [] if found.cancelled else _ticket_rows(texts, ticket, now, agenda, added)
    return Screen(joined(shown, own), keyboard(*rows, _more_row(texts, found), back(texts, agenda)))


def back(texts: Texts, agenda: Agenda | None) -> list[Button]:
    """The way back to the list that a card was opened from."""
    if agenda is None:
        return []
    form: Form
    match agenda.place:
        case "m" | "p":
            form = ShowMine(agenda.place == "p")
        case _:
            form = ShowAgenda(agenda)
    return [Button(texts.plain("back"), form)]


def _closed_line(found: Occurrence, turn: Turn) -> Html | None:
    """What stands in for the seats when nobody can sign up any more."""
    texts = turn.texts
    if found.cancelled:
        return texts.html("activity-cancelled", reason=found.cancel_reason or "")
    if found.ends_at <= turn.now:
        return texts.html("activity-over")
    if found.starts_at <= turn.now:
        return texts.html("activity-begun")
    if found.seats_left == 0:
        return texts.html("activity-full", capacity=str(found.capacity))
    return None


async def _without_ticket(
    turn: Turn, found: Occurrence, last: str | None, agenda: Agenda | None
) -> tuple[Html | None, list[Row]]:
    texts = turn.texts
    if found.closed(turn.now):
        return None, []
    passed_on = texts.html("offer-gone") if last == "declined" else None

    def sign_up(label: str, *, guests: int = 0, wait: bool = False) -> Button:
        form = SignUp(found.id, guests, wait, False, new_operation(), agenda)
        return Button(texts.plain(label), form)

    if found.seats_left == 0:
        position = await waitlist.next_position(turn.tx, found.id)
        ask = texts.html("activity-wait-ask", position=str(position))
        label = "activity-wait-again" if last == "declined" else "activity-wait"
        return joined(passed_on, ask), [[sign_up(label, wait=True)]]
    row = [sign_up("activity-sign-up")]
    if found.guests_allowed and found.seats_left > 1:
        row.append(sign_up("activity-sign-up-two", guests=1))
    return passed_on, [row]


async def _added(turn: Turn, ticket: Ticket, agenda: Agenda | None) -> list[Added]:
    if ticket.state != "seated":
        return []
    return [await add(turn, ticket, agenda) for add in turn.house.adds(TICKET)]


def _own_line(turn: Turn, ticket: Ticket, added: Sequence[Added]) -> Html:
    texts, zone = turn.texts, ZoneInfo(ticket.occurrence.zone)
    guests = texts.html("ticket-guests") if ticket.guests else None
    if ticket.state == "waiting":
        return joined(texts.html("ticket-waiting", position=str(ticket.position)), guests)
    if ticket.state == "offered":
        assert ticket.offer_until is not None
        until = words.moment(ticket.offer_until.astimezone(zone), texts)
        return joined(texts.html("ticket-offered", until=until), guests)
    if ticket.checked_in_at is not None:
        when = words.moment(ticket.checked_in_at.astimezone(zone), texts)
        return joined(texts.html("ticket-checked-in", when=when), guests)
    said = [one.said for one in added]
    return joined(joined(texts.html("ticket-seated"), *said, by=""), guests)


def _ticket_rows(
    texts: Texts, ticket: Ticket, now: datetime, agenda: Agenda | None, added: Sequence[Added]
) -> list[Row]:
    if ticket.state == "offered":
        return [answer_row(texts, ticket.occurrence, agenda)]
    if ticket.state == "waiting":
        return _waiting_rows(texts, ticket, now, agenda)
    return _seated_rows(texts, ticket, now, agenda, added)


def answer_row(texts: Texts, found: Occurrence, agenda: Agenda | None = None) -> list[Button]:
    """Take an offered seat, or pass it on."""
    return [
        Button(texts.plain("offer-take"), AnswerOffer(found.id, True, new_operation(), agenda)),
        Button(texts.plain("offer-pass"), AnswerOffer(found.id, False, new_operation(), agenda)),
    ]


def leave_button(
    texts: Texts, found: Occurrence, label: str, agenda: Agenda | None = None
) -> Button:
    """Asks before it gives a seat back."""
    return Button(texts.plain(label), LeaveActivity(found.id, False, new_operation(), agenda))


def _waiting_rows(texts: Texts, ticket: Ticket, now: datetime, agenda: Agenda | None) -> list[Row]:
    found = ticket.occurrence
    if found.closed(now):
        return []
    rows: list[Row] = [[leave_button(texts, found, "ticket-leave-queue", agenda)]]
    if found.starts_at - now <= LAST_HOURS and found.seats_left >= ticket.seats:
        grab = SignUp(found.id, ticket.guests, True, True, new_operation(), agenda)
        rows.insert(0, [Button(texts.plain("offer-take"), grab)])
    return rows


def _seated_rows(
    texts: Texts, ticket: Ticket, now: datetime, agenda: Agenda | None, added: Sequence[Added]
) -> list[Row]:
    found = ticket.occurrence
    rows: list[Row] = [one.row for one in added]
    if ticket.checked_in_at is not None:
        return rows
    if found.starts_at - OPENS_BEFORE <= now <= found.ends_at + CLOSES_AFTER:
        rows.append([Button(texts.plain("ticket-check-in"), CheckInHere(found.id))])
    if found.ends_at + CLOSES_AFTER <= now:
        return rows
    show = Button(texts.plain("ticket-show"), ShowTicket(found.id))
    rows.append([show, *(button for one in added for button in one.beside)])
    if found.closed(now):
        return rows
    last = [leave_button(texts, found, "ticket-cancel", agenda)]
    if found.guests_allowed or ticket.guests:
        bring = BringGuests(found.id, 0 if ticket.guests else 1, new_operation(), agenda)
        last.insert(0, Button(texts.plain(f"ticket-guest-{1 - ticket.guests}"), bring))
    return [*rows, last]


def _more_row(texts: Texts, found: Occurrence) -> Row:
    row: list[AnyButton] = [Button(texts.plain("activity-venue"), ShowVenue(found.center_id))]
    if found.photo_file_id is not None:
        row.append(Button(texts.plain("activity-photo"), ShowPhoto(found.id)))
    if not found.cancelled:
        share = f"{START_ACTIVITY}{found.token}"
        row.append(Share(texts.plain("activity-share"), share))
    return row
