"""The fields of an activity: what is asked for each, and how what staff answer is read.

The same for a draft and for what is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.activities.compose import wall_clock
from handlers.activities.one_line import read_capacity, read_place, read_when
from handlers.activities.staff_menu import scope_of
from handlers.reading import digits
from handlers.request import Request

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
MOST_HOURS = 7 * 24


async def read_field(request: Request, field: str, text: str) -> Mapping[str, Any]:
    """What a typed answer changes, by the names that drafts and published ones share.

    Raises `LineUnread`.
    """
    if field == "time":
        read = read_when(text, wall_clock(request))
        duration = {} if read.minutes is None else {"minutes": read.minutes}
        return {"local_start": read.local_start, **duration}
    if field == "place":
        found = read_place(text, await request.directory(), await scope_of(request))
        return {"center_id": found.centers[0].id, "venue": found.venue or ""}
    if field == "capacity":
        return {"capacity": read_capacity(text)}
    if field == "cancel":
        hours = int(digits(text)[:4] or 0)
        return {"cancel_minutes": 60 * min(hours, MOST_HOURS)}
    if field == "interests":
        words = text.replace("#", " ").replace("，", " ").replace("、", " ").replace(",", " ")
        return {"interests": tuple(words.split())}
    if field == "photo":
        return {"photo_file_id": ""}  # a text in place of a photo takes it away
    return {field: "" if text in ("-", "—", "无") and field == "description" else text}
