"""Typed text: coordinates, or a place's name."""

from __future__ import annotations

from functools import partial

import structlog

from community.places.centers import Center, Landmark
from community.places.names import Match, Verdict, decide
from geo.coordinates import read_position
from geo.geocode import GeocodedPlace, GeocoderRefused, GeocoderUnavailable
from handlers.chat.codec import Form
from handlers.chat.events import Words
from handlers.chat.screen import Button, Later, Replies, Screen, keyboard
from handlers.chat.texts import Texts
from handlers.chat.turn import Turn
from handlers.places import card, near
from handlers.places.buttons import ShowCenter, ShowNear
from handlers.places.view import Origin, View

log = structlog.stdlib.get_logger(__name__)

MAX_QUERY = 60
"""Longer texts are not the name of a place and are not looked up."""


async def typed(turn: Turn, event: Words) -> Replies:
    """Words that are no key and answer no form: coordinates, or a place's name."""
    coordinates = read_position(event.text)
    if coordinates is not None:
        return await near.first_answer(turn, Origin.at(coordinates.position))
    return await _find(turn, event.text)


async def _find(turn: Turn, text: str) -> Replies:
    if len(text) > MAX_QUERY:
        return _not_found(turn)
    directory = await turn.directory()
    decision = decide(directory.find(text))
    places = [(match, directory.place(match.key)) for match in decision.matches]
    known = [(match, place) for match, place in places if place is not None]
    if decision.verdict is Verdict.ONE and known:
        return await _answer(turn, *known[0])
    if known:
        texts = turn.texts
        rows = [[Button(_choice(place, texts), _form(match, place))] for match, place in known]
        return [Screen(texts.html("which-place"), keyboard(*rows))]
    geocoder = turn.services.geocoder
    if geocoder is None:
        return _not_found(turn)
    return [Later(partial(_geocode, turn, text), _geocoded)]


async def _answer(turn: Turn, match: Match, place: Center | Landmark) -> Replies:
    if place.position is not None:
        return await near.first_answer(turn, _origin(match))
    # A center whose position nobody knows yet: say what is known of it.
    assert isinstance(place, Center)
    return [await card.card(turn, place)]


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


async def _geocode(turn: Turn, text: str) -> list[GeocodedPlace] | None:
    assert turn.services.geocoder is not None
    try:
        return list(await turn.services.geocoder.find(text))
    except GeocoderUnavailable as error:
        log.warning("geocoder_unavailable", service=error.service, trouble=error.trouble.value)
    except GeocoderRefused as error:
        log.error("geocoder_refused", service=error.service, trouble=error.trouble.value)
    return None


async def _geocoded(turn: Turn, found: list[GeocodedPlace] | None) -> Replies:
    if found is None:
        return [Screen(turn.texts.html("geocoder-down"), keys=turn.house.menu(turn.texts))]
    if not found:
        return _not_found(turn)
    if len(found) == 1:
        return await near.first_answer(turn, Origin.at(found[0].position))
    rows = [
        [Button(place.label[:60], ShowNear(View(Origin.at(place.position))))] for place in found[:5]
    ]
    return [Screen(turn.texts.html("which-place"), keyboard(*rows))]


def _not_found(turn: Turn) -> Replies:
    return [Screen(turn.texts.html("place-not-found"), keys=turn.house.menu(turn.texts))]
