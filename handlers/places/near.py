"""The main job: what is open and near on foot, from a position or a place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from community.places.directory import Filters, Nearby, NearbyPlace
from community.places.facilities import FACILITIES
from community.places.tables import CENTER_KINDS
from geo.position import Position
from handlers.chat import words
from handlers.chat.paging import Page, marked
from handlers.chat.screen import Button, Picture, Replies, Rows, Screen, grid, keyboard
from handlers.chat.talk import Slot
from handlers.chat.texts import Html, Texts, joined
from handlers.chat.turn import Turn
from handlers.places import wording
from handlers.places.buttons import (
    ChooseFacility,
    ChooseKind,
    ShowCenter,
    ShowNear,
    ShowSubdistricts,
)
from handlers.places.origins import Located, locate
from handlers.places.view import Origin, View

PAGE = 5
OPEN_SIGN = "🟢"
NEAR_BUTTONS: Slot[Callable[[Turn, View], Sequence[Button]]] = Slot(
    "what can be done with an answer"
)


async def first_answer(turn: Turn, origin: Origin) -> Replies:
    """A new answer; positions outside the district are asked about first."""
    located = await locate(turn, origin)
    if not turn.services.district.box.contains(located.position):
        return [_outside(turn, View(origin))]
    return [await compose(turn, View(origin), located)]


async def show(turn: Turn, form: ShowNear) -> Replies:
    """A filter, a page or the way back was tapped: the same message, counted again."""
    located = await locate(turn, form.view.origin)
    return [await compose(turn, form.view, located)]


async def choose_facility(turn: Turn, form: ChooseFacility) -> Replies:
    """Every facility of the vocabulary as a button, the chosen one marked."""
    texts, view = turn.texts, form.view
    chosen = view.filters.facility
    choices = [
        _choice(texts.plain(f"facility-{key}"), key == chosen, _with(view, facility=key))
        for key in FACILITIES
    ]
    none = Button(texts.plain("filter-any"), ShowNear(_with(view, facility=None)))
    return [Screen(texts.html("choose-facility"), keyboard(*grid(choices, 3), [none]))]


async def choose_kind(turn: Turn, form: ChooseKind) -> Replies:
    """Every kind of center as a button, the chosen one marked."""
    texts, view = turn.texts, form.view
    chosen = view.filters.kind
    choices = [
        _choice(texts.plain(f"kind-{kind}"), kind == chosen, _with(view, kind=kind))
        for kind in CENTER_KINDS
    ]
    none = Button(texts.plain("filter-any"), ShowNear(_with(view, kind=None)))
    return [Screen(texts.html("choose-kind"), keyboard(*grid(choices, 2), [none]))]


async def compose(turn: Turn, view: View, located: Located) -> Screen:
    """The answer for a view: text, buttons, and the picture where streets are loaded."""
    directory = await turn.directory()
    nearby = directory.nearby(
        located.position, turn.now, minutes=turn.services.minutes, filters=view.filters
    )
    page = Page.of(nearby.places, view.page, PAGE)
    view = replace(view, page=page.number)
    return Screen(
        _text(turn, located, nearby, page, view),
        _buttons(turn, nearby, page, view),
        _picture(turn, located.position, nearby, page),
    )


def _picture(
    turn: Turn, origin: Position, nearby: Nearby, page: Page[NearbyPlace]
) -> Picture | None:
    circle = turn.services.life_circle
    if circle is None:
        return None
    drawn = page.items or _next_best(nearby)
    return lambda: circle.picture(origin, nearby.minutes, drawn, page.first)


def _text(
    turn: Turn,
    located: Located,
    nearby: Nearby,
    page: Page[NearbyPlace],
    view: View,
) -> Html:
    if not nearby.places:
        return joined(_nothing(turn, nearby, located, view.filters), *_beyond(turn, nearby))
    texts, now = turn.texts, turn.local_now
    estimated = all(place.estimated for place in nearby.places)
    header = texts.html(
        "near-header-from" if located.label else "near-header",
        minutes=nearby.minutes,
        count=len(nearby.places),
        time=words.clock_time(now),
        place=located.label or "",
    )
    if estimated:
        header = joined(header, texts.html("estimated"), by=" ")
    lines = [
        _line(number, place, turn, mark=not estimated)
        for number, place in enumerate(page.items, page.first)
    ]
    openings = (place.opening for place in page.items)
    return joined(header, *lines, *wording.doubts(openings, texts))


def _line(number: int, place: NearbyPlace, turn: Turn, *, mark: bool) -> Html:
    texts = turn.texts
    rated = wording.stars(place.center.stars, place.center.ratings, texts)
    return texts.html(
        "near-line",
        number=number,
        name=place.center.name,
        walk=wording.walk(place, texts, mark=mark),
        state=wording.state_line(place.opening, turn.local_now, texts),
        stars=f" {rated}" if rated else "",
    )


def _nothing(turn: Turn, nearby: Nearby, located: Located, filters: Filters) -> Html:
    if filters == Filters(open_now=True):
        key = "near-none-open"
    elif filters == Filters():
        key = "near-none"
    else:
        key = "near-none-filtered"
    said = turn.texts.html(key, minutes=nearby.minutes)
    if not located.label:
        return said
    return joined(turn.texts.html("near-from", place=located.label), said, by="")


def _beyond(turn: Turn, nearby: Nearby) -> list[Html]:
    texts, now = turn.texts, turn.local_now
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


def _buttons(turn: Turn, nearby: Nearby, page: Page[NearbyPlace], view: View) -> Rows:
    texts = turn.texts
    numbers = [
        Button(str(number), ShowCenter(place.center.id, view))
        for number, place in enumerate(page.items, page.first)
    ]
    names = [
        [Button(place.center.name, ShowCenter(place.center.id, view))]
        for place in _next_best(nearby)
    ]
    return keyboard(
        numbers,
        *names,
        *_filter_rows(texts, view),
        page.turning(texts, lambda number: ShowNear(replace(view, page=number))),
        [button for more in turn.house.adds(NEAR_BUTTONS) for button in more(turn, view)],
    )


def _next_best(nearby: Nearby) -> list[NearbyPlace]:
    """What is named when nothing is in reach."""
    named = dict.fromkeys((nearby.nearest, nearby.nearest_open))
    return [place for place in named if place is not None]


def _filter_rows(texts: Texts, view: View) -> list[list[Button]]:
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
        Button(
            marked(facility or texts.plain("filter-facility"), bool(facility)),
            ChooseFacility(view),
        ),
        Button(marked(kind or texts.plain("filter-kind"), bool(kind)), ChooseKind(view)),
    ]
    return [toggles, choosers]


def _with(view: View, **changes: object) -> View:
    return View(view.origin, replace(view.filters, **changes))  # type: ignore[arg-type]


def _choice(label: str, on: bool, view: View) -> Button:
    return Button(marked(label.removeprefix(OPEN_SIGN) if on else label, on), ShowNear(view))


def _outside(turn: Turn, view: View) -> Screen:
    texts = turn.texts
    text = texts.html("outside", district=turn.district_name)
    return Screen(
        text,
        keyboard(
            [Button(texts.plain("outside-show"), ShowNear(view))],
            [Button(texts.plain("pick-subdistrict"), ShowSubdistricts())],
        ),
    )
