"""The dates of rules are those of `dateutil.rrule`, and no search is without an end."""

from __future__ import annotations

import time
import types
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import dateutil.rrule
import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from community.activities import recurrence
from community.activities.recurrence import RecurrenceInvalid, checked_rule, starts
from community.activities.rule_dates import MOST_DAYS, Effort, dates
from tests.conftest import SHANGHAI

LOCAL = datetime(2026, 12, 2, 19, 30)  # noqa: DTZ001 - a Wednesday on the wall clock
UNTIL = "%Y%m%dT%H%M%S"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def some(values: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=most, unique=True).map(",".join)


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Any rule that is taken, but for plain and counted weekdays side by side."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}"]
    maybe = st.booleans()
    if draw(maybe):
        parts.append(f"INTERVAL={draw(st.integers(1, 9))}")
    if draw(maybe):
        numbers = st.integers(1, 12).map(str)
        parts.append(f"BYMONTH={draw(some(numbers))}")
    if draw(maybe):
        numbers = st.sampled_from([*range(-31, 0), *range(1, 32)]).map(str)
        parts.append(f"BYMONTHDAY={draw(some(numbers, 6))}")
    if draw(maybe):
        counted = frequency in ("MONTHLY", "YEARLY") and draw(maybe)
        # dateutil ends in an IndexError where a month or a year has not so many.
        most = 5 if frequency == "MONTHLY" or any("BYMONTH=" in one for one in parts) else 52
        number = st.integers(1, most) | st.integers(-most, -1)
        day = st.sampled_from(DAYS)
        items = st.tuples(number, day).map(lambda one: f"{one[0]:+d}{one[1]}")
        parts.append(f"BYDAY={draw(some(items if counted else day))}")
    if len(parts) > 1 and "BY" in parts[-1] and draw(maybe):
        numbers = st.sampled_from([*range(-5, 0), *range(1, 6)]).map(str)
        parts.append(f"BYSETPOS={draw(some(numbers))}")
    if draw(maybe):
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    ending = draw(st.sampled_from(["", "COUNT", "UNTIL"]))
    if ending == "COUNT":
        parts.append(f"COUNT={draw(st.integers(1, 40))}")
    if ending == "UNTIL":
        parts.append(f"UNTIL={LOCAL + timedelta(days=draw(st.integers(0, 1500))):%Y%m%dT%H%M%S}")
    return ";".join(parts)


START = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001 - wall clock


@pytest.fixture(scope="module", autouse=True)
def _end_of_the_calendar() -> Iterator[None]:
    """Let dateutil, which looks for dates until the year 9999, end some years from now."""
    calendar = types.SimpleNamespace(**vars(dateutil.rrule.datetime))
    calendar.MAXYEAR = 2034  # beyond every date that is asked for below
    kept, dateutil.rrule.datetime = dateutil.rrule.datetime, calendar
    yield
    dateutil.rrule.datetime = kept


@settings(max_examples=150)
@given(rules(), START.map(lambda at: at.replace(microsecond=0)), st.integers(0, 1600))
@example("FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=1", LOCAL, 0)
@example("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3,10", LOCAL, 0)
@example("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", LOCAL, 400)
@example("FREQ=DAILY;BYSETPOS=31;BYDAY=SU", LOCAL, 0)
def test_dates_are_those_of_dateutil(rule: str, start: datetime, days: int) -> None:
    first, last = start + timedelta(days=days), start + timedelta(days=days + 800)
    expected = takewhile(lambda at: at <= last, rrulestr(rule, dtstart=start))
    assert dates_of(rule, start, first, last) == [at for at in expected if at >= first]


def dates_of(
    rule: str, start: datetime, first: datetime, last: datetime, effort: Effort | None = None
) -> list[datetime]:
    parts = dict(part.split("=") for part in rule.split(";"))
    until = datetime.strptime(parts["UNTIL"], UNTIL) if "UNTIL" in parts else None  # noqa: DTZ007
    return list(dates(parts, until, start, first, last, effort or Effort()))


