"""One center: what is known of it, how to get there, and what a member can do about it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import segno
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from community.activities import occurrences
from community.hours.opening import OpeningHours
from community.places.centers import Center
from community.saved import favourites
from geo.map_links import map_links
from handlers.chat.buttons import back, button, keyboard, link
from handlers.chat.callbacks import (
    Agenda,
    ChooseReason,
    KeepCenter,
    ShareCenter,
    ShowAgenda,
    ShowCenter,
    ShowVenue,
    ShowWeek,
    View,
)
from handlers.chat.replies import Edit, Replies, Send, SendVenue, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined
from handlers.places import wording
from handlers.places.origins import OriginGone, locate
from handlers.places.way_words import way_words

START_CENTER = "c_"
"""Prefix of the deep link to a center; its random token follows."""


async def show(request: Request, form: ShowCenter) -> Replies:
    """A center of a list was tapped."""
    directory = await request.directory()
    text, buttons = await card(request, directory.center(form.center), form.view)
    return [Edit(text, buttons)]


async def card(
    request: Request, center: Center, view: View | None = None
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Text and buttons of a center, with the way there when it was opened from a list."""
    kept = await favourites.is_favourite(request.tx, request.member.id, center.id)
    text = facts(request, center, await _way(request, center, view))
    coming = await occurrences.count_at(request.tx, center.id, request.now)
    return text, _buttons(request, center, view, kept=kept, coming=coming)


def facts(request: Request, center: Center, way: Html | None = None) -> Html:
    """Everything that is known of a center, and plainly what is not."""
    texts = request.texts
    address = texts.html("card-address", address=center.address) if center.address else None
    phone = texts.html("card-phone", phone=center.phone) if center.phone else None
    nowhere = texts.html("card-no-position") if center.position is None else None
    nearby = texts.html("card-position-nearby") if center.position_quality == "nearby" else None
    return joined(
        texts.html("card-title", name=center.name, kind=texts.plain(f"kind-{center.kind}")),
        _hours(request, center),
        way,
        address,
        nowhere or nearby,
        phone,
        _facilities(request, center),
        _stars(request, center),
        "",
        _source(request, center),
    )


async def week(request: Request, form: ShowWeek) -> Replies:
    """The hours of the seven days from today."""
    directory = await request.directory()
    center = directory.center(form.center)
    texts, today = request.texts, request.local_now
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
                    day=wording.weekday(moment, texts),
                    date=wording.date_short(moment, texts),
                    hours=spans,
                )
            )
    if center.hours_note:
        lines.append(texts.html("card-hours-note", note=center.hours_note))
    to_card = button(texts.plain("back-to-card"), ShowCenter(center.id, form.view))
    return [Edit(joined(*lines), keyboard([to_card]))]


async def venue(request: Request, form: ShowVenue) -> Replies:
    """The place as a venue, which opens in the member's own map."""
    center = (await request.directory()).center(form.center)
    if center.position is None:
        return [Toast(request.texts.plain("card-no-position"), alert=True)]
    return [SendVenue(center.position, center.name, center.address or request.district_name)]


async def keep(request: Request, form: KeepCenter) -> Replies:
    """Keep a center as a favourite, or no longer."""
    center = (await request.directory()).center(form.center)
    if form.keep:
        await favourites.add_favourite(request.tx, request.member.id, center.id, request.now)
    else:
        await favourites.remove_favourite(request.tx, request.member.id, center.id)
    text, buttons = await card(request, center, form.view)
    said = request.texts.plain("kept-toast" if form.keep else "unkept-toast")
    return [Toast(said), Edit(text, buttons)]


async def share(request: Request, form: ShareCenter) -> Replies:
    """A picture with the QR code of the center's deep link, for its wall or for a friend."""
    center = (await request.directory()).center(form.center)
    url = deep_link(request, center)
    texts = request.texts
    onward = InlineKeyboardMarkup(
        [[InlineKeyboardButton(texts.plain("share-onward"), switch_inline_query=center.name)]]
    )
    text = texts.html("share-text", name=center.name, url=url)
    return [Send(text, onward, picture=partial(qr_picture, url))]


