"""Inline mode: places for any chat, near the asking member or by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from community.places.centers import Center
from community.places.directory import Directory
from geo.position import Position
from handlers.chat.events import Ask
from handlers.chat.screen import Link, PlaceResult, Result, Venue, keyboard
from handlers.chat.turn import Turn
from handlers.places import wording
from handlers.places.card import deep_link

MOST_FOUND = 50
"""Places looked up by name, landmarks among them."""
MAX_ADDRESS = 200
"""Long addresses are cut: the whole answer must stay small."""
Said: TypeAlias = Callable[[], str]
Found: TypeAlias = tuple[Center, Said, Said]
"""A center, the way to it (for the asking member's eyes only), and its opening state."""
START_LOCATION = "here"
"""The deep link of the button above the results, which asks for the position."""


async def results(turn: Turn, event: Ask) -> list[Callable[[], Result]]:
    """Nearest first where the client sends a position; otherwise by the typed name."""
    directory = await turn.directory()
    found = _found(turn, directory, event.text, position(turn, event))
    return [partial(_result, turn, *one) for one in found if one[0].position]


def position(turn: Turn, event: Ask) -> Position | None:
    """Where the member is, if they agreed to its use."""
    return event.position if turn.member.location_consent else None


def ask_position(turn: Turn, event: Ask) -> tuple[str, str] | None:
    """The way into the chat, where the position can be shared."""
    if position(turn, event) is not None:
        return None
    return turn.texts.plain("inline-share"), START_LOCATION


def _found(
    turn: Turn, directory: Directory, text: str, position: Position | None
) -> Sequence[Found]:
    """Centers, best first, each with what is said of it."""
    texts, now = turn.texts, turn.local_now

    def state(center: Center) -> str:
        return wording.opening_line(directory.opening(center, turn.now), now, texts)

    if text:
        places = [directory.place(match.key) for match in directory.find(text, MOST_FOUND)]
        centers = [place for place in places if isinstance(place, Center)]
        return [(center, str, partial(state, center)) for center in centers]
    if position is None:
        return []
    return [
        (near.center, partial(wording.walk, near, texts, mark=True), partial(state, near.center))
        for near in directory.all_by_distance(position, turn.now)
    ]


def _result(turn: Turn, center: Center, way: Said, state: Said) -> Result:
    """The way is in the preview only: what is posted must not tell a group where the sender is."""
    assert center.position is not None
    place, texts, walk = center.address or turn.district_name, turn.texts, way()
    posted = f"{state()} · {place}"[:MAX_ADDRESS]
    return PlaceResult(
        center.token,
        Venue(center.position, center.name, posted),
        f"{walk} · {posted}"[:MAX_ADDRESS] if walk else posted,
        keyboard([Link(texts.plain("inline-open"), deep_link(turn, center))]),
    )
