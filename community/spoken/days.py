"""Days as people write them: `明晚`, `下周三`, `5/22`, `2026年5月22日`, `next Wed`, `May 22`."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta


class TimeUnread(ValueError):
    """The text does not say a day and an hour."""


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    evening: bool = False
    """`明晚` says it already: 7点 is 19:00."""
    floating: bool = False
    """A weekday alone: when it is over, the one of next week is meant."""


def read_day(text: str, today_at: datetime) -> tuple[Day | None, str]:
    """The day that a text begins with, and the rest; None when there is none.

    The text is in one spelling already. Raises `TimeUnread` for a date that does not exist,
    and for one that is not on the weekday which stands behind it.
    """
    for read in (_relative, _written, _weekday, _english):
        day, rest = read(text, today_at)
        if day is not None:
            return day, _confirmed(day, rest)
    return None, text


def read_date(text: str) -> date:
    """A day that is written in full: `2026-06-01`, `2026/6/1`, `2026年6月1日`.

    Raises `TimeUnread`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _FULL_DATE.fullmatch(plain)
    if match is None:
        raise TimeUnread(text)
    year, month, number = (int(part) for part in match.groups())
    return _date(text, year, month, number)


def _confirmed(day: Day, rest: str) -> str:
    """What follows the weekday that may stand behind a date."""
    match = _BEHIND.match(rest)
    if match is None:
        return rest
    chinese, english = match.groups()
    said = _WEEKDAYS[chinese] if chinese else _ENGLISH_DAYS.index(english)
    if said != day.date.weekday():
        raise TimeUnread(match.group())
    return rest[match.end() :]


_RELATIVE = {
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "明天": 1,
    "明日": 1,
    "明晚": 1,
    "明早": 1,
    "后天": 2,
    "后晚": 2,
    "大后天": 3,
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
}
_WEEKDAYS = {sign: number for number, sign in enumerate("一二三四五六")} | {
    "日": 6,
    "天": 6,
    **{str(number + 1): number for number in range(7)},
}
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)

_RELATIVE_DAY = re.compile(rf"(?:{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})")
_CHINESE_WEEKDAY = re.compile(r"(下下|下个?|本|这个?)?(?:周|星期|礼拜)([一二三四五六日天1-7])")
_ENGLISH_WEEKDAY = re.compile(rf"(next|this)? ?({'|'.join(_ENGLISH_DAYS)})[a-z]*\.?(?![a-z])")
_FULL_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:[日号]|(?!\d))", re.ASCII)
_SHORT_DATE = re.compile(r"(\d{1,2})(?:[/-]|月)(\d{1,2})(?:[日号]|(?![\d:点]))", re.ASCII)
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH_DATE = re.compile(
    rf"(?:(\d{{1,2}}) ?{_MONTH}|{_MONTH} ?(\d{{1,2}})(?![\d:]))(?:,? ?(\d{{4}}))?",
    re.ASCII,
)
_BEHIND = re.compile(
    rf",? ?\(?(?:(?:周|星期)([一二三四五六日天])|({'|'.join(_ENGLISH_DAYS)})[a-z]*\.?)\)?"
    r"(?![a-z\d])"
)


def _relative(text: str, today_at: datetime) -> tuple[Day | None, str]:
    match = _RELATIVE_DAY.match(text)
    if match is None:
        return None, text
    word = match.group()
    day = today_at.date() + timedelta(days=_RELATIVE[word])
    return Day(day, evening=word.endswith("晚") or word == "tonight"), text[match.end() :]


def _written(text: str, today_at: datetime) -> tuple[Day | None, str]:
    full = _FULL_DATE.match(text)
    if full is not None:
        year, month, number = (int(part) for part in full.groups())
        return Day(_date(text, year, month, number)), text[full.end() :]
    short = _SHORT_DATE.match(text)
    if short is None:
        return None, text
    month, number = int(short.group(1)), int(short.group(2))
    return Day(_nearest(text, month, number, today_at)), text[short.end() :]


def _weekday(text: str, today_at: datetime) -> tuple[Day | None, str]:
    match = _CHINESE_WEEKDAY.match(text)
    if match is None:
        return None, text
    which, sign = match.groups()
    weeks = {"下下": 2, "下": 1, "下个": 1}.get(which or "", 0)
    day = _of_week(_WEEKDAYS[sign], weeks, today_at, floating=which is None)
    return day, text[match.end() :]


def _english(text: str, today_at: datetime) -> tuple[Day | None, str]:
    dated = _ENGLISH_DATE.match(text)
    if dated is not None:
        before, name, other_name, after, year = dated.groups()
        month = _MONTHS.index(name or other_name) + 1
        number = int(before or after)
        if year:
            return Day(_date(text, int(year), month, number)), text[dated.end() :]
        return Day(_nearest(text, month, number, today_at)), text[dated.end() :]
    match = _ENGLISH_WEEKDAY.match(text)
    if match is None:
        return None, text
    which, name = match.groups()
    weeks = 1 if which == "next" else 0
    day = _of_week(_ENGLISH_DAYS.index(name), weeks, today_at, floating=which is None)
    return day, text[match.end() :]


def _of_week(weekday: int, weeks: int, today_at: datetime, *, floating: bool) -> Day:
    monday = today_at.date() - timedelta(days=today_at.weekday())
    day = monday + timedelta(days=weekday, weeks=weeks)
    if floating and day < today_at.date():
        day += timedelta(days=7)
    return Day(day, floating=floating)


def _date(text: str, year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise TimeUnread(text) from None


def _nearest(text: str, month: int, number: int, today_at: datetime) -> date:
    """The date that is nearest to today, of the years around it in which there is one."""
    today = today_at.date()
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        with contextlib.suppress(ValueError):  # 29 February
            found.append(date(year, month, number))
    if not found:
        raise TimeUnread(text)
    return min(found, key=lambda candidate: abs(candidate - today))
