"""My activities: what comes, where I wait, what was."""

from __future__ import annotations

from collections.abc import Callable

from community.registrations import registrations
from community.registrations.tickets import Ticket
from handlers.activities.buttons import ShowActivity, ShowAgenda
from handlers.activities.selection import Agenda
from handlers.activities.wording import start_of
from handlers.chat.screen import Button, Replies, Row, Screen, grid, keyboard
from handlers.chat.talk import Slot
from handlers.chat.texts import Html, Texts, joined
from handlers.chat.turn import Turn
from handlers.clubs.buttons import ShowClubs
from handlers.registrations.buttons import ShowMine
from handlers.reminders.buttons import ShowSettings

SHOWN = 15
MINE: Slot[Callable[[Turn], Row]] = Slot("a row under my activities")


async def show(turn: Turn, form: ShowMine) -> Replies:
    """What the member comes to or waits for; or what is past."""
    return [await _list(turn, past=form.past)]


async def _list(turn: Turn, *, past: bool) -> Screen:
    texts = turn.texts
    tickets = await registrations.mine(turn.tx, turn.member.id, turn.now, past=past, limit=SHOWN)
    lines = [_line(number, ticket, texts) for number, ticket in enumerate(tickets, 1)]
    header = texts.html("mine-past" if past else "mine")
    none = texts.html("mine-past-none" if past else "mine-none")
    here = Agenda(place="p" if past else "m")
    numbers = [
        Button(str(number), ShowActivity(ticket.occurrence.id, here))
        for number, ticket in enumerate(tickets, 1)
    ]
    return Screen(
        joined(header, *(lines or [none])), keyboard(*grid(numbers, 5), *_more(turn, past))
    )


def _more(turn: Turn, past: bool) -> list[Row]:
    texts = turn.texts
    if past:
        return [[Button(texts.plain("back"), ShowMine(past=False))]]
    rows: list[Row] = [
        [
            Button(texts.plain("mine-to-past"), ShowMine(past=True)),
            Button(texts.plain("agenda-all"), ShowAgenda(Agenda())),
        ],
        [
            Button(texts.plain("agenda-clubs"), ShowClubs()),
            Button(texts.plain("mine-settings"), ShowSettings("all")),
        ],
    ]
    return [*rows, *(more(turn) for more in turn.house.adds(MINE))]


def _line(number: int, ticket: Ticket, texts: Texts) -> Html:
    found = ticket.occurrence
    if found.cancelled:
        state = texts.plain("mine-cancelled")
    elif ticket.checked_in_at is not None:
        state = texts.plain("mine-attended")
    elif ticket.state == "waiting":
        state = texts.plain("mine-waiting", position=str(ticket.position))
    else:
        state = texts.plain(f"mine-{ticket.state}")
    return texts.html(
        "mine-line",
        number=str(number),
        state=state,
        title=found.title,
        when=start_of(found, texts),
    )


def on_agenda(turn: Turn) -> Button:
    """Under a list of activities: mine."""
    return Button(turn.texts.plain("agenda-mine"), ShowMine(past=False))
