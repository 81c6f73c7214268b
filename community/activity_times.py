"""When an activity is, as staff type it: a day, a time, and perhaps an end.

`2026-12-02 19:30-21:00`, `12/2 19:30`, `12月2日 19：30至21：00`, `明天 19:30`, `周三 19:30`,
`tomorrow 19:30`, `Wed 19:30`. Nothing is guessed beyond the year and the week.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from community.errors import CommunityError


class TimeUnreadable(CommunityError):
    """The `text` has no day and time that are understood."""


@dataclass(frozen=True, slots=True)
class TypedTime:
    """`local_start` is naive; `minutes` None when no end was said."""

    local_start: datetime
    minutes: int | None


_WEEKDAYS = {
    **{f"{prefix}{day}": n for n, day in enumerate("一二三四五六日") for prefix in ("周", "星期")},
    **{f"{prefix}天": 6 for prefix in ("周", "星期")},
    **{
        name: n
        for n, names in enumerate(
            (
                ("mon", "monday"),
                ("tue", "tuesday"),
                ("wed", "wednesday"),
                ("thu", "thursday"),
                ("fri", "friday"),
                ("sat", "saturday"),
                ("sun", "sunday"),
            )
        )
        for name in names
    },
}
_DAYS = {"今天": 0, "今晚": 0, "today": 0, "明天": 1, "明晚": 1, "tomorrow": 1, "后天": 2}
_WORD = "|".join(sorted((*_WEEKDAYS, *_DAYS), key=len, reverse=True))
_CLOCK = r"(\d{1,2}):(\d{2})(?::00)?"
_PATTERN = re.compile(
    rf"(?:(?P<word>(?:下)?(?:{_WORD}))"
    r"|(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    rf"(?:\s*\(?(?:{_WORD})\)?)?)"
    rf"[\st,]*{_CLOCK}(?:\s*(?:-|~|至|到|to)\s*{_CLOCK})?",
    re.ASCII,
)


def read_time(text: str, now: datetime, zone: ZoneInfo) -> TypedTime:
    """Read a day and a time on the wall clock of `zone`.

    Without a year the date is the nearest to today; a weekday is the next one, today
    included while the time is to come; with 下 in front it is next week's. An end before the
    start is on the day after. Raises `TimeUnreadable`.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    folded = re.sub("[\u2010-\u2015\u2212]", "-", folded).casefold()
    match = _PATTERN.fullmatch(folded)
    if match is None:
        raise TimeUnreadable(text=text)
    *_, hour, minute, end_hour, end_minute = match.groups()
    local_now = now.astimezone(zone).replace(tzinfo=None)
    try:
        start = timedelta(hours=_below(hour, 24), minutes=_below(minute, 60))
        day = _day(match, start, local_now)
        minutes = None
        if end_hour is not None:
            end = timedelta(hours=_below(end_hour, 25), minutes=_below(end_minute, 60))
            minutes = int((end - start) / timedelta(minutes=1)) % (24 * 60)
    except (ValueError, OverflowError):
        raise TimeUnreadable(text=text) from None
    if minutes == 0:
        raise TimeUnreadable(text=text)
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall clock
    return TypedTime(midnight + start, minutes)


def _below(digits: str, limit: int) -> int:
    number = int(digits)
    if number >= limit:
        raise ValueError(digits)
    return number


def _day(match: re.Match[str], start: timedelta, now: datetime) -> date:
    word = match["word"]
    if word is None:
        return _dated(match, now.date())
    if word in _DAYS:
        return now.date() + timedelta(days=_DAYS[word])
    weekday = _WEEKDAYS[word.removeprefix("下")]
    if word.startswith("下"):
        return now.date() + timedelta(days=7 - now.weekday() + weekday)
    days = (weekday - now.weekday()) % 7
    clock = timedelta(hours=now.hour, minutes=now.minute)
    return now.date() + timedelta(days=7 if days == 0 and start <= clock else days)


def _dated(match: re.Match[str], today: date) -> date:
    month, day = int(match["month"]), int(match["day"])
    if match["year"] is not None:
        return date(int(match["year"]), month, day)
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:  # 29 February
            continue
    return min(found, key=lambda candidate: abs(candidate - today))