def test_plain_and_counted_weekdays_side_by_side() -> None:
    """Both are meant (RFC 5545); dateutil takes those only that are both."""
    until = LOCAL + timedelta(days=27)
    found = dates_of("FREQ=MONTHLY;BYDAY=TU,1WE", LOCAL, LOCAL, until)
    assert [f"{at:%a %d}" for at in found] == ["Wed 02", "Tue 08", "Tue 15", "Tue 22", "Tue 29"]


IMPOSSIBLE = [
    "FREQ=DAILY;BYSETPOS=31;BYDAY=SU",
    "FREQ=WEEKLY;BYSETPOS=31;BYDAY=SU",
    "FREQ=MONTHLY;BYSETPOS=31;BYDAY=SU",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=366",
    "FREQ=YEARLY;INTERVAL=99;BYDAY=53MO",
    "FREQ=MONTHLY;INTERVAL=12;BYMONTH=1;BYMONTHDAY=31;COUNT=2",
]


@pytest.mark.parametrize("rule", IMPOSSIBLE)
def test_rules_without_dates_are_refused_at_once(rule: str) -> None:
    before = time.process_time()
    with pytest.raises(RecurrenceInvalid):
        checked_rule(rule, LOCAL, SHANGHAI)
    assert time.process_time() - before < 0.1


@pytest.mark.parametrize("rule", IMPOSSIBLE)
def test_looking_for_dates_that_never_come_has_an_end(rule: str) -> None:
    effort = Effort()
    far = datetime(9998, 12, 31)  # noqa: DTZ001
    assert dates_of(rule, LOCAL, far, far, effort) == []
    assert dates_of(rule, datetime(1970, 1, 1), LOCAL, LOCAL, Effort()) == []  # noqa: DTZ001
    before = time.process_time()
    dates_of(rule, datetime(1, 1, 1), LOCAL, far, effort := Effort())  # noqa: DTZ001
    assert effort.left > -400
    assert time.process_time() - before < 1


def test_a_rule_that_began_long_ago_is_looked_through_from_now_on() -> None:
    effort = Effort()
    begun = datetime(1970, 1, 1, 19, 30)  # noqa: DTZ001
    assert len(dates_of("FREQ=DAILY", begun, LOCAL, LOCAL + timedelta(days=9), effort)) == 10
    assert MOST_DAYS - effort.left < 40


def test_several_searches_may_share_their_effort() -> None:
    effort = Effort(100)
    now, later = datetime(2026, 12, 1, tzinfo=UTC), datetime(2028, 12, 1, tzinfo=UTC)
    options = {"after": now, "until": later, "effort": effort}
    assert 0 < len(starts("FREQ=DAILY", LOCAL, SHANGHAI, **options)) <= 100
    assert starts("FREQ=DAILY", LOCAL, SHANGHAI, **options) == []
    assert effort.left < 0


@pytest.mark.parametrize(
    ("until", "spelled"),
    [
        ("99991231T235959Z", "21991231T235959"),
        ("99991231", "21991231T235959"),
        ("21991231T235959Z", "21991231T235959"),
        ("20270101T000000Z", "20270101T080000"),
    ],
)
def test_for_ever_ends_before_the_calendar_does(until: str, spelled: str) -> None:
    rule = checked_rule(f"FREQ=DAILY;UNTIL={until}", LOCAL, SHANGHAI)
    assert rule == f"FREQ=DAILY;UNTIL={spelled}"


def test_a_rule_that_was_kept_with_the_year_9999_can_be_moved() -> None:
    moved = recurrence.moved_by("FREQ=DAILY;UNTIL=99991231T235959", 1, timedelta(days=1))
    assert moved == "FREQ=DAILY;UNTIL=22000101T235959"


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "UTC"])
def test_the_ends_of_the_calendar(year: int, zone: str) -> None:
    from zoneinfo import ZoneInfo

    local = datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, 23 * (year > 1))  # noqa: DTZ001
    assert recurrence.in_zone(local, ZoneInfo(zone)).year == year
    with pytest.raises(RecurrenceInvalid):
        checked_rule("FREQ=DAILY;UNTIL=00010101T000000Z", LOCAL, ZoneInfo(zone))
