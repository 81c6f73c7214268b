"""The state calendar: what was published, and silence beyond."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.hours.holidays import CalendarDay, DayKind, Festival, calendar_day, known_until


@pytest.mark.parametrize(
    ("day", "kind", "festival"),
    [
        (date(2026, 1, 1), DayKind.HOLIDAY, Festival.NEW_YEAR),
        (date(2026, 2, 14), DayKind.MAKE_UP, Festival.SPRING_FESTIVAL),
        (date(2026, 2, 20), DayKind.HOLIDAY, Festival.SPRING_FESTIVAL),
        (date(2026, 4, 6), DayKind.HOLIDAY, Festival.TOMB_SWEEPING),
        (date(2026, 5, 9), DayKind.MAKE_UP, Festival.LABOUR_DAY),
        (date(2026, 6, 19), DayKind.HOLIDAY, Festival.DRAGON_BOAT),
        (date(2026, 9, 20), DayKind.MAKE_UP, Festival.NATIONAL_DAY),
        (date(2026, 9, 27), DayKind.HOLIDAY, Festival.MID_AUTUMN),
        (date(2026, 10, 7), DayKind.HOLIDAY, Festival.NATIONAL_DAY),
        (date(2015, 9, 3), DayKind.HOLIDAY, Festival.OTHER),
        (date(2026, 11, 24), DayKind.ORDINARY, None),
        (date(2026, 11, 28), DayKind.ORDINARY, None),
    ],
)
def test_published_days(day: date, kind: DayKind, festival: Festival | None) -> None:
    assert calendar_day(day) == CalendarDay(kind, festival)


def test_outside_the_published_years_nothing_is_known() -> None:
    assert calendar_day(date(1999, 10, 1)).kind is DayKind.UNKNOWN
    assert calendar_day(date(2099, 10, 1)).kind is DayKind.UNKNOWN


def test_the_last_week_waits_for_the_next_arrangement() -> None:
    last = known_until()
    assert (last.month, last.day) == (12, 24)
    assert last.year >= 2026
    assert calendar_day(last).kind is not DayKind.UNKNOWN
    assert calendar_day(last + timedelta(1)).kind is DayKind.UNKNOWN
    assert calendar_day(date(2018, 12, 29)).kind is DayKind.MAKE_UP


@given(st.dates())
def test_every_date_has_an_answer(day: date) -> None:
    answer = calendar_day(day)
    assert (answer.festival is not None) == (answer.kind in (DayKind.HOLIDAY, DayKind.MAKE_UP))
    if answer.kind is DayKind.MAKE_UP:
        assert day.weekday() >= 5
