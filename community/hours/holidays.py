"""The Chinese state calendar: statutory holidays and make-up workdays (调休).

The State Council publishes each year's arrangement in the November before; the package
`chinesecalendar` carries what was published. Outside those years nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache


class DayKind(StrEnum):
    """What the state calendar says of a day."""

    ORDINARY = "ordinary"
    """Neither of the below: a usual weekday or a usual weekend."""
    HOLIDAY = "holiday"
    """Inside a published holiday period, its exchanged days off included."""
    MAKE_UP = "make_up"
    """A Saturday or Sunday that is worked in exchange for a day off."""
    UNKNOWN = "unknown"
    """Not published, or not known to the installed package."""


class Festival(StrEnum):
    """Which holiday; the value is the key under which its name is looked up."""

    NEW_YEAR = "new_year"
    SPRING_FESTIVAL = "spring_festival"
    TOMB_SWEEPING = "tomb_sweeping"
    LABOUR_DAY = "labour_day"
    DRAGON_BOAT = "dragon_boat"
    MID_AUTUMN = "mid_autumn"
    NATIONAL_DAY = "national_day"
    OTHER = "other"
    """A one-time holiday, as on 3 September 2015."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the state calendar; `festival` is given for HOLIDAY and MAKE_UP."""

    kind: DayKind
    festival: Festival | None = None


_FESTIVALS = {
    "New Year's Day": Festival.NEW_YEAR,
    "Spring Festival": Festival.SPRING_FESTIVAL,
    "Tomb-sweeping Day": Festival.TOMB_SWEEPING,
    "Labour Day": Festival.LABOUR_DAY,
    "Dragon Boat Festival": Festival.DRAGON_BOAT,
    "Mid-autumn Festival": Festival.MID_AUTUMN,
    "National Day": Festival.NATIONAL_DAY,
}

_LAST_CERTAIN = (12, 24)
"""Month and day. A year's last week may belong to the next year's arrangement: the earliest
day that did, of all published ones, is 29 December (2007 and 2018)."""

_ORDINARY = CalendarDay(DayKind.ORDINARY)
_UNKNOWN = CalendarDay(DayKind.UNKNOWN)


def calendar_day(day: date) -> CalendarDay:
    """What the state calendar says of `day`; never raises, UNKNOWN where it is not known."""
    first, last = _known()
    if not first <= day <= last:
        return _UNKNOWN
    return _special_days().get(day, _ORDINARY)


def known_until() -> date:
    """The last day of which the installed calendar can speak."""
    return _known()[1]


@cache
def _known() -> tuple[date, date]:
    years = {day.year for day in _special_days()}
    return date(min(years), 1, 1), date(max(years), *_LAST_CERTAIN)


@cache
def _special_days() -> dict[date, CalendarDay]:
    from chinese_calendar import constants

    def of(kind: DayKind, names: dict[date, str]) -> dict[date, CalendarDay]:
        return {
            day: CalendarDay(kind, _FESTIVALS.get(name, Festival.OTHER))
            for day, name in names.items()
        }

    return of(DayKind.HOLIDAY, constants.holidays) | of(DayKind.MAKE_UP, constants.workdays)
