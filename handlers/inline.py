"""Inline mode: places for any chat, near the asking member or by name."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineQueryResultsButton, InlineQueryResultVenue

from community.centers import Center
from community.directory import Directory
from geo.position import Position, PositionInvalid
from handlers import wording
from handlers.replies import AnswerInline, Replies
from handlers.request import Request
from handlers.start import START_LOCATION

SHOWN = 10
MAX_QUERY = 60


async def answer(request: Request) -> Replies:
    """Nearest first where the client sends a position; otherwise by the typed name."""
    query = request.update.inline_query
    assert query is not None
    directory = await request.directory()
    position = _position(request)
    text = " ".join(query.query.split())[:MAX_QUERY]
    found = _found(request, directory, text, position)
    ask_position = None
    if position is None:
        label = request.texts.plain("inline-share")
        ask_position = InlineQueryResultsButton(label, start_parameter=START_LOCATION)
    results = [_result(request, center, about) for center, about in found if center.position]
    return [AnswerInline(results, button=ask_position)]


def _found(
    request: Request, directory: Directory, text: str, position: Position | None
) -> Sequence[tuple[Center, str]]:
    texts, now = request.texts, request.local_now

    def state(center: Center) -> str:
        return wording.opening_line(directory.opening(center, request.now), now, texts)

    if text:
        places = [directory.place(match.key) for match in directory.find(text)]
        centers = [place for place in places if isinstance(place, Center)]
        return [(center, state(center)) for center in centers if center.position][:SHOWN]
    if position is None:
        return []
    near = directory.all_by_distance(position, request.now)[:SHOWN]
    return [
        (place.center, f"{wording.walk(place, texts, mark=True)} · {state(place.center)}")
        for place in near
    ]


def _result(request: Request, center: Center, about: str) -> InlineQueryResultVenue:
    assert center.position is not None
    place = center.address or request.district_name
    return InlineQueryResultVenue(
        id=center.token,
        latitude=center.position.lat,
        longitude=center.position.lon,
        title=center.name,
        address=f"{about} · {place}",
    )


def _position(request: Request) -> Position | None:
    query = request.update.inline_query
    assert query is not None
    if query.location is None or not request.member.location_consent:
        return None
    try:
        return Position(float(query.location.latitude), float(query.location.longitude))
    except (PositionInvalid, TypeError, ValueError, OverflowError):
        return None
