"""What an agenda asks for, and how that is said: where, when, and about what."""

from __future__ import annotations

import zlib
from collections.abc import Collection

from community.activities import occurrences
from community.activities.occurrences import Occurrence, Window
from community.activities.tables import ACTIVITY_KINDS
from community.clubs import clubs
from community.saved import favourites
from handlers.chat.callbacks import Agenda
from handlers.chat.request import Request
from handlers.places.origins import OriginGone

MOST = 60
"""Activities that are paged through; who looks for more narrows it down."""


async def found_by(request: Request, agenda: Agenda) -> list[Occurrence]:
    """Its activities, the next first. Raises `OriginGone` for a place that was deleted."""
    topic = agenda.topic
    interest = None
    if topic == "i":
        names = await occurrences.interests(request.tx, request.now)
        interest = next((n for n in names if interest_number(n) == agenda.topic_number), None)
        if interest is None:
            return []
    kind = None
    if topic == "k":
        kind = ACTIVITY_KINDS[min(agenda.topic_number, len(ACTIVITY_KINDS) - 1)]
    return await occurrences.coming(
        request.tx,
        request.now,
        window=_window(request, agenda.when),
        center_ids=await _centers(request, agenda),
        club_id=agenda.topic_number if topic == "g" else None,
        interest=interest,
        kind=kind,
        limit=MOST,
    )


async def where_label(request: Request, agenda: Agenda) -> str:
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


async def topic_label(request: Request, agenda: Agenda) -> str:
    number = agenda.topic_number
    match agenda.topic:
        case "k":
            return kind_label(request, ACTIVITY_KINDS[min(number, len(ACTIVITY_KINDS) - 1)])
        case "i":
            names = await occurrences.interests(request.tx, request.now)
            return next((f"#{name}" for name in names if interest_number(name) == number), "#")
        case "g":
            return (await clubs.club(request.tx, number, request.member.id)).name
    return request.texts.plain("topic-any")


def kind_label(request: Request, kind: str) -> str:
    texts = request.texts
    return f"{texts.plain(f'activity-icon-{kind}')} {texts.plain(f'activity-kind-{kind}')}"


def interest_number(name: str) -> int:
    """What a button carries for an interest; it stays the same when others come and go."""
    return zlib.crc32(name.encode())


def _window(request: Request, when: str) -> Window | None:
    zone = request.services.district.zone
    match when:
        case "t":
            return occurrences.tonight(request.now, zone)
        case "w":
            return occurrences.this_week(request.now, zone)
        case "n":
            return occurrences.next_week(request.now, zone)
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
