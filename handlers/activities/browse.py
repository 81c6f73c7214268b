"""Finding activities: where, when, and about what; one message that is edited."""

from __future__ import annotations

from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from community.activities import occurrences
from community.activities.tables import ACTIVITY_KINDS
from community.clubs import clubs
from community.saved import favourites
from handlers.activities.agenda import (
    found_by,
    interest_number,
    kind_label,
    topic_label,
    where_label,
)
from handlers.activities.wording import line
from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import (
    Agenda,
    ChooseTopic,
    ChooseWhere,
    Nothing,
    ShowActivity,
    ShowAgenda,
    ShowClubs,
    ShowMine,
)
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined

PAGE = 6
WHENS = ("t", "w", "n")
_MOST_CHOICES = 24
_NAME_LENGTH = 24


async def start(request: Request) -> Replies:
    """`/activities` or the menu's button."""
    text, rows = await listed(request, Agenda())
    return [Send(text, rows)]


async def show(request: Request, form: ShowAgenda) -> Replies:
    """A filter, a page or the way back was tapped."""
    text, rows = await listed(request, form.agenda)
    return [Edit(text, rows)]


async def choose_where(request: Request, form: ChooseWhere) -> Replies:
    """Anywhere, favourite centers together or one by one, saved places, sub-districts."""
    texts, directory, agenda = request.texts, await request.directory(), form.agenda
    kept = await favourites.favourites(request.tx, request.member.id)
    names = {center.id: center.name for center in directory.centers}
    choices: list[tuple[str, str, int]] = [(texts.plain("where-anywhere"), "a", 0)]
    if kept:
        choices.append((texts.plain("where-favourites"), "f", 0))
    saved = await favourites.saved_places(request.tx, request.member.id)
    choices += [(texts.plain("place-near", name=place.name), "s", place.id) for place in saved]
    choices += [(f"⭐ {names[number]}", "c", number) for number in kept if number in names]
    for center in directory.subdistricts():
        choices.append((center.subdistrict or center.name, "u", center.id))
    buttons = [
        _choice(
            label[:_NAME_LENGTH],
            (place, number) == (agenda.place, agenda.place_number),
            replace(agenda, place=place, place_number=number, page=0),
        )
        for label, place, number in choices[:_MOST_CHOICES]
    ]
    away = [button(texts.plain("back"), ShowAgenda(agenda))]
    return [Edit(texts.html("where-ask"), keyboard(*grid(buttons, 2), away))]


async def choose_topic(request: Request, form: ChooseTopic) -> Replies:
    """A kind, an interest, or a club; only those that something comes of."""
    texts, agenda = request.texts, form.agenda
    coming = await occurrences.coming(request.tx, request.now, limit=500)
    kinds = {found.kind for found in coming}
    of_clubs = {found.club_id for found in coming}
    choices = [(texts.plain("topic-any"), "a", 0)]
    for number, kind in enumerate(ACTIVITY_KINDS):
        if kind in kinds:
            choices.append((kind_label(request, kind), "k", number))
    interests = await occurrences.interests(request.tx, request.now)
    choices += [(f"#{name}", "i", interest_number(name)) for name in interests]
    every = await clubs.all_clubs(request.tx, request.member.id)
    choices += [(f"👥 {club.name}", "g", club.id) for club in every if club.id in of_clubs]
    buttons = [
        _choice(
            label[:_NAME_LENGTH],
            (topic, number) == (agenda.topic, agenda.topic_number),
            replace(agenda, topic=topic, topic_number=number, page=0),
        )
        for label, topic, number in choices[:_MOST_CHOICES]
    ]
    away = [button(texts.plain("back"), ShowAgenda(agenda))]
    return [Edit(texts.html("topic-ask"), keyboard(*grid(buttons, 2), away))]


async def listed(request: Request, agenda: Agenda) -> tuple[Html, InlineKeyboardMarkup | None]:
    """The activities of an agenda, with the filters under them."""
    texts, directory = request.texts, await request.directory()
    found = await found_by(request, agenda)
    pages = max(1, -(-len(found) // PAGE))
    agenda = replace(agenda, page=min(agenda.page, pages - 1))
    first = agenda.page * PAGE
    shown = found[first : first + PAGE]
    header = texts.html(
        "agenda-header",
        where=await where_label(request, agenda),
        when=texts.plain(f"when-{agenda.when}"),
        topic=await topic_label(request, agenda),
    )
    lines = [
        line(number, one, directory, texts, request.now)
        for number, one in enumerate(shown, first + 1)
    ]
    text = joined(header, *(lines or [texts.html("agenda-none")]))
    numbers = [
        button(str(number), ShowActivity(one.id, agenda))
        for number, one in enumerate(shown, first + 1)
    ]
    return text, keyboard(numbers, *_filters(request, agenda, pages))


def _filters(request: Request, agenda: Agenda, pages: int) -> list[list[InlineKeyboardButton]]:
    texts = request.texts
    whens = [
        _choice(
            texts.plain(f"when-{when}"),
            when == agenda.when,
            replace(agenda, when="a" if when == agenda.when else when, page=0),
        )
        for when in WHENS
    ]
    choosers = [
        button(_marked(texts.plain("agenda-where"), agenda.place != "a"), ChooseWhere(agenda)),
        button(_marked(texts.plain("agenda-topic"), agenda.topic != "a"), ChooseTopic(agenda)),
    ]
    mine = [
        button(texts.plain("agenda-mine"), ShowMine(past=False)),
        button(texts.plain("agenda-clubs"), ShowClubs()),
    ]
    return [_pager(request, agenda, pages), whens, choosers, mine]


def _pager(request: Request, agenda: Agenda, pages: int) -> list[InlineKeyboardButton]:
    if pages == 1:
        return []
    texts, page = request.texts, agenda.page
    row = [button(f"{page + 1}/{pages}", Nothing())]
    if page > 0:
        row.insert(0, button(texts.plain("page-back"), ShowAgenda(replace(agenda, page=page - 1))))
    if page + 1 < pages:
        row.append(button(texts.plain("page-on"), ShowAgenda(replace(agenda, page=page + 1))))
    return row


def _choice(label: str, on: bool, agenda: Agenda) -> InlineKeyboardButton:
    return button(_marked(label, on), ShowAgenda(agenda))


def _marked(label: str, on: bool) -> str:
    return f"✅ {label}" if on else label
