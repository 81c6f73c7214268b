"""An activity in one line, `名称|时间|地点|人数|说明`, and each of its fields on its own."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from community.places.centers import Center
from community.places.directory import Directory
from community.places.names import Verdict, decide
from community.spoken.numbers import NumberUnread, read_count
from community.spoken.times import ReadTime, TimeUnread, read_time
from community.staff.roles import StaffScope

FIELDS = 5
LEAST_FIELDS = 4
DEFAULT_MINUTES = 90
"""How long it lasts when no end is said; the preview shows it."""


class LineUnread(ValueError):
    """`code` is fields, time, capacity, place, places (several fit), hours or photo; `text` is
    what was not understood."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code, self.text = code, text


@dataclass(frozen=True, slots=True)
class Line:
    """The fields as they are said; the place is looked up apart."""

    title: str
    time: ReadTime
    place: str
    capacity: int
    description: str | None


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """One center, or several that may be meant; the rest of the text is the room."""

    centers: tuple[Center, ...]
    venue: str | None


def read_line(text: str, local_now: datetime) -> Line:
    """Raises `LineUnread`."""
    parts = [part.strip() for part in re.split(r"[|｜]", text, maxsplit=FIELDS - 1)]
    if len(parts) < LEAST_FIELDS or not all(parts[:LEAST_FIELDS]):
        raise LineUnread("fields")
    title, when, place, people = parts[:LEAST_FIELDS]
    description = parts[LEAST_FIELDS] if len(parts) == FIELDS else ""
    return Line(
        title, read_when(when, local_now), place, read_capacity(people), description or None
    )


def read_when(text: str, local_now: datetime) -> ReadTime:
    """Raises `LineUnread`."""
    try:
        return read_time(text, local_now)
    except TimeUnread:
        raise LineUnread("time", text) from None


def read_capacity(text: str) -> int:
    """`20`, `20人`. Raises `LineUnread`."""
    try:
        return read_count(text)
    except NumberUnread:
        raise LineUnread("capacity", text) from None


def read_place(text: str, directory: Directory, scope: StaffScope) -> FoundPlace:
    """The center whose name begins the text, and the room that follows it.

    A name that is written out wins; otherwise the fewest words that mean one place do. Who
    serves one center only may say just the room. Raises `LineUnread`.
    """
    folded = _folded(text)
    named = [one for one in directory.centers if _begins(folded, _folded(one.name))]
    if named:
        center = max(named, key=lambda one: len(one.name))
        return FoundPlace((center,), folded[len(_folded(center.name)) :].strip(_BETWEEN) or None)
    several: FoundPlace | None = None
    words = re.split(r"[\s,，]+", text.strip())
    for count in range(1, len(words) + 1):
        room = " ".join(words[count:]) or None
        decision = decide(directory.find(" ".join(words[:count])))
        places = [directory.place(match.key) for match in decision.matches]
        centers = tuple(place for place in places if isinstance(place, Center))
        if decision.verdict is Verdict.ONE and centers:
            return FoundPlace(centers[:1], room)
        served = tuple(center for center in centers if scope.serves(center.id))
        if decision.verdict is not Verdict.NONE and served and several is None:
            several = FoundPlace(served, room)
    if several is not None:
        return several
    if not scope.district and len(scope.centers) == 1:
        return FoundPlace((directory.center(scope.centers[0]),), text.strip())
    raise LineUnread("place", text)


_BETWEEN = " ,，·"


def _begins(text: str, name: str) -> bool:
    """Whether the name is the whole text, or something stands between it and what follows."""
    return text == name or (text.startswith(name) and text[len(name)] in _BETWEEN)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
