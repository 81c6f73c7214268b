"""The events of an iCalendar file (RFC 5545) as properties: syntax only, nothing is expanded.

Time zones, alarms, to-dos and whatever else a calendar holds are passed over line by line; of
an event only the properties of `TAKEN` are kept. What they mean is for
`community.calendars.reading` to say. Only the standard library is imported, so that the
process that reads files of others starts quickly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from community.tables.files import FileRefused, decoded

MAX_BYTES = 1_000_000
MAX_EVENTS = 500
MAX_VALUE = 4_000
"""Characters of one value, and of all values of one name in an event; the longest that is
shown has 1,000."""
MAX_DATES = 8_000
"""Characters of the dates that are left out (EXDATE) of one event, some 450 dates."""
MAX_SAME = 1_000
"""Lines of one name in an event."""
MAX_DEPTH = 10
"""Components inside one another."""

_TEXTS = ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "CLASS")
_TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
TAKEN = frozenset((*_TEXTS, *_TIMES, "CATEGORIES"))
_PARAMETERS = ("TZID", "VALUE")


@dataclass(frozen=True, slots=True)
class Property:
    """One line. `value` of a text is without its escapes."""

    value: str
    tzid: str = ""
    kind: str = ""
    """What VALUE says."""


@dataclass(slots=True)
class Event:
    """`broken`: the name of a property that cannot be read, "" when it has no name."""

    number: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    broken: str | None = None
    lengths: dict[str, int] = field(default_factory=dict)
    """Characters of the values by their name."""

    def first(self, name: str) -> Property | None:
        """The first line of this name."""
        return next(iter(self.properties.get(name, ())), None)


def read_events(data: bytes) -> Iterator[Event]:
    """Every event, numbered from 1.

    Raises `FileRefused`: `too_big`, `too_many_events`, `not_a_calendar`.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused("too_big", limit=MAX_BYTES)
    open_: list[str] = []
    event: Event | None = None
    number = calendars = 0
    for line in _LINE.findall(_unfolded(data)):
        name, parameters, value = _parts(line)
        if name == "BEGIN":
            open_.append(value.strip().upper())
            if len(open_) > MAX_DEPTH or open_[0] != "VCALENDAR":
                raise FileRefused("not_a_calendar")
            if open_ == ["VCALENDAR", "VEVENT"]:
                number += 1
                if number > MAX_EVENTS:
                    raise FileRefused("too_many_events", limit=MAX_EVENTS)
                event = Event(number)
        elif name == "END":
            if not open_ or open_.pop() != value.strip().upper():
                raise FileRefused("not_a_calendar")
            if len(open_) == 1 and event is not None:
                yield event
                event = None
            calendars += not open_
        elif not open_:
            raise FileRefused("not_a_calendar")
        elif event is not None and len(open_) == 2:
            _note(event, name, parameters, value)
    if open_ or not calendars:
        raise FileRefused("not_a_calendar")


def _unfolded(data: bytes) -> str:
    """As text, with lines that were folded in one again: between bytes, not characters."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            data = data.decode("utf-16").encode()
        data = _FOLD.sub(b"", data)
        return decoded(data)
    except (FileRefused, UnicodeError):
        return data.decode("utf-8", "replace")


def _parts(line: str) -> tuple[str, str, str]:
    """The name, the parameters as they stand and the value; the name is "" when it is none."""
    match = _NAME.match(line)
    if match is None:
        return "", "", ""
    name, rest = match.group().upper(), line[match.end() :]
    if rest.startswith(":"):
        return name, "", rest[1:]
    found = _BEFORE_VALUE.match(rest)
    if found is None:
        return "", "", ""
    return name, found.group(1), rest[found.end() :]


def _note(event: Event, name: str, parameters: str, value: str) -> None:
    if not name:
        event.broken = event.broken or ""
        return
    if name not in TAKEN:
        return
    same = event.properties.setdefault(name, [])
    most = MAX_DATES if name == "EXDATE" else MAX_VALUE
    room = most - event.lengths.get(name, 0)
    if len(same) >= MAX_SAME or (room < len(value) and name not in _TEXTS):
        if name != "CATEGORIES":
            event.broken = name
        return
    value = value[: max(room, 0) + 1]
    event.lengths[name] = event.lengths.get(name, 0) + len(value)
    if name in _TEXTS:
        value = unescaped(value)
    same.append(Property(value, *(_parameter(parameters, one) for one in _PARAMETERS)))


def _parameter(parameters: str, name: str) -> str:
    for match in _PARAMETER.finditer(parameters):
        if match.group(1).upper() == name:
            return match.group(2).strip('"')[:200]
    return ""


def unescaped(text: str) -> str:
    """A text as it was before it was written into a calendar."""
    return _ESCAPE.sub(lambda match: "\n" if match.group(1) in "nN" else match.group(1), text)


_FOLD = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_LINE = re.compile(r"[^\r\n]+")
_NAME = re.compile(r"[A-Za-z0-9-]+")
# Nothing that matched is tried in another way.
_BEFORE_VALUE = re.compile(r'((?:[^":]++|"[^"]*+")*+):')
_PARAMETER = re.compile(r';([A-Za-z0-9-]++)=("[^"]*+"|[^";]*+)')
_ESCAPE = re.compile(r"\\([nN\\;,])")
