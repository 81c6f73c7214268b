"""Activities from an iCalendar file: bounded, nothing followed, nothing guessed.

Problems: `no_uid`, `no_title`, `start_missing`, `all_day`, `end_before_start`, `unreadable`
(a property of the event), `year` (a year that cannot be meant), `dates_added` (RDATE),
`override_unknown` (a changed date of an event that is not in the file), `uid_twice`; as
warnings `private`, `too_long` (cut) and `zone_unknown` (a time zone that is neither known to
IANA nor to Windows: read in the district's).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from community.activities.files.file import ActivityFile, ActivityRow, Override
from community.activities.series import LIMITS, MAX_INTEREST, MAX_INTERESTS
from community.calendars.moments import (
    YearUnusable,
    moment,
    read_day_or_time,
    read_length,
    wall_clock,
)
from community.calendars.zones import known_zone
from community.errors import CommunityError
from community.tables import foreign
from community.tables.files import FileRefused
from community.tables.ics import MAX_BYTES as MAX_BYTES
from community.tables.ics import Event, Property, unescaped
from community.tables.rows import FileRows, RowProblem

MAX_EXCEPTIONS = 400
MAX_UID = 2_000
"""Characters; what is longer than 255 is kept as its digest."""
_UTC = ("UTC", "Etc/UTC")


class CalendarRefused(CommunityError):
    """The whole file: `reason` is `too_big`, `too_many_events`, `not_a_calendar`, or that of
    the process that reads it: `too_costly`, `unread`."""


class _Wrong(Exception):
    def __init__(self, code: str, column: str, value: object = "") -> None:
        super().__init__(code)
        self.code, self.column, self.value = code, column, str(value)[:100]


async def read_calendar(data: bytes, zone: ZoneInfo) -> ActivityFile:
    """Every event of a calendar, numbered from 1, read in a process that can be killed.

    Times without a zone are in `zone`. Raises `CalendarRefused`.
    """
    return activities(await events(data), zone)


async def events(data: bytes) -> list[Event]:
    """The first half of `read_calendar`, which waits for another process."""
    try:
        return await foreign.read_events(data)
    except FileRefused as error:
        raise CalendarRefused(reason=error.code, limit=error.limit or 0) from error


def activities(found: Iterable[Event], zone: ZoneInfo) -> ActivityFile:
    """The second half of `read_calendar`: what the events mean."""
    rows: dict[str, ActivityRow] = {}
    changed: list[tuple[int, str, Override]] = []
    problems: list[RowProblem] = []
    for event in found:
        try:
            if "RECURRENCE-ID" in event.properties:
                changed.append((event.number, _uid(event), _override(event, zone)))
                continue
            row = _row(event, zone)
            if row.uid in rows:
                raise _Wrong("uid_twice", "UID", row.uid)
            rows[row.uid] = row
            problems += [*_unknown_zone(event), *_cut(event)]
        except _Wrong as wrong:
            private = wrong.code == "private"
            problems.append(
                RowProblem(event.number, wrong.column, wrong.value, wrong.code, warning=private)
            )
    for number, uid, override in changed:
        if uid not in rows:
            problems.append(RowProblem(number, "UID", uid[:100], "override_unknown"))
        else:
            row = rows[uid]
            rows[uid] = replace(row, overrides=(*row.overrides, override))
    problems.sort(key=lambda problem: problem.row_number)
    return FileRows(tuple(rows.values()), tuple(problems))


def _row(event: Event, zone: ZoneInfo) -> ActivityRow:
    uid = _uid(event)
    if _text(event, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
        raise _Wrong("private", "CLASS", _text(event, "CLASS"))
    if "RDATE" in event.properties:
        raise _Wrong("dates_added", "RDATE")
    start, minutes, zone = _time(event, zone)
    rules = event.properties.get("RRULE", [])
    if len(rules) > 1:
        raise _Wrong("unreadable", "RRULE")
    return ActivityRow(
        row_number=event.number,
        uid=uid,
        title=_title(event),
        local_start=start,
        zone=zone.key,
        minutes=minutes,
        rrule=rules[0].value.strip() if rules else None,
        description=_text(event, "DESCRIPTION")[: LIMITS["description"]] or None,
        venue=_text(event, "LOCATION")[: LIMITS["venue"]] or None,
        interests=tuple(_interests(event)),
        cancelled=_text(event, "STATUS").upper() == "CANCELLED",
        skipped=tuple(wall_clock(one, zone) for one in _exceptions(event, zone)),
    )


def _override(event: Event, zone: ZoneInfo) -> Override:
    start, minutes, own_zone = _time(event, zone)
    original = _day_or_time(event, "RECURRENCE-ID", own_zone)
    if not isinstance(original, datetime):
        raise _Wrong("all_day", "RECURRENCE-ID", original or "")
    return Override(
        original_start=wall_clock(original, own_zone),
        title=_title(event),
        local_start=start,
        minutes=minutes,
        venue=_text(event, "LOCATION")[: LIMITS["venue"]] or None,
        cancelled=_text(event, "STATUS").upper() == "CANCELLED",
    )


def _uid(event: Event) -> str:
    uid = _text(event, "UID")
    if not uid:
        raise _Wrong("no_uid", "UID")
    if len(uid) > MAX_UID:
        raise _Wrong("unreadable", "UID", uid)
    return uid


def _title(event: Event) -> str:
    title = _text(event, "SUMMARY")[: LIMITS["title"]]
    if not title:
        raise _Wrong("no_title", "SUMMARY")
    return title


def _time(event: Event, zone: ZoneInfo) -> tuple[datetime, int | None, ZoneInfo]:
    """When it starts on the clock of which zone, and for how many minutes."""
    if event.broken is not None:
        raise _Wrong("unreadable", event.broken)
    line = event.first("DTSTART")
    if line is None:
        raise _Wrong("start_missing", "DTSTART")
    own = known_zone(line.tzid)
    if own is not None and own.key not in _UTC:
        zone = own
    start = _day_or_time(event, "DTSTART", zone)
    if not isinstance(start, datetime):
        raise _Wrong("all_day", "DTSTART", start or "")
    length = _length(event, start, zone)
    if length is not None and length <= timedelta():
        raise _Wrong("end_before_start", "DTEND", length)
    minutes = None if length is None else max(1, int(length / timedelta(minutes=1)))
    return wall_clock(start, zone), minutes, zone


def _length(event: Event, start: datetime, zone: ZoneInfo) -> timedelta | None:
    end = _day_or_time(event, "DTEND", zone)
    if isinstance(end, datetime):
        return moment(end, zone) - moment(start, zone)
    line = event.first("DURATION")
    if line is None:
        return None
    try:
        return read_length(line.value)
    except ValueError:
        raise _Wrong("unreadable", "DURATION", line.value) from None


def _day_or_time(event: Event, name: str, zone: ZoneInfo) -> date | datetime | None:
    line = event.first(name)
    return None if line is None else _read(name, line, line.value, zone)


def _read(name: str, line: Property, text: str, zone: ZoneInfo) -> date | datetime:
    """A day, or a time with its zone; one that is not known counts as `zone`."""
    try:
        found = read_day_or_time(text)
    except YearUnusable:
        raise _Wrong("year", name, text) from None
    except ValueError:
        raise _Wrong("unreadable", name, text) from None
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=known_zone(line.tzid) or zone)
    return found


def _exceptions(event: Event, zone: ZoneInfo) -> Iterator[datetime]:
    dates = [
        _read("EXDATE", line, text, zone)
        for line in event.properties.get("EXDATE", [])
        for text in line.value.split(",")
    ]
    if len(dates) > MAX_EXCEPTIONS:
        raise _Wrong("unreadable", "EXDATE")
    for one in dates:
        if not isinstance(one, datetime):
            raise _Wrong("unreadable", "EXDATE", one)
        yield one


def _interests(event: Event) -> Iterator[str]:
    lines = event.properties.get("CATEGORIES", [])
    names = [unescaped(name).strip() for line in lines for name in _COMMA.split(line.value)]
    yield from [name for name in names if 0 < len(name) <= MAX_INTEREST][:MAX_INTERESTS]


_COMMA = re.compile(r"(?<!\\),")


def _text(event: Event, name: str) -> str:
    line = event.first(name)
    return "" if line is None else line.value.strip()


def _unknown_zone(event: Event) -> Iterator[RowProblem]:
    line = event.first("DTSTART")
    if line is not None and line.tzid and known_zone(line.tzid) is None:
        yield RowProblem(event.number, "DTSTART", line.tzid[:100], "zone_unknown", warning=True)


def _cut(event: Event) -> Iterator[RowProblem]:
    for name, field in (("SUMMARY", "title"), ("DESCRIPTION", "description")):
        text = _text(event, name)
        if len(text) > LIMITS[field]:
            yield RowProblem(
                event.number, name, text[:100], "too_long", {"limit": LIMITS[field]}, warning=True
            )
