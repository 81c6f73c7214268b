"""The main job: what is open and near on foot, from a position or a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from community.places.directory import Filters, Nearby, NearbyPlace
from community.places.facilities import FACILITIES
from community.places.tables import CENTER_KINDS
from geo.position import Position
from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import (
    ChooseFacility,
    ChooseKind,
    ChooseSlot,
    Nothing,
    Origin,
    ShowCenter,
    ShowNear,
    ShowSubdistricts,
    View,
)
from handlers.chat.replies import Edit, Picture, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import Html, Texts, joined
from handlers.places import wording
from handlers.places.origins import Located, locate

PAGE = 5
OPEN_SIGN = "🟢"
Answer: TypeAlias = tuple[Html, InlineKeyboardMarkup | None, Picture | None]
"""Text, buttons, and the picture where streets are loaded."""


async def first_answer(request: Request, origin: Origin) -> Replies:
    """A new answer; positions outside the district are asked about first."""
    located = await locate(request, origin)
    if not request.services.district.box.contains(located.position):
        return [_outside(request, View(origin))]
    text, buttons, picture = await compose(request, View(origin), located)
    return [Send(text, buttons, picture)]


async def show(request: Request, form: ShowNear) -> Replies:
    """A filter, a page or the way back was tapped: the same message, counted again."""
    located = await locate(request, form.view.origin)
    text, buttons, picture = await compose(request, form.view, located)
    return [Edit(text, buttons, picture)]


async def choose_facility(request: Request, form: ChooseFacility) -> Replies:
    """Every facility of the vocabulary as a button, the chosen one marked."""
    texts, view = request.texts, form.view
    chosen = view.filters.facility
    choices = [
        _choice(texts.plain(f"facility-{key}"), key == chosen, _with(view, facility=key))
        for key in FACILITIES
    ]
    none = button(texts.plain("filter-any"), ShowNear(_with(view, facility=None)))
    return [Edit(texts.html("choose-facility"), keyboard(*grid(choices, 3), [none]))]


async def choose_kind(request: Request, form: ChooseKind) -> Replies:
    texts, view = request.texts, form.view
    chosen = view.filters.kind
    choices = [
        _choice(texts.plain(f"kind-{kind}"), kind == chosen, _with(view, kind=kind))
        for kind in CENTER_KINDS
    ]
    none = button(texts.plain("filter-any"), ShowNear(_with(view, kind=None)))
    return [Edit(texts.html("choose-kind"), keyboard(*grid(choices, 2), [none]))]


async def compose(request: Request, view: View, located: Located) -> Answer:
    """The answer for a view: text, buttons, and the picture where streets are loaded."""
    directory = await request.directory()
    nearby = directory.nearby(
        located.position, request.now, minutes=request.services.minutes, filters=view.filters
    )
    pages = max(1, -(-len(nearby.places) // PAGE))
    page = min(view.page, pages - 1)
    shown = nearby.places[page * PAGE : (page + 1) * PAGE]
    view = replace(view, page=page)
    text = _text(request, located, nearby, shown, view)
    return (
        text,
        _buttons(request.texts, nearby, shown, view, pages),
        _picture(request, located.position, nearby, shown, page),
    )


def _picture(
    request: Request, origin: Position, nearby: Nearby, shown: Sequence[NearbyPlace], page: int
) -> Picture | None:
    circle = request.services.life_circle
    if circle is None:
        return None
    first = page * PAGE + 1
    drawn = shown or _next_best(nearby)
    return lambda: circle.picture(origin, nearby.minutes, drawn, first)


def _text(
    request: Request,
    located: Located,
    nearby: Nearby,
    shown: Sequence[NearbyPlace],
    view: View,
) -> Html:
    if not nearby.places:
        return joined(_nothing(request, nearby, located, view.filters), *_beyond(request, nearby))
    texts, now = request.texts, request.local_now
    estimated = all(place.estimated for place in nearby.places)
    header = texts.html(
        "near-header-from" if located.label else "near-header",
        minutes=nearby.minutes,
        count=len(nearby.places),
        time=wording.clock_time(now),
        place=located.label or "",
    )
    if estimated:
        header = joined(header, texts.html("estimated"), by=" ")
    first = view.page * PAGE + 1
    lines = [
        _line(number, place, request, mark=not estimated)
        for number, place in enumerate(shown, first)
    ]
    return joined(header, *lines, *wording.doubts((place.opening for place in shown), texts))


def _line(number: int, place: NearbyPlace, request: Request, *, mark: bool) -> Html:
    texts = request.texts
    rated = wording.stars(place.center.stars, place.center.ratings, texts)
    return texts.html(
        "near-line",
        number=number,
        name=place.center.name,
        walk=wording.walk(place, texts, mark=mark),
        state=wording.state_line(place.opening, request.local_now, texts),
        stars=f" {rated}" if rated else "",
    )


def _nothing(request: Request, nearby: Nearby, located: Located, filters: Filters) -> Html:
    if filters == Filters(open_now=True):
        key = "near-none-open"
    elif filters == Filters():
        key = "near-none"
    else:
        key = "near-none-filtered"
    said = request.texts.html(key, minutes=nearby.minutes)
    if not located.label:
        return said
    return joined(request.texts.html("near-from", place=located.label), said, by="")


def _beyond(request: Request, nearby: Nearby) -> list[Html]:
    texts, now = request.texts, request.local_now
    nearest, nearest_open = nearby.nearest, nearby.nearest_open
    if nearest is None:
        return [texts.html("nearest-none")]
    if nearest_open == nearest:
        nearest_open = None
    return [
        texts.html(
            key,
            name=place.center.name,
            walk=wording.walk(place, texts, mark=True),
            state=wording.opening_line(place.opening, now, texts),
        )
        for key, place in (("nearest", nearest), ("nearest-open", nearest_open))
        if place is not None
    ]


def _buttons(
    texts: Texts, nearby: Nearby, shown: Sequence[NearbyPlace], view: View, pages: int
) -> InlineKeyboardMarkup | None:
    first = view.page * PAGE + 1
    numbers = [
        button(str(number), ShowCenter(place.center.id, view))
        for number, place in enumerate(shown, first)
    ]
    names = [
        [button(place.center.name, ShowCenter(place.center.id, view))]
        for place in _next_best(nearby)
    ]
    return keyboard(
        numbers,
        *names,
        *_filter_rows(texts, view),
        _pager(texts, view, pages),
        _keep_row(texts, view),
    )


def _next_best(nearby: Nearby) -> list[NearbyPlace]:
    """What is named when nothing is in reach."""
    named = dict.fromkeys((nearby.nearest, nearby.nearest_open))
    return [place for place in named if place is not None]


def _filter_rows(texts: Texts, view: View) -> list[list[InlineKeyboardButton]]:
    now = view.filters
    toggles = [
        _choice(texts.plain(f"filter-{name}"), on, _with(view, **{field: not on}))
        for name, field, on in (
            ("open", "open_now", now.open_now),
            ("always", "always_open", now.always_open),
            ("stars", "starred", now.starred),
        )
    ]
    facility = texts.plain(f"facility-{now.facility}") if now.facility else ""
    kind = texts.plain(f"kind-{now.kind}") if now.kind else ""
    choosers = [
        button(
            _marked(facility or texts.plain("filter-facility"), bool(facility)),
            ChooseFacility(view),
        ),
        button(_marked(kind or texts.plain("filter-kind"), bool(kind)), ChooseKind(view)),
    ]
    return [toggles, choosers]


def _pager(texts: Texts, view: View, pages: int) -> list[InlineKeyboardButton]:
    if pages == 1:
        return []
    row = [button(f"{view.page + 1}/{pages}", Nothing())]
    if view.page > 0:
        back = ShowNear(replace(view, page=view.page - 1))
        row.insert(0, button(texts.plain("page-back"), back))
    if view.page + 1 < pages:
        row.append(button(texts.plain("page-on"), ShowNear(replace(view, page=view.page + 1))))
    return row


def _keep_row(texts: Texts, view: View) -> list[InlineKeyboardButton]:
    if view.origin.kind != "p":
        return []
    return [button(texts.plain("save-here"), ChooseSlot(view))]


def _with(view: View, **changes: object) -> View:
    return View(view.origin, replace(view.filters, **changes))  # type: ignore[arg-type]


def _choice(label: str, on: bool, view: View) -> InlineKeyboardButton:
    return button(_marked(label, on), ShowNear(view))


def _marked(label: str, on: bool) -> str:
    return f"✅ {label.removeprefix(OPEN_SIGN)}" if on else label


def _outside(request: Request, view: View) -> Send:
    texts = request.texts
    text = texts.html("outside", district=request.district_name)
    return Send(
        text,
        keyboard(
            [button(texts.plain("outside-show"), ShowNear(view))],
            [button(texts.plain("pick-subdistrict"), ShowSubdistricts())],
        ),
    )
