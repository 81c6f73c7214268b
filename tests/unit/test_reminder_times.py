"""When a member is reminded: the table of docs/delivery.md, and what holds for every activity."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from chinese_calendar import is_workday
from hypothesis import given
from hypothesis import strategies as st

from community.members.quiet_hours import QuietHours
from community.reminders.reminders import DEFAULT_LEADS, LONGEST_LEAD, reminder_times, reminders

SHANGHAI = ZoneInfo("Asia/Shanghai")
HELSINKI = ZoneInfo("Europe/Helsinki")
QUIET = QuietHours()
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DOCS = Path(__file__).parents[2] / "docs" / "delivery.md"
ZONES = st.sampled_from([SHANGHAI, HELSINKI, ZoneInfo("America/New_York")])
STARTS = st.integers(0, 4 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
LEADS = st.lists(st.integers(1, LONGEST_LEAD), max_size=5)


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def times(
    starts: str,
    *leads: int,
    zone: ZoneInfo = SHANGHAI,
    now: datetime = LONG_AGO,
    quiet: QuietHours = QUIET,
) -> list[str]:
    found = reminder_times(local(starts, zone), leads or DEFAULT_LEADS, quiet, zone, now)
    return [f"{moment.astimezone(zone):%m-%d %H:%M}" for moment in found]


def documented() -> list[tuple[str, str, list[str]]]:
    """Rows of the table: start, leads, reminders."""
    row = re.compile(r"^\| (\d\d-\d\d \d\d:\d\d) \| ([\d, ]+) \| ([^|]*) \|", re.MULTILINE)
    found = row.findall(DOCS.read_text(encoding="utf-8"))
    return [(start, leads, re.findall(r"\d\d-\d\d \d\d:\d\d", due)) for start, leads, due in found]


def test_the_table_of_the_documentation() -> None:
    rows = documented()
    assert len(rows) >= 8
    for start, leads, due in rows:
        assert times(f"2026-{start}".replace(" ", "T"), *map(int, leads.split(","))) == due, start


def test_the_day_before_at_the_same_hour_and_two_hours_before() -> None:
    assert times("2026-05-20T19:30") == ["05-19 19:30", "05-20 17:30"]


def test_an_early_start_is_told_the_evening_before() -> None:
    assert times("2026-05-20T07:00") == ["05-19 19:30", "05-19 22:00"]


def test_a_make_up_saturday_moves_nothing() -> None:
    """调休: its reminders are as on any other Saturday; so are those of a Sunday that is worked."""
    assert is_workday(date(2026, 10, 10))
    assert is_workday(date(2026, 9, 20))
    assert times("2026-10-10T15:00") == ["10-09 15:00", "10-10 13:00"]
    assert times("2026-09-20T15:00") == ["09-19 15:00", "09-20 13:00"]


def test_the_day_before_is_by_the_wall_clock_when_clocks_change() -> None:
    # Helsinki puts its clocks forward on 29 March 2026: that day has 23 hours.
    starts = local("2026-03-29T12:00", HELSINKI)
    day_before, two_hours = reminder_times(starts, DEFAULT_LEADS, QUIET, HELSINKI, LONG_AGO)
    assert day_before == local("2026-03-28T12:00", HELSINKI)
    assert starts.astimezone(UTC) - day_before == timedelta(hours=23)
    assert starts.astimezone(UTC) - two_hours == timedelta(hours=2)


def test_an_hour_that_comes_twice_or_not_at_all() -> None:
    owl = QuietHours(10 * 60, 16 * 60)
    assert times("2026-03-30T03:30", 1440, zone=HELSINKI, quiet=owl) == ["03-29 04:30"]
    assert times("2026-10-26T03:30", 1440, zone=HELSINKI, quiet=owl) == ["10-25 03:30"]


def test_what_is_past_is_left_out() -> None:
    late = local("2026-05-20T18:00")
    assert times("2026-05-20T19:30", now=late) == []
    assert times("2026-05-20T19:30", now=local("2026-05-19T20:00")) == ["05-20 17:30"]
    assert times("2026-05-20T19:30", now=local("2026-05-21T00:00")) == []


def test_each_reminder_ends_when_the_next_is_due() -> None:
    starts = local("2026-05-20T19:30")
    first, second = reminders(starts, DEFAULT_LEADS, QUIET, SHANGHAI)
    assert first.not_after == second.due_at
    assert second.not_after == starts


@pytest.mark.parametrize("leads", [[], [0], [-5], [LONGEST_LEAD + 1]])
def test_leads_that_mean_nothing(leads: list[int]) -> None:
    assert reminders(local("2026-05-20T19:30"), leads, QUIET, SHANGHAI) == ()


@given(STARTS, LEADS, st.integers(0, 1439), st.integers(0, 1439), ZONES)
def test_reminders_come_in_order_before_the_start_and_outside_quiet_hours(
    starts: datetime, leads: list[int], begin: int, end: int, zone: ZoneInfo
) -> None:
    quiet = QuietHours(begin, end)
    found = reminders(starts, leads, quiet, zone)
    moments = [one.due_at for one in found]
    assert moments == sorted(set(moments))
    assert len(found) <= len(set(leads))
    for one in found:
        assert one.due_at < one.not_after <= starts
        assert not quiet.hold(one.due_at, zone)
        if one.lead % 1440:
            assert one.due_at <= starts - timedelta(minutes=one.lead)
