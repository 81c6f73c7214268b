"""From where an answer is counted: a position, or a place known by its number."""

from __future__ import annotations

from dataclasses import dataclass

from community.errors import CommunityError
from community.saved import favourites
from geo.position import Position
from handlers.chat.callbacks import Origin
from handlers.chat.request import Request

LISTS = frozenset("fur")
"""Origins that are lists, without a position: nothing is counted from there."""


class OriginGone(CommunityError):
    """The place that a button was counted from is gone or has no position."""


@dataclass(frozen=True, slots=True)
class Located:
    position: Position
    label: str | None = None


async def locate(request: Request, origin: Origin) -> Located:
    """The position and name of an origin. Raises `OriginGone`."""
    if origin.position is not None:
        return Located(origin.position)
    if origin.kind == "s":
        for place in await favourites.saved_places(request.tx, request.member.id):
            if place.id == origin.number:
                return Located(place.position, place.name)
        raise OriginGone()
    directory = await request.directory()
    if origin.kind in LISTS:
        raise OriginGone()
    if origin.kind == "l":
        landmark = directory.landmark(origin.number)
        if landmark is None:
            raise OriginGone()
        return Located(landmark.position, landmark.name)
    center = directory.center(origin.number)
    if center.position is None:
        raise OriginGone()
    return Located(center.position, center.name)
