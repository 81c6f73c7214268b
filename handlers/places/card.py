"""One center: what is known of it, how to get there, and what a member can do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Literal, TypeAlias

import segno

from community.hours.opening import OpeningHours
from community.places.centers import Center
from geo.map_links import map_links
from handlers.chat import words
from handlers.chat.screen import (
    AnyButton,
    Button,
    Link,
    Replies,
    Rows,
    Screen,
    Share,
    Toast,
    Venue,
    keyboard,
)
from handlers.chat.talk import Slot
from handlers.chat.texts import Html, joined
from handlers.chat.turn import Turn
from handlers.places import wording
from handlers.places.buttons import ShareCenter, ShowCenter, ShowVenue, ShowWeek
from handlers.places.lists import back
from handlers.places.origins import OriginGone, locate
from handlers.places.view import View
from handlers.places.way_words import way_words

CardRow: TypeAlias = Literal["now", "go", "tell"]
"""Rows of the card: what happens there, what one does with it, what one says of it."""
CenterButtons: TypeAlias = Callable[
    [Turn, Center, View | None], Awaitable[Sequence[tuple[CardRow, Button]]]
]
CENTER_BUTTONS: Slot[CenterButtons] = Slot("buttons on the card of a center")
START_CENTER = "c_"
"""Prefix of the deep link to a center; its random token follows."""


async def show(turn: Turn, form: ShowCenter) -> Replies:
    """A center of a list was tapped."""
    directory = await turn.directory()
    return [await card(turn, directory.center(form.center), form.view)]


async def card(turn: Turn, center: Center, view: View | None = None) -> Screen:
    """Everything of a center, with the way there when it was opened from a list."""
    text = facts(turn, center, await _way(turn, center, view))
    return Screen(text, await _buttons(turn, center, view))


def facts(turn: Turn, center: Center, way: Html | None = None) -> Html:
    """Everything that is known of a center, and plainly what is not."""
    texts = turn.texts
    address = texts.html("card-address", address=center.address) if center.address else None
    phone = texts.html("card-phone", phone=center.phone) if center.phone else None
    nowhere = texts.html("card-no-position") if center.position is None else None
    nearby = texts.html("card-position-nearby") if center.position_quality == "nearby" else None
    return joined(
        texts.html("card-title", name=center.name, kind=texts.plain(f"kind-{center.kind}")),
        _hours(turn, center),
        way,
        address,
        nowhere or nearby,
        phone,
        _facilities(turn, center),
        _stars(turn, center),
        "",
        _source(turn, center),
    )


async def week(turn: Turn, form: ShowWeek) -> Replies:
    """The hours of the seven days from today."""
    directory = await turn.directory()
    center = directory.center(form.center)
    texts, today = turn.texts, turn.local_now
    lines: list[str | None] = [texts.html("card-week-title", name=center.name)]
    if center.hours is None:
        lines.append(texts.html("card-hours-unknown"))
    else:
        hours = OpeningHours.parse(center.hours, directory.zone)
        for ahead in range(7):
            moment = today + timedelta(days=ahead)
            spans = wording.day_spans(hours.day(moment.date()), texts)
            lines.append(
                texts.html(
                    "card-week-line",
                    day=words.weekday(moment, texts),
                    date=words.date_short(moment, texts),
                    hours=spans,
                )
            )
    if center.hours_note:
        lines.append(texts.html("card-hours-note", note=center.hours_note))
    to_card = Button(texts.plain("back-to-card"), ShowCenter(center.id, form.view))
    return [Screen(joined(*lines), keyboard([to_card]))]


async def venue(turn: Turn, form: ShowVenue) -> Replies:
    """The place as a venue, which opens in the member's own map."""
    center = (await turn.directory()).center(form.center)
    if center.position is None:
        return [Toast(turn.texts.plain("card-no-position"), alert=True)]
    return [Venue(center.position, center.name, center.address or turn.district_name)]


