"""Times as people write them: `周三19:30-21:00`, `5/22 19:30`, `明晚7点半`, `next Wed 7:30pm`.

The one reader for what staff type in the chat and what stands in the files they import, such as
`2026-12-02T19:30:00` or `12/2（周三）19:30～21:00`. Everything is on the wall clock of the place,
naive. Whether it is over is judged by the rules.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from community.spoken.days import TimeUnread, read_day
from community.spoken.numbers import DURATION, NUMERALS, duration, numeral

__all__ = ["ReadTime", "TimeUnread", "read_time"]

MAX_LENGTH = 60
LONGEST = 24 * 60


@dataclass(frozen=True, slots=True)
class ReadTime:
    """When it begins, and for how many minutes it lasts; None when only a start is said."""

    local_start: datetime
    minutes: int | None


def read_time(text: str, today_at: datetime) -> ReadTime:
    """Read a day, an hour, perhaps an end or a duration; `today_at` is naive local now.

    A weekday alone is the next one that is still to come; `本周三` is the one of this week.
    Raises `TimeUnread` for what is not a time, for anything left over, for an hour without
    a day and a day without an hour.
    """
    rest = _normal(text)
    if not rest or len(text) > MAX_LENGTH:
        raise TimeUnread(text)
    day, rest = read_day(rest, today_at)
    if day is None:
        raise TimeUnread(text)
    begin, rest = _hour(rest, day.evening)
    if begin is None or begin.midnight:  # 24:00 of which day? It may only be an end.
        raise TimeUnread(text)
    minutes, rest = _until(rest, begin)
    if rest.strip(" ,。.;"):
        raise TimeUnread(text)
    start = datetime.combine(day.date, begin.time)
    if day.floating and start <= today_at:
        start += timedelta(days=7)
    return ReadTime(start, minutes)


@dataclass(frozen=True, slots=True)
class _Hour:
    time: time
    half: str
    """What was said of the half of the day: morning, evening, or nothing."""
    midnight: bool = False
    """24:00, the end of a day."""


_HALF = r"(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜里|早|晚)?"
_CLOCK = re.compile(
    rf",?[ t]?{_HALF} ?(?:at )?"
    r"(?:(\d{1,2})(?::|点|时)(?:(\d{1,2})(?::00|分)?|(半)|(一刻|三刻))?(?:钟|整)? ?(am|pm)?"
    r"|(\d{1,2}) ?(am|pm))",
    re.ASCII,
)
_TO = re.compile(r" ?(?:-|~|到|至|to) ?")
_LASTS = re.compile(rf" ?,? ?(?:共|for)? ?(?:{DURATION.pattern})", re.ASCII)
_SPOKEN = re.compile(rf"[{NUMERALS}]{{1,3}}(?=[点时])|(?<=[点时])[{NUMERALS}]{{1,3}}(?!刻)")
_MORNING = frozenset(("凌晨", "清晨", "早上", "早晨", "上午", "早", "am"))
_NIGHT = frozenset(("晚上", "晚间", "夜里", "晚"))
_EVENING = frozenset(("下午", "傍晚", "晚上", "晚间", "夜里", "晚", "pm"))


def _normal(text: str) -> str:
    """One spelling of digits, dashes and spaces; Chinese numerals around 点 as digits."""
    plain = unicodedata.normalize("NFKC", text).lower().strip()
    plain = re.sub(r"[‐-―−—~〜～]+", "-", plain)
    plain = re.sub(r"\s+", " ", plain).replace("。", "")
    return _SPOKEN.sub(_as_digits, plain)


def _as_digits(match: re.Match[str]) -> str:
    number = numeral(match.group())
    return match.group() if number is None else str(number)


def _hour(text: str, evening: bool, after: _Hour | None = None) -> tuple[_Hour | None, str]:
    match = _CLOCK.match(text)
    if match is None:
        return None, text
    half, hours, minutes, thirty, quarter, suffix, bare, bare_suffix = match.groups()
    said = suffix or bare_suffix or half or ("晚" if evening else "")
    hour = int(hours or bare)
    minute = int(minutes or 0)
    if thirty:
        minute = 30
    if quarter:
        minute = 15 if quarter == "一刻" else 45
    hour = _on_the_day(hour, said or (after.half if after else ""))
    if after is not None and not said and (hour, minute) <= (after.time.hour, after.time.minute):
        hour = hour + 12 if hour + 12 > after.time.hour and after.half and hour < 12 else hour
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None, text
    return _Hour(time(hour % 24, minute), said, hour == 24), text[match.end() :]


def _on_the_day(hour: int, half: str) -> int:
    if half in _EVENING and hour < 12:
        return hour + 12
    if half in _MORNING and hour == 12:
        return 0
    if half in _NIGHT and hour == 12:
        return 24
    if half == "中午" and hour < 3:
        return hour + 12
    return hour


def _until(text: str, begin: _Hour) -> tuple[int | None, str]:
    """Minutes up to an end on the clock, which may be after midnight, or a duration."""
    to = _TO.match(text)
    if to is not None:
        end, rest = _hour(text[to.end() :], evening=False, after=begin)
        if end is None:
            return None, text
        minutes = (_minutes(end.time) - _minutes(begin.time)) % LONGEST
        return (minutes, rest) if minutes else (None, text)
    lasts = _LASTS.match(text)
    if lasts is None:
        return None, text
    minutes = duration(lasts)
    if not 0 < minutes <= LONGEST:
        return None, text
    return minutes, text[lasts.end() :]


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