def deep_link(request: Request, center: Center) -> str:
    return f"https://t.me/{request.services.bot_username}?start={START_CENTER}{center.token}"


def qr_picture(url: str) -> bytes:
    from io import BytesIO

    out = BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", scale=10, border=4)
    return out.getvalue()


def _hours(request: Request, center: Center) -> Html:
    texts, now = request.texts, request.local_now
    note = texts.html("card-hours-note", note=center.hours_note) if center.hours_note else None
    if center.hours is None:
        return joined(texts.html("state-unknown"), note)
    zone = request.services.district.zone
    hours = OpeningHours.parse(center.hours, zone)
    today = wording.day_spans(hours.day(now.date()), texts)
    return joined(
        wording.opening_line(hours.at(request.now), now, texts),
        texts.html("card-today", hours=today),
        note,
    )


def _facilities(request: Request, center: Center) -> Html:
    texts = request.texts
    if not center.facilities:
        return texts.html("card-facilities-unknown")
    names = texts.plain("list-comma").join(
        texts.plain(f"facility-{key}") for key in center.facilities
    )
    return texts.html("card-facilities", names=names)


def _stars(request: Request, center: Center) -> Html | None:
    said = wording.stars(center.stars, center.ratings, request.texts)
    return request.texts.html("card-stars", stars=said) if said else None


def _source(request: Request, center: Center) -> Html:
    texts = request.texts
    if center.verified_on is not None:
        verified = texts.html("card-verified", date=center.verified_on.isoformat())
    else:
        verified = texts.html("card-not-verified")
    source = texts.html("card-source", source=center.source) if center.source else None
    return joined(verified, source)


async def _way(request: Request, center: Center, view: View | None) -> Html | None:
    if view is None or center.position is None:
        return None
    try:
        located = await locate(request, view.origin)
    except OriginGone:
        return None
    directory = await request.directory()
    place = directory.walk_to(located.position, center.id, request.now)
    if place is None:
        return None
    texts = request.texts
    if place.distance_m < wording.HERE_M:
        return texts.html("card-here")
    far = texts.html(
        "card-way",
        walk=wording.walk(place, texts, mark=True),
        distance=wording.distance(place.distance_m, texts),
    )
    circle = request.services.life_circle
    if circle is None or place.minutes > wording.FAR_MINUTES:
        return far
    steps = await asyncio.to_thread(circle.way, located.position, center.position)
    if not steps:
        return far
    return joined(far, texts.html("way", steps=way_words(steps, texts)))


def _buttons(
    request: Request, center: Center, view: View | None, *, kept: bool, coming: int
) -> InlineKeyboardMarkup | None:
    texts = request.texts
    maps: list[InlineKeyboardButton] = []
    there: list[InlineKeyboardButton] = []
    if center.position is not None:
        links = map_links(center.position, center.name)
        maps = [link(texts.plain(f"map-{app}"), url) for app, url in links.items()]
        there = [button(texts.plain("card-venue"), ShowVenue(center.id))]
    favourite = texts.plain("card-unkeep" if kept else "card-keep")
    agenda = Agenda("c", center.id)
    happening = texts.plain("card-activities", count=str(coming))
    return keyboard(
        maps,
        [button(happening, ShowAgenda(agenda))] if coming else [],
        [
            *there,
            button(texts.plain("card-week"), ShowWeek(center.id, view)),
            button(favourite, KeepCenter(center.id, not kept, view)),
        ],
        [
            button(texts.plain("card-share"), ShareCenter(center.id)),
            button(texts.plain("card-wrong"), ChooseReason(center.id, view)),
        ],
        back(texts, view),
    )
