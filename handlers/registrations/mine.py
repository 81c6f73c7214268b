"""My activities: what comes, where I wait, what was; and the private calendar feed."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from community.calendars import feeds
from community.registrations import registrations
from community.registrations.tickets import Ticket
from handlers.activities.wording import start_of
from handlers.chat.buttons import button, grid, keyboard, link
from handlers.chat.callbacks import (
    Agenda,
    FeedAct,
    ShowActivity,
    ShowAgenda,
    ShowClubs,
    ShowMine,
    ShowSettings,
)
from handlers.chat.replies import Edit, Replies, Send, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, Texts, joined

SHOWN = 15


async def start(request: Request) -> Replies:
    """`/mine`."""
    text, rows = await _list(request, past=False)
    return [Send(text, rows)]


async def show(request: Request, form: ShowMine) -> Replies:
    text, rows = await _list(request, past=form.past)
    return [Edit(text, rows)]


async def feed(request: Request, form: FeedAct) -> Replies:
    """A private address that calendars subscribe to; whoever has it sees the activities."""
    texts, tx, member = request.texts, request.tx, request.member.id
    if request.services.feed_base is None:
        return [Toast(texts.plain("feed-not-offered"), alert=True)]
    toasts: list[Toast] = []
    if form.act == "create":
        await feeds.create_feed(tx, member, request.now)
    elif form.act == "revoke":
        gone = await feeds.revoke_feed(tx, member)
        toasts = [Toast(texts.plain("feed-revoked-toast"))] if gone else []
    text, rows = await _feed(request)
    return [*toasts, Edit(text, rows)]


async def _feed(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts = request.texts
    token = await feeds.feed_token(request.tx, request.member.id)
    away = [button(texts.plain("back"), ShowMine(past=False))]
    if token is None:
        create = [button(texts.plain("feed-create"), FeedAct("create"))]
        return texts.html("feed-none"), keyboard(create, away)
    url = f"{request.services.feed_base}/{token}.ics"
    rows = keyboard(
        [link(texts.plain("feed-open"), url)],
        [button(texts.plain("feed-revoke"), FeedAct("revoke"))],
        away,
    )
    return texts.html("feed", url=url), rows


async def _list(request: Request, *, past: bool) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts = request.texts
    tickets = await registrations.mine(
        request.tx, request.member.id, request.now, past=past, limit=SHOWN
    )
    lines = [_line(number, ticket, texts) for number, ticket in enumerate(tickets, 1)]
    header = texts.html("mine-past" if past else "mine")
    none = texts.html("mine-past-none" if past else "mine-none")
    here = Agenda(place="p" if past else "m")
    numbers = [
        button(str(number), ShowActivity(ticket.occurrence.id, here))
        for number, ticket in enumerate(tickets, 1)
    ]
    return joined(header, *(lines or [none])), keyboard(*grid(numbers, 5), *_more(request, past))


def _more(request: Request, past: bool) -> list[list[InlineKeyboardButton]]:
    texts = request.texts
    if past:
        return [[button(texts.plain("back"), ShowMine(past=False))]]
    rows = [
        [
            button(texts.plain("mine-to-past"), ShowMine(past=True)),
            button(texts.plain("agenda-all"), ShowAgenda(Agenda())),
        ],
        [
            button(texts.plain("agenda-clubs"), ShowClubs()),
            button(texts.plain("mine-settings"), ShowSettings("all")),
        ],
    ]
    if request.services.feed_base is not None:
        rows.append([button(texts.plain("mine-feed"), FeedAct("show"))])
    return rows


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
