"""Clubs (社团): see them, join, leave."""

from __future__ import annotations

from collections.abc import Sequence

from community.activities import occurrences
from community.activities.occurrences import Occurrence
from community.clubs import clubs
from community.clubs.clubs import Club
from handlers.activities.buttons import ShowActivity, ShowAgenda
from handlers.activities.selection import Agenda
from handlers.activities.wording import line
from handlers.chat.screen import Button, Replies, Screen, Toast, grid, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.clubs.buttons import JoinClub, ShowClub, ShowClubs

SHOWN = 30
COMING = 5


async def show_all(turn: Turn, form: ShowClubs) -> Replies:
    """All clubs; those that the member is in are marked."""
    return [await _list(turn)]


async def show(turn: Turn, form: ShowClub) -> Replies:
    """A club: what it does next, and to join or leave."""
    return [await _card(turn, await clubs.club(turn.tx, form.club, turn.member.id))]


async def join(turn: Turn, form: JoinClub) -> Replies:
    """Join or leave."""
    if form.join:
        await clubs.join(turn.tx, turn.member.id, form.club, turn.now)
    else:
        await clubs.leave(turn.tx, turn.member.id, form.club)
    said = turn.texts.plain("club-joined-toast" if form.join else "club-left-toast")
    return [Toast(said), await _card(turn, await clubs.club(turn.tx, form.club, turn.member.id))]


async def _list(turn: Turn) -> Screen:
    texts = turn.texts
    found = await clubs.all_clubs(turn.tx, turn.member.id)
    away = [Button(texts.plain("agenda-all"), ShowAgenda(Agenda()))]
    if not found:
        return Screen(texts.html("clubs-none"), keyboard(away))
    buttons = [
        Button(f"✅ {club.name}" if club.joined else club.name, ShowClub(club.id))
        for club in found[:SHOWN]
    ]
    return Screen(texts.html("clubs"), keyboard(*grid(buttons, 2), away))


async def _card(turn: Turn, club: Club) -> Screen:
    texts, directory = turn.texts, await turn.directory()
    coming = await occurrences.coming(turn.tx, turn.now, club_id=club.id, limit=COMING)
    here = Agenda(topic="g", topic_number=club.id)
    lines = [
        line(number, found, directory, texts, turn.now) for number, found in enumerate(coming, 1)
    ]
    text = joined(
        texts.html("club", name=club.name, members=str(club.members)),
        texts.html("club-description", text=club.description) if club.description else None,
        *(lines or [texts.html("club-nothing")]),
    )
    numbers = [
        Button(str(number), ShowActivity(found.id, here)) for number, found in enumerate(coming, 1)
    ]
    label = texts.plain("club-leave" if club.joined else "club-join")
    rows = keyboard(
        numbers,
        [Button(label, JoinClub(club.id, not club.joined))],
        [Button(texts.plain("back"), ShowClubs())],
    )
    return Screen(text, rows)


def on_agenda(turn: Turn) -> Button:
    """Under a list of activities: the clubs."""
    return Button(turn.texts.plain("agenda-clubs"), ShowClubs())


async def topics(turn: Turn, coming: Sequence[Occurrence]) -> Sequence[tuple[str, int]]:
    """The clubs that something comes of, for choosing what activities are about."""
    of_clubs = {found.club_id for found in coming}
    every = await clubs.all_clubs(turn.tx, turn.member.id)
    return [(f"👥 {club.name}", club.id) for club in every if club.id in of_clubs]


async def topic_label(turn: Turn, number: int) -> str:
    return (await clubs.club(turn.tx, number, turn.member.id)).name
