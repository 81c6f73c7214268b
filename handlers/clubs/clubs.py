"""Clubs (社团): see them, join, leave."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from community.activities import occurrences
from community.clubs import clubs
from community.clubs.clubs import Club
from handlers.activities.wording import line
from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import Agenda, JoinClub, ShowActivity, ShowAgenda, ShowClub, ShowClubs
from handlers.chat.replies import Edit, Replies, Send, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined

SHOWN = 30
COMING = 5


async def start(request: Request) -> Replies:
    """`/clubs`."""
    text, rows = await _list(request)
    return [Send(text, rows)]


async def show_all(request: Request, form: ShowClubs) -> Replies:
    text, rows = await _list(request)
    return [Edit(text, rows)]


async def show(request: Request, form: ShowClub) -> Replies:
    text, rows = await _card(request, await clubs.club(request.tx, form.club, request.member.id))
    return [Edit(text, rows)]


async def join(request: Request, form: JoinClub) -> Replies:
    """Join or leave."""
    if form.join:
        await clubs.join(request.tx, request.member.id, form.club, request.now)
    else:
        await clubs.leave(request.tx, request.member.id, form.club)
    said = request.texts.plain("club-joined-toast" if form.join else "club-left-toast")
    text, rows = await _card(request, await clubs.club(request.tx, form.club, request.member.id))
    return [Toast(said), Edit(text, rows)]


async def _list(request: Request) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts = request.texts
    found = await clubs.all_clubs(request.tx, request.member.id)
    away = [button(texts.plain("agenda-all"), ShowAgenda(Agenda()))]
    if not found:
        return texts.html("clubs-none"), keyboard(away)
    buttons = [
        button(f"✅ {club.name}" if club.joined else club.name, ShowClub(club.id))
        for club in found[:SHOWN]
    ]
    return texts.html("clubs"), keyboard(*grid(buttons, 2), away)


async def _card(request: Request, club: Club) -> tuple[Html, InlineKeyboardMarkup | None]:
    texts, directory = request.texts, await request.directory()
    coming = await occurrences.coming(request.tx, request.now, club_id=club.id, limit=COMING)
    here = Agenda(topic="g", topic_number=club.id)
    lines = [
        line(number, found, directory, texts, request.now) for number, found in enumerate(coming, 1)
    ]
    text = joined(
        texts.html("club", name=club.name, members=str(club.members)),
        texts.html("club-description", text=club.description) if club.description else None,
        *(lines or [texts.html("club-nothing")]),
    )
    numbers = [
        button(str(number), ShowActivity(found.id, here)) for number, found in enumerate(coming, 1)
    ]
    label = texts.plain("club-leave" if club.joined else "club-join")
    rows = keyboard(
        numbers,
        [button(label, JoinClub(club.id, not club.joined))],
        [button(texts.plain("back"), ShowClubs())],
    )
    return text, rows
