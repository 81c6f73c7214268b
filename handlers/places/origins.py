"""From where an answer is counted: a position, or a place known by its number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from community.errors import CommunityError
from geo.position import Position
from handlers.chat.talk import Slot
from handlers.chat.turn import Turn
from handlers.places.lists import is_list
from handlers.places.view import Origin


class OriginGone(CommunityError):
    """The place that a button was counted from is gone or has no position."""


@dataclass(frozen=True, slots=True)
class Located:
    position: Position
    label: str | None = None


Locate: TypeAlias = Callable[[Turn, int], Awaitable[Located]]
ORIGINS: Slot[Mapping[str, Locate]] = Slot("places that others know by a number, by their kind")


async def locate(turn: Turn, origin: Origin) -> Located:
    """The position and name of an origin. Raises `OriginGone`."""
    if origin.position is not None:
        return Located(origin.position)
    for known in turn.house.adds(ORIGINS):
        if origin.kind in known:
            return await known[origin.kind](turn, origin.number)
    directory = await turn.directory()
    if is_list(turn, origin.kind):
        raise OriginGone()
    if origin.kind == "l":
        landmark = directory.landmark(origin.number)
        if landmark is None:
            raise OriginGone()
        return Located(landmark.position, landmark.name)
    if origin.kind != "c":
        raise OriginGone()
    center = directory.center(origin.number)
    if center.position is None:
        raise OriginGone()
    return Located(center.position, center.name)
