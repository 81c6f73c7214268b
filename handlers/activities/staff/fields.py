"""The fields of an activity: what is asked for each, and how what staff answer is read.

The same for a draft and for what is published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from community.activities.series import MAX_MINUTES
from community.spoken.numbers import NumberUnread, read_duration
from handlers.activities.one_line import LineUnread, read_capacity, read_place, read_when
from handlers.activities.staff.compose import wall_clock
from handlers.activities.staff.menu import scope_of
from handlers.chat.turn import Turn

PUBLISHED_FIELDS = (
    "title",
    "time",
    "place",
    "capacity",
    "description",
    "photo",
    "guests",
    "cancel",
)
DRAFT_FIELDS = (*PUBLISHED_FIELDS, "kind", "club", "interests")
CHOSEN = frozenset(("kind", "club", "guests"))
"""Fields that are one of a few, with a button for each."""
EMPTY = frozenset(("-", "—", "无", "none"))
"""What takes a field away."""


async def read_field(turn: Turn, field: str, text: str) -> Mapping[str, Any]:
    """What a typed answer changes, by the names that drafts and published ones share.

    Raises `LineUnread`.
    """
    if field == "time":
        read = read_when(text, wall_clock(turn))
        duration = {} if read.minutes is None else {"minutes": read.minutes}
        return {"local_start": read.local_start, **duration}
    if field == "place":
        found = read_place(text, await turn.directory(), await scope_of(turn))
        if len(found.centers) > 1:
            names = turn.texts.plain("list-comma").join(one.name for one in found.centers[:4])
            raise LineUnread("places", names)
        return {"center_id": found.centers[0].id, "venue": found.venue or ""}
    if field == "capacity":
        return {"capacity": read_capacity(text)}
    if field == "cancel":
        return {"cancel_minutes": _minutes(text)}
    if field == "interests":
        return {"interests": () if text in EMPTY else tuple(re.split(r"[\s#,，、;；]+", text))}
    if field == "photo":
        if text not in EMPTY:
            raise LineUnread("photo", text)
        return {"photo_file_id": ""}
    if field == "description":
        return {field: "" if text in EMPTY else turn.lines or text}
    return {field: text}


def _minutes(text: str) -> int:
    """A number alone is one of hours."""
    try:
        minutes = read_duration(text, bare=60)
    except NumberUnread:
        raise LineUnread("hours", text) from None
    if minutes > MAX_MINUTES:
        raise LineUnread("hours", text)
    return minutes
