"""The dates of a recurrence rule (RFC 5545), period by period, in a search that has an end.

A rule may have no date at all, or the next one in a thousand years: every day that is looked
at is counted, and no search goes beyond the day it is asked about. A rule without a COUNT is
looked through from where the dates are wanted, not from its beginning.

Where the standard leaves it open, dates are those that `dateutil.rrule` has, by which rules
were kept before: in the first week of a weekly rule the days before its start do not count for
BYSETPOS.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MOST_DAYS = 50_000
"""Looked at in one search; a rule of every day for a hundred years has fewer."""
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Effort:
    """Days that may still be looked at, in one search or in several."""

    left: int = MOST_DAYS

    def spend(self, days: int) -> bool:
        """Whether there is enough left."""
        self.left -= days
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class _Rule:
    frequency: str
    interval: int
    count: int | None
    until: datetime | None
    months: frozenset[int]
    month_days: frozenset[int]
    weekdays: frozenset[int]
    ordinals: frozenset[tuple[int, int]]
    """The how manieth of which weekday, counted from the end where negative."""
    positions: tuple[int, ...]
    week_start: int


def dates(
    parts: dict[str, str],
    until: datetime | None,
    local_start: datetime,
    first: datetime,
    last: datetime,
    effort: Effort,
) -> Iterator[datetime]:
    """The dates from `first` to `last` of a rule whose parts are right, in order.

    All are on the wall clock. `until` is that of the rule. It ends early when the effort does.
    """
    rule = _rule(parts, until, local_start.date())
    last = min(last, rule.until or last)
    left = rule.count
    for days in _periods(rule, local_start.date(), first.date(), last.date(), effort):
        for day in _chosen(rule, days):
            moment = datetime.combine(day, local_start.time())
            if moment < local_start:
                continue
            if moment > last or left == 0:
                return
            left = None if left is None else left - 1
            if moment >= first:
                yield moment
        if left == 0:
            return


def _rule(parts: dict[str, str], until: datetime | None, start: date) -> _Rule:
    frequency = parts["FREQ"]
    if frequency not in FREQUENCIES:
        raise ValueError(frequency)
    months, month_days = _numbers(parts, "BYMONTH"), _numbers(parts, "BYMONTHDAY")
    weekdays, ordinals = _weekdays(parts.get("BYDAY", ""), frequency)
    if not (month_days or weekdays or ordinals):
        if frequency == "YEARLY" and not months:
            months = frozenset({start.month})
        if frequency in ("YEARLY", "MONTHLY"):
            month_days = frozenset({start.day})
        if frequency == "WEEKLY":
            weekdays = frozenset({start.weekday()})
    return _Rule(
        frequency=frequency,
        interval=int(parts.get("INTERVAL", 1)),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=until,
        months=months,
        month_days=month_days,
        weekdays=weekdays,
        ordinals=ordinals,
        positions=tuple(sorted(_numbers(parts, "BYSETPOS"))),
        week_start=WEEKDAYS.index(parts.get("WKST", "MO")),
    )


def _numbers(parts: dict[str, str], name: str) -> frozenset[int]:
    return frozenset(int(item) for item in parts[name].split(",")) if name in parts else frozenset()


def _weekdays(text: str, frequency: str) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    plain: set[int] = set()
    counted: set[tuple[int, int]] = set()
    for item in filter(None, text.split(",")):
        weekday = WEEKDAYS.index(item[-2:])
        if item[:-2] and frequency in ("MONTHLY", "YEARLY"):
            counted.add((int(item[:-2]), weekday))
        else:
            plain.add(weekday)
    return frozenset(plain), frozenset(counted)


def _periods(
    rule: _Rule, start: date, first: date, last: date, effort: Effort
) -> Iterator[list[date]]:
    """The days of each period that the rule is about, those only that its parts let through."""
    number = 0
    if rule.count is None and first > start:
        # One period more: it may hold a day that is still wanted.
        number = max(0, _periods_between(rule, start, first) - 1)
    while True:
        begin, end = _bounds(rule, start, number)
        if begin is None or begin > last:
            return
        if not effort.spend(1):
            return
        if rule.frequency in ("DAILY", "WEEKLY") or not rule.months or _in_months(rule, begin, end):
            span = (end - begin).days
            if not effort.spend(span):
                return
            days = [begin + number_ * _DAY for number_ in range(span)]
            yield [day for day in days if _lets_through(rule, day)]
        number += 1


def _in_months(rule: _Rule, begin: date, end: date) -> bool:
    return (end - begin).days > 31 or begin.month in rule.months


def _periods_between(rule: _Rule, start: date, first: date) -> int:
    if rule.frequency == "YEARLY":
        return (first.year - start.year) // rule.interval
    if rule.frequency == "MONTHLY":
        return ((first.year - start.year) * 12 + first.month - start.month) // rule.interval
    days = (first - start).days
    return days // (rule.interval * (7 if rule.frequency == "WEEKLY" else 1))


def _bounds(rule: _Rule, start: date, number: int) -> tuple[date | None, date]:
    """The first day of a period and the one after its last; None beyond the calendar."""
    steps = number * rule.interval
    try:
        if rule.frequency == "DAILY":
            begin = start + steps * _DAY
            return begin, begin + _DAY
        if rule.frequency == "WEEKLY":
            week = start - (start.weekday() - rule.week_start) % 7 * _DAY + steps * 7 * _DAY
            return (start if number == 0 else week), week + 7 * _DAY
        if rule.frequency == "MONTHLY":
            year, month = divmod(start.year * 12 + start.month - 1 + steps, 12)
            begin = date(year, month + 1, 1)
            return begin, begin + calendar.monthrange(year, month + 1)[1] * _DAY
        return date(start.year + steps, 1, 1), date(start.year + steps + 1, 1, 1)
    except (OverflowError, ValueError):
        return None, start


def _lets_through(rule: _Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days:
        length = calendar.monthrange(day.year, day.month)[1]
        if not {day.day, day.day - length - 1} & rule.month_days:
            return False
    if not (rule.weekdays or rule.ordinals):
        return True
    return day.weekday() in rule.weekdays or (
        bool(rule.ordinals) and not _counts(rule, day).isdisjoint(rule.ordinals)
    )


def _counts(rule: _Rule, day: date) -> set[tuple[int, int]]:
    """The how manieth of its weekday a day is, from both ends of its month or year."""
    if rule.frequency == "MONTHLY" or rule.months:
        before, length = day.day - 1, calendar.monthrange(day.year, day.month)[1]
    else:
        before = day.timetuple().tm_yday - 1
        length = 366 if calendar.isleap(day.year) else 365
    return {
        (before // 7 + 1, day.weekday()),
        (-((length - 1 - before) // 7) - 1, day.weekday()),
    }


def _chosen(rule: _Rule, days: list[date]) -> list[date]:
    """Those at the positions of BYSETPOS, or all."""
    if not rule.positions:
        return days
    places = {place - 1 if place > 0 else len(days) + place for place in rule.positions}
    return [days[place] for place in sorted(places) if 0 <= place < len(days)]
