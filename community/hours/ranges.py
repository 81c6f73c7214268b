"""From when to when: ranges of the clock and of the year in Chinese opening hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from community.hours.tokens import Clock, HoursNotUnderstood, Token


@dataclass(frozen=True, slots=True)
class Season:
    """`selector` as in OSM; `days` as (month, day), for seeing overlaps."""

    selector: str
    days: frozenset[tuple[int, int]]


def read_range(text: str, tokens: list[Token], index: int) -> tuple[tuple[int, int], int]:
    """The range that begins with `tokens[index]`, in minutes after midnight (the end may lie
    on the next day), and the index behind it. Raises `HoursNotUnderstood`."""
    first = tokens[index]
    if first.kind == "all_day":
        return (0, 1440), index + 1
    after = index + 1
    dash = after < len(tokens) and tokens[after].kind == "dash"
    after += dash
    last = tokens[after] if after < len(tokens) else None
    if last is None or last.kind not in ("time", "number"):
        _refuse(text, first, tokens[after - 1], "incomplete")
    if not dash and not _early_and_late(first, last):
        _refuse(text, first, first, "incomplete")
    finish = last.clock
    if finish is None or (first.clock is None and finish.style != "spoken"):
        _refuse(text, first, last, "bare_hours", _likely(first, last))
    # 9-20点: the first hour is meant like the second.
    begin = first.clock or Clock(int(first.text), 0, "", False, finish.style)
    span = _span(begin, finish)
    if isinstance(span, str):
        _refuse(text, first, last, span)
    return span, after + 1


def read_season(text: str) -> Season | None:
    """5月-9月, 10月1日-次年4月30日, 7-8月, 7月; None for a date that does not exist."""
    found = [
        (int(month), int(day) if day else None)
        for month, day in re.findall(r"(\d+)(?:月(?:(\d+)[日号])?)?", text)
    ]
    (month, day), (last_month, last_day) = found[0], found[-1]
    ends = (day or 1, last_day or _month_length(last_month))
    if ends[0] > _month_length(month) or ends[1] > _month_length(last_month):
        return None
    first, last = date(_LEAP_YEAR, month, ends[0]), date(_LEAP_YEAR, last_month, ends[1])
    new_year, start = date(_LEAP_YEAR, 1, 1), first.timetuple().tm_yday - 1
    length = (last - first).days % 366 + 1
    days = [new_year + timedelta((start + step) % 366) for step in range(length)]
    if day is None and last_day is None:
        selector = "-".join(dict.fromkeys((_MONTHS[month - 1], _MONTHS[last_month - 1])))
    elif len(found) == 1:
        selector = f"{_MONTHS[month - 1]} {ends[0]:02}"
    else:
        selector = f"{_MONTHS[month - 1]} {ends[0]:02}-{_MONTHS[last_month - 1]} {ends[1]:02}"
    return Season(selector, frozenset((day.month, day.day) for day in days))


_LEAP_YEAR = 2024
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _refuse(
    text: str, first: Token, last: Token, reason: str, suggestion: str | None = None
) -> NoReturn:
    raise HoursNotUnderstood(text, first.start, last.end, reason, suggestion)


def _early_and_late(first: Token, last: Token) -> bool:
    """早九晚五"""
    return (
        first.clock is not None
        and last.clock is not None
        and (first.clock.part, last.clock.part) == ("morning", "evening")
    )


def _likely(first: Token, last: Token) -> str | None:
    """What 9-21 is thought to mean, for the one who wrote it to confirm."""
    start, end = (
        _minutes(token.clock) if token.clock else int(token.text) * 60 for token in (first, last)
    )
    if start is None or end is None or not start < end <= 1440:
        return None
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


def _span(begin: Clock, finish: Clock) -> tuple[int, int] | str:
    """Start and end in minutes, or the reason why not."""
    start, end = _minutes(begin), _minutes(finish)
    if start is None or start >= 1440 or begin.next_day or end is None:
        return "time"
    if finish.next_day:
        end += 1440 if end < 1440 else 0
    elif end == 0:
        end = 1440
    elif end <= start:
        later = _later(start, end, begin, finish)
        if later is None:
            return "ambiguous"
        end = later
    return (start, end) if start < end <= start + 1440 else "time"


def _later(start: int, end: int, begin: Clock, finish: Clock) -> int | None:
    """The end as written lies before the start: the same half day, or past midnight."""
    if finish.part == "dawn":
        return end + 1440
    if begin.part in ("noon", "afternoon", "evening") and not finish.part:
        return end + 720 if finish.hour < 12 and end + 720 > start else end + 1440
    # 9:00-5:00 and 10:00-2:00 may mean the afternoon: only what cannot is believed.
    if finish.part or start < 720 or end + 720 > start:
        return None
    return end + 1440


def _minutes(clock: Clock) -> int | None:
    """Minutes after midnight; None where the part of the day does not fit the hour."""
    hour = _HOURS[clock.part].get(clock.hour)
    return None if hour is None else hour * 60 + clock.minute


def _month_length(month: int) -> int:
    return (date(_LEAP_YEAR + month // 12, month % 12 + 1, 1) - timedelta(1)).day


_HOURS: dict[str, dict[int, int]] = {
    "": {hour: hour for hour in range(25)},
    "dawn": {12: 0} | {hour: hour for hour in range(7)},
    "morning": {hour: hour for hour in range(4, 13)},
    "noon": {11: 11, 12: 12, 1: 13, 2: 14, 13: 13, 14: 14},
    "afternoon": {12: 12}
    | {hour - 12: hour for hour in range(13, 20)}
    | {hour: hour for hour in range(13, 20)},
    "evening": {hour - 12: hour for hour in range(16, 25)} | {hour: hour for hour in range(16, 25)},
}
