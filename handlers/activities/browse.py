"""Finding activities: where, when, and about what; one message that is edited."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import replace

from telegram import InlineKeyboardButton

from community import activities, clubs, favourites
from community.activities import Occurrence, Window
from community.schema import ACTIVITY_KINDS
from handlers.activities.wording import line
from handlers.buttons import Buttons, button, grid, keyboard
from handlers.callbacks import (
    Agenda,
    ChooseTopic,
    ChooseWhere,
    Nothing,
    ShowActivity,
    ShowAgenda,
    ShowClubs,
    ShowMine,
)
from handlers.origins import OriginGone
from handlers.replies import Edit, Replies, Send
from handlers.request import Request
from handlers.texts import Html, joined

PAGE = 6
MOST = 60
"""Activities that are paged through; who looks for more narrows it down."""
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
    coming = await activities.coming(request.tx, request.now, limit=500)
    kinds = {found.kind for found in coming}
    of_clubs = {found.club_id for found in coming}
    choices = [(texts.plain("topic-any"), "a", 0)]
    for number, kind in enumerate(ACTIVITY_KINDS):
        if kind in kinds:
            choices.append((_kind_label(request, kind), "k", number))
    interests = await activities.interests(request.tx, request.now)
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


async def listed(request: Request, agenda: Agenda) -> tuple[Html, Buttons]:
    """The activities of an agenda, with the filters under them."""
    texts, directory = request.texts, await request.directory()
    found = await _found(request, agenda)
    pages = max(1, -(-len(found) // PAGE))
    agenda = replace(agenda, page=min(agenda.page, pages - 1))
    first = agenda.page * PAGE
    shown = found[first : first + PAGE]
    header = texts.html(
        "agenda-header",
        where=await _where_label(request, agenda),
        when=texts.plain(f"when-{agenda.when}"),
        topic=await _topic_label(request, agenda),
    )
    lines = [line(number, one, directory, texts) for number, one in enumerate(shown, first + 1)]
    text = joined(header, *(lines or [texts.html("agenda-none")]))
    numbers = [
        button(str(number), ShowActivity(one.id, agenda))
        for number, one in enumerate(shown, first + 1)
    ]
    return text, keyboard(numbers, *_filters(request, agenda, pages))


def interest_number(name: str) -> int:
    """What a button carries for an interest; it stays the same when others come and go."""
    return zlib.crc32(name.encode())


async def _found(request: Request, agenda: Agenda) -> list[Occurrence]:
    topic = agenda.topic
    interest = None
    if topic == "i":
        names = await activities.interests(request.tx, request.now)
        interest = next((n for n in names if interest_number(n) == agenda.topic_number), None)
        if interest is None:
            return []
    kind = None
    if topic == "k":
        kind = ACTIVITY_KINDS[min(agenda.topic_number, len(ACTIVITY_KINDS) - 1)]
    return await activities.coming(
        request.tx,
        request.now,
        window=_window(request, agenda.when),
        center_ids=await _centers(request, agenda),
        club_id=agenda.topic_number if topic == "g" else None,
        interest=interest,
        kind=kind,
        limit=MOST,
    )


def _window(request: Request, when: str) -> Window | None:
    zone = request.services.district.zone
    match when:
        case "t":
            return activities.tonight(request.now, zone)
        case "w":
            return activities.this_week(request.now, zone)
        case "n":
            return activities.next_week(request.now, zone)
    return None


async def _centers(request: Request, agenda: Agenda) -> Collection[int] | None:
    directory, number = await request.directory(), agenda.place_number
    match agenda.place:
        case "f":
            return await favourites.favourites(request.tx, request.member.id)
        case "c":
            return [number]
        case "u":
            subdistrict = directory.center(number).subdistrict
            return [one.id for one in directory.centers if one.subdistrict == subdistrict]
        case "s":
            return await _around(request, number)
    return None


async def _around(request: Request, place_id: int) -> list[int]:
    """The centers within the usual walk of a saved place. Raises `OriginGone`."""
    directory = await request.directory()
    for place in await favourites.saved_places(request.tx, request.member.id):
        if place.id == place_id:
            near = directory.nearby(place.position, request.now, minutes=request.services.minutes)
            return [one.center.id for one in near.places]
    raise OriginGone()


async def _where_label(request: Request, agenda: Agenda) -> str:
    texts, directory = request.texts, await request.directory()
    match agenda.place:
        case "f":
            return texts.plain("where-favourites")
        case "c":
            return directory.center(agenda.place_number).name
        case "u":
            center = directory.center(agenda.place_number)
            return center.subdistrict or center.name
        case "s":
            saved = await favourites.saved_places(request.tx, request.member.id)
            name = next((one.name for one in saved if one.id == agenda.place_number), "")
            return texts.plain("place-near", name=name)
    return texts.plain("where-anywhere")


async def _topic_label(request: Request, agenda: Agenda) -> str:
    number = agenda.topic_number
    match agenda.topic:
        case "k":
            return _kind_label(request, ACTIVITY_KINDS[min(number, len(ACTIVITY_KINDS) - 1)])
        case "i":
            names = await activities.interests(request.tx, request.now)
            return next((f"#{name}" for name in names if interest_number(name) == number), "#")
        case "g":
            return (await clubs.club(request.tx, number, request.member.id)).name
    return request.texts.plain("topic-any")


def _kind_label(request: Request, kind: str) -> str:
    texts = request.texts
    return f"{texts.plain(f'activity-icon-{kind}')} {texts.plain(f'activity-kind-{kind}')}"


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
