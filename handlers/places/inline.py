"""Inline mode: places for any chat, near the asking member or by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from telegram import (
    InlineQueryResult,
    InlineQueryResultsButton,
    InlineQueryResultVenue,
    InputVenueMessageContent,
)

from community.places.centers import Center
from community.places.directory import Directory
from geo.position import Position, PositionInvalid
from handlers.activities.inline import results as activity_results
from handlers.chat.buttons import keyboard, link
from handlers.chat.replies import AnswerInline, Replies
from handlers.chat.request import Request
from handlers.chat.start import START_LOCATION
from handlers.places import wording
from handlers.places.card import deep_link

SHOWN = 10
"""Results at once; the client asks for more when the list is scrolled."""
MAX_QUERY = 60
MOST_FOUND = 50
"""Places looked up by name, landmarks among them."""
MAX_ADDRESS = 200
"""Long addresses are cut: the whole answer must stay small."""
Said: TypeAlias = Callable[[], str]
Found: TypeAlias = tuple[Center, Said, Said]
"""A center, the way to it (for the asking member's eyes only), and its opening state."""


async def answer(request: Request) -> Replies:
    """Nearest first where the client sends a position; otherwise by the typed name."""
    query = request.update.inline_query
    assert query is not None
    directory = await request.directory()
    position = _position(request)
    text = " ".join(query.query.split())[:MAX_QUERY]
    found = [one for one in _found(request, directory, text, position) if one[0].position]
    start = _offset(query.offset)
    ask_position = None
    if position is None:
        label = request.texts.plain("inline-share")
        ask_position = InlineQueryResultsButton(label, start_parameter=START_LOCATION)
    shown = found[start : start + SHOWN]
    results: list[InlineQueryResult] = []
    if start == 0:
        results += await activity_results(request, text)
    results += [_result(request, center, way(), state()) for center, way, state in shown]
    more = str(start + SHOWN) if start + SHOWN < len(found) else ""
    return [AnswerInline(results, button=ask_position, next_offset=more)]


def _found(
    request: Request, directory: Directory, text: str, position: Position | None
) -> Sequence[Found]:
    """Centers, best first, each with what is said of it."""
    texts, now = request.texts, request.local_now

    def state(center: Center) -> str:
        return wording.opening_line(directory.opening(center, request.now), now, texts)

    if text:
        places = [directory.place(match.key) for match in directory.find(text, MOST_FOUND)]
        centers = [place for place in places if isinstance(place, Center)]
        return [(center, str, partial(state, center)) for center in centers]
    if position is None:
        return []
    return [
        (near.center, partial(wording.walk, near, texts, mark=True), partial(state, near.center))
        for near in directory.all_by_distance(position, request.now)
    ]


def _result(request: Request, center: Center, way: str, state: str) -> InlineQueryResultVenue:
    """The way is in the preview only: what is posted must not tell a group where the sender is."""
    assert center.position is not None
    lat, lon = center.position.lat, center.position.lon
    place, texts = center.address or request.district_name, request.texts
    posted = f"{state} · {place}"[:MAX_ADDRESS]
    return InlineQueryResultVenue(
        id=center.token,
        latitude=lat,
        longitude=lon,
        title=center.name,
        address=f"{way} · {posted}"[:MAX_ADDRESS] if way else posted,
        input_message_content=InputVenueMessageContent(lat, lon, center.name, posted),
        reply_markup=keyboard([link(texts.plain("inline-open"), deep_link(request, center))]),
    )


def _offset(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0


def _position(request: Request) -> Position | None:
    query = request.update.inline_query
    assert query is not None
    if query.location is None or not request.member.location_consent:
        return None
    try:
        return Position(float(query.location.latitude), float(query.location.longitude))
    except (PositionInvalid, TypeError, ValueError, OverflowError):
        return None
