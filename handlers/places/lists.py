"""The lists that a card can be opened from, and the way back to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from handlers.chat.codec import Form
from handlers.chat.screen import Button, Row
from handlers.chat.talk import Slot
from handlers.chat.turn import Turn
from handlers.places.buttons import ShowNear, ShowSubdistrict
from handlers.places.view import Origin, View

Lists: TypeAlias = Mapping[str, Callable[[Origin], Form]]
LISTS: Slot[Lists] = Slot("lists of centers without distances, by the kind of their `Origin`")
OWN: Lists = {"u": lambda origin: ShowSubdistrict(origin.number)}


def back(turn: Turn, view: View | None) -> Row:
    """The way back to the list that a card was opened from."""
    if view is None:
        return []
    return [Button(turn.texts.plain("back"), _list_of(turn, view))]


def is_list(turn: Turn, kind: str) -> bool:
    """Whether an origin is a list, without a position: nothing is counted from there."""
    return any(kind in lists for lists in _lists(turn))


def _list_of(turn: Turn, view: View) -> Form:
    for lists in _lists(turn):
        if view.origin.kind in lists:
            return lists[view.origin.kind](view.origin)
    return ShowNear(view)


def _lists(turn: Turn) -> list[Lists]:
    return [OWN, *turn.house.adds(LISTS)]
