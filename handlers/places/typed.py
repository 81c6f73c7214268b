"""Typed text: the form that is open, a button of the menu, coordinates, or a place's name."""

from __future__ import annotations

from functools import partial

import structlog

from community.members import drafts
from community.places.centers import Center, Landmark
from community.places.names import Match, Verdict, decide
from geo.coordinates import read_position
from geo.geocode import GeocodedPlace, GeocoderRefused, GeocoderUnavailable
from handlers.activities import browse
from handlers.activities.staff import routes as staff_routes
from handlers.chat import start
from handlers.chat.buttons import button, keyboard, menu, menu_key
from handlers.chat.callbacks import Form, Origin, ShowCenter, ShowNear, View
from handlers.chat.reading import text_of
from handlers.chat.replies import Later, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import Texts
from handlers.feedback import feedback
from handlers.places import card, near, subdistricts
from handlers.registrations import check_in
from handlers.reports import reports
from handlers.saved import kept

log = structlog.stdlib.get_logger(__name__)

MAX_QUERY = 60
"""Longer texts are not the name of a place and are not looked up."""
_FORMS = {
    kept.NAME_FORM: kept.name_given,
    reports.DETAIL_FORM: reports.detail_given,
    check_in.CODE_FORM: check_in.code_given,
    feedback.LINE_FORM: feedback.line_given,
    **staff_routes.FORMS,
}
_MENU = {
    "menu-subdistricts": subdistricts.pick,
    "menu-activities": browse.start,
    "menu-favourites": kept.show_favourites,
    "menu-places": kept.show_places,
    "menu-help": start.help_,
}


async def typed(request: Request) -> Replies:
    """Whatever a member types in the private chat."""
    text = text_of(request.update)
    if text is None:
        return []
    pressed = menu_key(text)
    if pressed is not None:
        await drafts.abandon(request.tx, request.member, request.now)
        return await _MENU[pressed](request)
    draft = await drafts.get(request.tx, request.member, request.now)
    if draft is not None and draft.form in _FORMS:
        return await _FORMS[draft.form](request, draft, text)
    coordinates = read_position(text)
    if coordinates is not None:
        return await near.first_answer(request, Origin.at(coordinates.position))
    return await _find(request, text)


async def _find(request: Request, text: str) -> Replies:
    if len(text) > MAX_QUERY:
        return _not_found(request)
    directory = await request.directory()
    decision = decide(directory.find(text))
    places = [(match, directory.place(match.key)) for match in decision.matches]
    known = [(match, place) for match, place in places if place is not None]
    if decision.verdict is Verdict.ONE and known:
        return await _answer(request, *known[0])
    if known:
        texts = request.texts
        rows = [[button(_choice(place, texts), _form(match, place))] for match, place in known]
        return [Send(texts.html("which-place"), keyboard(*rows))]
    geocoder = request.services.geocoder
    if geocoder is None:
        return _not_found(request)
    return [Later(partial(_geocode, request, text), _geocoded)]


async def _answer(request: Request, match: Match, place: Center | Landmark) -> Replies:
    if place.position is not None:
        return await near.first_answer(request, _origin(match))
    # A center whose position nobody knows yet: say what is known of it.
    assert isinstance(place, Center)
    text, buttons = await card.card(request, place)
    return [Send(text, buttons)]


def _choice(place: Center | Landmark, texts: Texts) -> str:
    """The name with what it is: a community center and its reading room are often one door."""
    key = f"kind-{place.kind}" if isinstance(place, Center) else f"landmark-{place.kind}"
    if not texts.has(key):
        return place.name
    return texts.plain("place-choice", name=place.name, kind=texts.plain(key))


def _form(match: Match, place: Center | Landmark) -> Form:
    if place.position is None:
        return ShowCenter(int(match.key[1:]))
    return ShowNear(View(_origin(match)))


def _origin(match: Match) -> Origin:
    return Origin(match.key[0], int(match.key[1:]))


async def _geocode(request: Request, text: str) -> list[GeocodedPlace] | None:
    assert request.services.geocoder is not None
    try:
        return list(await request.services.geocoder.find(text))
    except GeocoderUnavailable as error:
        log.warning("geocoder_unavailable", service=error.service, trouble=error.trouble.value)
    except GeocoderRefused as error:
        log.error("geocoder_refused", service=error.service, trouble=error.trouble.value)
    return None


async def _geocoded(request: Request, found: list[GeocodedPlace] | None) -> Replies:
    if found is None:
        return [Send(request.texts.html("geocoder-down"), menu(request.texts))]
    if not found:
        return _not_found(request)
    if len(found) == 1:
        return await near.first_answer(request, Origin.at(found[0].position))
    rows = [
        [button(place.label[:60], ShowNear(View(Origin.at(place.position))))] for place in found[:5]
    ]
    return [Send(request.texts.html("which-place"), keyboard(*rows))]


def _not_found(request: Request) -> Replies:
    return [Send(request.texts.html("place-not-found"), menu(request.texts))]
