"""Activities from an iCalendar file: bounded, nothing followed, nothing guessed.

Problems: `no_uid`, `no_title`, `start_missing`, `all_day`, `end_before_start`, `unreadable`
(a property of the event), `dates_added` (RDATE), `override_unknown` (a changed date of an
event that is not in the file), `uid_twice`; as warnings `private` and `too_long` (cut).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from community.activities.file import ActivityFile, ActivityRow, Override
from community.activities.series import LIMITS, MAX_INTEREST, MAX_INTERESTS
from community.errors import CommunityError
from community.places.rows import RowProblem

MAX_BYTES = 1_000_000
MAX_EVENTS = 500
MAX_EXCEPTIONS = 400


class CalendarRefused(CommunityError):
    """The whole file: `reason` is `too_big`, `too_many_events`, `not_a_calendar`."""


class _Wrong(Exception):
    def __init__(self, code: str, column: str, value: object = "") -> None:
        super().__init__(code)
        self.code, self.column, self.value = code, column, str(value)[:100]


def read_calendar(data: bytes, zone: ZoneInfo) -> ActivityFile:
    """Every event of a calendar, numbered from 1. Times without a zone are in `zone`.

    Raises `CalendarRefused`.
    """
    if len(data) > MAX_BYTES:
        raise CalendarRefused(reason="too_big", limit=MAX_BYTES)
    rows: dict[str, ActivityRow] = {}
    changed: list[tuple[int, str, Override]] = []
    problems: list[RowProblem] = []
    for number, event in enumerate(_events(data), start=1):
        try:
            if event.get("recurrence-id") is not None:
                changed.append((number, _uid(event), _override(event, zone)))
                continue
            row = _row(number, event, zone)
            if row.uid in rows:
                raise _Wrong("uid_twice", "UID", row.uid)
            rows[row.uid] = row
            problems += _cut(number, event)
        except _Wrong as wrong:
            private = wrong.code == "private"
            problems.append(
                RowProblem(number, wrong.column, wrong.value, wrong.code, warning=private)
            )
    for number, uid, override in changed:
        if uid not in rows:
            problems.append(RowProblem(number, "UID", uid[:100], "override_unknown"))
        else:
            row = rows[uid]
            rows[uid] = replace(row, overrides=(*row.overrides, override))
    problems.sort(key=lambda problem: problem.row_number)
    return ActivityFile(tuple(rows.values()), tuple(problems))


def _events(data: bytes) -> list[Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            calendars = icalendar.Calendar.from_ical(data, multiple=True)
            found = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except Exception as error:  # a broken file makes the parser raise nearly anything
        raise CalendarRefused(reason="not_a_calendar") from error
    if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
        raise CalendarRefused(reason="not_a_calendar")
    if len(found) > MAX_EVENTS:
        raise CalendarRefused(reason="too_many_events", limit=MAX_EVENTS)
    return found


def _row(number: int, event: Any, zone: ZoneInfo) -> ActivityRow:
    uid = _uid(event)
    if _text(event, "class").upper() in ("PRIVATE", "CONFIDENTIAL"):
        raise _Wrong("private", "CLASS", _text(event, "class"))
    if event.get("rdate") is not None:
        raise _Wrong("dates_added", "RDATE")
    start, minutes, zone = _time(event, zone)
    rule = event.get("rrule")
    if isinstance(rule, list):
        raise _Wrong("unreadable", "RRULE")
    return ActivityRow(
        row_number=number,
        uid=uid,
        title=_title(event),
        local_start=start,
        zone=zone.key,
        minutes=minutes,
        rrule=rule.to_ical().decode() if rule is not None else None,
        description=_text(event, "description")[: LIMITS["description"]] or None,
        venue=_text(event, "location")[: LIMITS["venue"]] or None,
        interests=tuple(_interests(event)),
        cancelled=_text(event, "status").upper() == "CANCELLED",
        skipped=tuple(_wall(moment, zone) for moment in _exceptions(event)),
    )


def _override(event: Any, zone: ZoneInfo) -> Override:
    start, minutes, own_zone = _time(event, zone)
    if getattr(event.get("recurrence-id"), "dt", None) is None:
        raise _Wrong("unreadable", "RECURRENCE-ID")
    original = event.get("recurrence-id").dt
    if not isinstance(original, datetime):
        raise _Wrong("all_day", "RECURRENCE-ID", original)
    return Override(
        original_start=_wall(original, own_zone),
        title=_title(event),
        local_start=start,
        minutes=minutes,
        venue=_text(event, "location")[: LIMITS["venue"]] or None,
        cancelled=_text(event, "status").upper() == "CANCELLED",
    )


def _uid(event: Any) -> str:
    uid = _text(event, "uid")
    if not uid:
        raise _Wrong("no_uid", "UID")
    return uid


def _title(event: Any) -> str:
    title = _text(event, "summary")[: LIMITS["title"]]
    if not title:
        raise _Wrong("no_title", "SUMMARY")
    return title


def _time(event: Any, zone: ZoneInfo) -> tuple[datetime, int | None, ZoneInfo]:
    for name, _ in event.errors:
        raise _Wrong("unreadable", str(name or ""))
    start = getattr(event.get("dtstart"), "dt", None)
    if start is None:
        raise _Wrong("start_missing", "DTSTART")
    if not isinstance(start, datetime):
        raise _Wrong("all_day", "DTSTART", start)
    if isinstance(start.tzinfo, ZoneInfo) and start.tzinfo.key not in ("UTC", "Etc/UTC"):
        zone = start.tzinfo
    end = getattr(event.get("dtend"), "dt", None)
    length = getattr(event.get("duration"), "dt", None)
    if isinstance(end, datetime):
        length = _moment(end, zone) - _moment(start, zone)
    if length is not None and not (isinstance(length, timedelta) and length > timedelta()):
        raise _Wrong("end_before_start", "DTEND", end or length)
    minutes = None if length is None else max(1, int(length / timedelta(minutes=1)))
    return _wall(start, zone), minutes, zone


def _exceptions(event: Any) -> Iterator[datetime]:
    lists = event.get("exdate") or []
    dates = [one.dt for each in (lists if isinstance(lists, list) else [lists]) for one in each.dts]
    if len(dates) > MAX_EXCEPTIONS or not all(isinstance(one, datetime) for one in dates):
        raise _Wrong("unreadable", "EXDATE")
    yield from dates


def _interests(event: Any) -> Iterator[str]:
    names = [str(name).strip() for name in event.categories]
    yield from [name for name in names if 0 < len(name) <= MAX_INTEREST][:MAX_INTERESTS]


def _text(event: Any, name: str) -> str:
    value = event.get(name)
    if isinstance(value, list):
        value = value[0]
    return str(value or "").strip()


def _cut(number: int, event: Any) -> Iterator[RowProblem]:
    for name, field in (("summary", "title"), ("description", "description")):
        text = _text(event, name)
        if len(text) > LIMITS[field]:
            yield RowProblem(
                number,
                name.upper(),
                text[:100],
                "too_long",
                {"limit": LIMITS[field]},
                warning=True,
            )


def _moment(value: datetime, zone: ZoneInfo) -> datetime:
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def _wall(value: datetime, zone: ZoneInfo) -> datetime:
    return _moment(value, zone).astimezone(zone).replace(tzinfo=None)
