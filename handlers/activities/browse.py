"""Finding activities: where, when, and about what; one message that is edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from community.activities import occurrences
from community.places.centers import Center
from community.saved import favourites
from handlers.activities.agenda import (
    TOPICS,
    found_by,
    interest_number,
    kind_label,
    topic_label,
    where_label,
)
from handlers.activities.buttons import ChooseTopic, ChooseWhere, ShowActivity, ShowAgenda
from handlers.activities.selection import KIND_NUMBERS, Agenda
from handlers.activities.wording import line
from handlers.chat.paging import Page, marked
from handlers.chat.screen import Button, Replies, Row, Screen, grid, keyboard
from handlers.chat.talk import Slot
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.places.card import CardRow
from handlers.places.view import View

PAGE = 6
AGENDA_BUTTONS: Slot[Callable[[Turn], Button]] = Slot("buttons under a list of activities")
WHENS = ("t", "w", "n")
_MOST_CHOICES = 24
_NAME_LENGTH = 24


async def show(turn: Turn, form: ShowAgenda) -> Replies:
    """A filter, a page or the way back was tapped."""
    return [await listed(turn, form.agenda)]


async def choose_where(turn: Turn, form: ChooseWhere) -> Replies:
    """Anywhere, favourite centers together or one by one, saved places, sub-districts."""
    texts, directory, agenda = turn.texts, await turn.directory(), form.agenda
    kept = await favourites.favourites(turn.tx, turn.member.id)
    names = {center.id: center.name for center in directory.centers}
    choices: list[tuple[str, str, int]] = [(texts.plain("where-anywhere"), "a", 0)]
    if kept:
        choices.append((texts.plain("where-favourites"), "f", 0))
    saved = await favourites.saved_places(turn.tx, turn.member.id)
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
    away = [Button(texts.plain("back"), ShowAgenda(agenda))]
    return [Screen(texts.html("where-ask"), keyboard(*grid(buttons, 2), away))]


async def choose_topic(turn: Turn, form: ChooseTopic) -> Replies:
    """A kind, an interest, or a club; only those that something comes of."""
    texts, agenda = turn.texts, form.agenda
    coming = await occurrences.coming(turn.tx, turn.now, limit=500)
    kinds = {found.kind for found in coming}
    choices = [(texts.plain("topic-any"), "a", 0)]
    for kind, number in KIND_NUMBERS.items():
        if kind in kinds:
            choices.append((kind_label(turn, kind), "k", number))
    interests = await occurrences.interests(turn.tx, turn.now)
    choices += [(f"#{name}", "i", interest_number(name)) for name in interests]
    for topic in turn.house.adds(TOPICS):
        more = await topic.choices(turn, coming)
        choices += [(label, topic.letter, number) for label, number in more]
    buttons = [
        _choice(
            label[:_NAME_LENGTH],
            (topic, number) == (agenda.topic, agenda.topic_number),
            replace(agenda, topic=topic, topic_number=number, page=0),
        )
        for label, topic, number in choices[:_MOST_CHOICES]
    ]
    away = [Button(texts.plain("back"), ShowAgenda(agenda))]
    return [Screen(texts.html("topic-ask"), keyboard(*grid(buttons, 2), away))]


async def listed(turn: Turn, agenda: Agenda) -> Screen:
    """The activities of an agenda, with the filters under them."""
    texts, directory = turn.texts, await turn.directory()
    found = await found_by(turn, agenda)
    page = Page.of(found, agenda.page, PAGE)
    agenda = replace(agenda, page=page.number)
    header = texts.html(
        "agenda-header",
        where=await where_label(turn, agenda),
        when=texts.plain(f"when-{agenda.when}"),
        topic=await topic_label(turn, agenda),
    )
    lines = [
        line(number, one, directory, texts, turn.now)
        for number, one in enumerate(page.items, page.first)
    ]
    text = joined(header, *(lines or [texts.html("agenda-none")]))
    numbers = [
        Button(str(number), ShowActivity(one.id, agenda))
        for number, one in enumerate(page.items, page.first)
    ]
    return Screen(
        text,
        keyboard(
            numbers,
            page.turning(texts, lambda number: ShowAgenda(replace(agenda, page=number))),
            *_filters(turn, agenda),
        ),
    )


def _filters(turn: Turn, agenda: Agenda) -> list[Row]:
    texts = turn.texts
    whens = [
        _choice(
            texts.plain(f"when-{when}"),
            when == agenda.when,
            replace(agenda, when="a" if when == agenda.when else when, page=0),
        )
        for when in WHENS
    ]
    choosers = [
        Button(marked(texts.plain("agenda-where"), agenda.place != "a"), ChooseWhere(agenda)),
        Button(marked(texts.plain("agenda-topic"), agenda.topic != "a"), ChooseTopic(agenda)),
    ]
    more = [add(turn) for add in turn.house.adds(AGENDA_BUTTONS)]
    return [whens, choosers, more]


def _choice(label: str, on: bool, agenda: Agenda) -> Button:
    return Button(marked(label, on), ShowAgenda(agenda))


async def on_center(
    turn: Turn, center: Center, view: View | None
) -> Sequence[tuple[CardRow, Button]]:
    """On the card of a center: how many activities come."""
    coming = await occurrences.count_at(turn.tx, center.id, turn.now)
    if not coming:
        return []
    label = turn.texts.plain("card-activities", count=str(coming))
    return [("now", Button(label, ShowAgenda(Agenda("c", center.id))))]