async def share(turn: Turn, form: ShareCenter) -> Replies:
    """A picture with the QR code of the center's deep link, for its wall or for a friend."""
    center = (await turn.directory()).center(form.center)
    url = deep_link(turn, center)
    texts = turn.texts
    onward = keyboard([Share(texts.plain("share-onward"), center.name)])
    text = texts.html("share-text", name=center.name, url=url)
    return [Screen(text, onward, partial(qr_picture, url), apart=True)]


def deep_link(turn: Turn, center: Center) -> str:
    return f"https://t.me/{turn.services.bot_username}?start={START_CENTER}{center.token}"


def qr_picture(url: str) -> bytes:
    from io import BytesIO

    out = BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", scale=10, border=4)
    return out.getvalue()


def _hours(turn: Turn, center: Center) -> Html:
    texts, now = turn.texts, turn.local_now
    note = texts.html("card-hours-note", note=center.hours_note) if center.hours_note else None
    if center.hours is None:
        return joined(texts.html("state-unknown"), note)
    zone = turn.services.district.zone
    hours = OpeningHours.parse(center.hours, zone)
    today = wording.day_spans(hours.day(now.date()), texts)
    return joined(
        wording.opening_line(hours.at(turn.now), now, texts),
        texts.html("card-today", hours=today),
        note,
    )


def _facilities(turn: Turn, center: Center) -> Html:
    texts = turn.texts
    if not center.facilities:
        return texts.html("card-facilities-unknown")
    names = texts.plain("list-comma").join(
        texts.plain(f"facility-{key}") for key in center.facilities
    )
    return texts.html("card-facilities", names=names)


def _stars(turn: Turn, center: Center) -> Html | None:
    said = wording.stars(center.stars, center.ratings, turn.texts)
    return turn.texts.html("card-stars", stars=said) if said else None


def _source(turn: Turn, center: Center) -> Html:
    texts = turn.texts
    if center.verified_on is not None:
        verified = texts.html("card-verified", date=center.verified_on.isoformat())
    else:
        verified = texts.html("card-not-verified")
    source = texts.html("card-source", source=center.source) if center.source else None
    return joined(verified, source)


async def _way(turn: Turn, center: Center, view: View | None) -> Html | None:
    if view is None or center.position is None:
        return None
    try:
        located = await locate(turn, view.origin)
    except OriginGone:
        return None
    directory = await turn.directory()
    place = directory.walk_to(located.position, center.id, turn.now)
    if place is None:
        return None
    texts = turn.texts
    if place.distance_m < wording.HERE_M:
        return texts.html("card-here")
    far = texts.html(
        "card-way",
        walk=wording.walk(place, texts, mark=True),
        distance=wording.distance(place.distance_m, texts),
    )
    circle = turn.services.life_circle
    if circle is None or place.minutes > wording.FAR_MINUTES:
        return far
    steps = await asyncio.to_thread(circle.way, located.position, center.position)
    if not steps:
        return far
    return joined(far, texts.html("way", steps=way_words(steps, texts)))


async def _buttons(turn: Turn, center: Center, view: View | None) -> Rows:
    texts = turn.texts
    maps: list[AnyButton] = []
    rows: dict[str, list[AnyButton]] = {"now": [], "go": [], "tell": []}
    if center.position is not None:
        links = map_links(center.position, center.name)
        maps = [Link(texts.plain(f"map-{app}"), url) for app, url in links.items()]
        rows["go"].append(Button(texts.plain("card-venue"), ShowVenue(center.id)))
    rows["go"].append(Button(texts.plain("card-week"), ShowWeek(center.id, view)))
    rows["tell"].append(Button(texts.plain("card-share"), ShareCenter(center.id)))
    for more in turn.house.adds(CENTER_BUTTONS):
        for row, button in await more(turn, center, view):
            rows[row].append(button)
    return keyboard(maps, *rows.values(), back(turn, view))
