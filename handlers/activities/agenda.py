"""What an agenda asks for, and how that is said: where, when, and about what."""

from __future__ import annotations

import zlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from community.activities import occurrences
from community.activities.occurrences import Occurrence, Window
from community.saved import favourites
from handlers.activities.selection import Agenda, kind_of
from handlers.chat.talk import Slot
from handlers.chat.turn import Turn
from handlers.places.origins import OriginGone


@dataclass(frozen=True, slots=True)
class Topic:
    """What else activities can be about, by the letter of its `Agenda.topic`."""

    letter: str
    choices: Callable[[Turn, Sequence[Occurrence]], Awaitable[Sequence[tuple[str, int]]]]
    """Label and number of what something comes of."""
    label: Callable[[Turn, int], Awaitable[str]]


TOPICS: Slot[Topic] = Slot("what activities can be about")
MOST = 60
"""Activities that are paged through; who looks for more narrows it down."""


async def found_by(turn: Turn, agenda: Agenda) -> list[Occurrence]:
    """Its activities, the next first. Raises `OriginGone` for a place that was deleted."""
    topic = agenda.topic
    interest = None
    if topic == "i":
        names = await occurrences.interests(turn.tx, turn.now)
        interest = next((n for n in names if interest_number(n) == agenda.topic_number), None)
        if interest is None:
            return []
    kind = None
    if topic == "k":
        kind = kind_of(agenda.topic_number)
    return await occurrences.coming(
        turn.tx,
        turn.now,
        window=_window(turn, agenda.when),
        center_ids=await _centers(turn, agenda),
        club_id=agenda.topic_number if topic == "g" else None,
        interest=interest,
        kind=kind,
        limit=MOST,
    )


async def where_label(turn: Turn, agenda: Agenda) -> str:
    texts, directory = turn.texts, await turn.directory()
    match agenda.place:
        case "f":
            return texts.plain("where-favourites")
        case "c":
            return directory.center(agenda.place_number).name
        case "u":
            center = directory.center(agenda.place_number)
            return center.subdistrict or center.name
        case "s":
            saved = await favourites.saved_places(turn.tx, turn.member.id)
            name = next((one.name for one in saved if one.id == agenda.place_number), "")
            return texts.plain("place-near", name=name)
    return texts.plain("where-anywhere")


async def topic_label(turn: Turn, agenda: Agenda) -> str:
    number = agenda.topic_number
    match agenda.topic:
        case "k":
            return kind_label(turn, kind_of(number))
        case "i":
            names = await occurrences.interests(turn.tx, turn.now)
            return next((f"#{name}" for name in names if interest_number(name) == number), "#")
    for topic in turn.house.adds(TOPICS):
        if topic.letter == agenda.topic:
            return await topic.label(turn, number)
    return turn.texts.plain("topic-any")


def kind_label(turn: Turn, kind: str) -> str:
    texts = turn.texts
    return f"{texts.plain(f'activity-icon-{kind}')} {texts.plain(f'activity-kind-{kind}')}"


def interest_number(name: str) -> int:
    """What a button carries for an interest; it stays the same when others come and go."""
    return zlib.crc32(name.encode())


def _window(turn: Turn, when: str) -> Window | None:
    zone = turn.services.district.zone
    match when:
        case "t":
            return occurrences.tonight(turn.now, zone)
        case "w":
            return occurrences.this_week(turn.now, zone)
        case "n":
            return occurrences.next_week(turn.now, zone)
    return None


async def _centers(turn: Turn, agenda: Agenda) -> Collection[int] | None:
    directory, number = await turn.directory(), agenda.place_number
    match agenda.place:
        case "f":
            return await favourites.favourites(turn.tx, turn.member.id)
        case "c":
            return [number]
        case "u":
            subdistrict = directory.center(number).subdistrict
            return [one.id for one in directory.centers if one.subdistrict == subdistrict]
        case "s":
            return await _around(turn, number)
    return None


async def _around(turn: Turn, place_id: int) -> list[int]:
    """The centers within the usual walk of a saved place. Raises `OriginGone`."""
    directory = await turn.directory()
    for place in await favourites.saved_places(turn.tx, turn.member.id):
        if place.id == place_id:
            near = directory.nearby(place.position, turn.now, minutes=turn.services.minutes)
            return [one.center.id for one in near.places]
    raise OriginGone()
