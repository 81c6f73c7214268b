"""Recurrence rules on the wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.activities import recurrence
from community.activities.recurrence import RecurrenceInvalid, checked_rule, starts
from tests.conftest import SHANGHAI

HELSINKI = ZoneInfo("Europe/Helsinki")
LOCAL = datetime(2026, 12, 2, 19, 30)  # noqa: DTZ001 - a Wednesday on the wall clock
FAR = datetime(2030, 1, 1, tzinfo=UTC)
PAST = datetime(2020, 1, 1, tzinfo=UTC)


def locals_of(rule: str | None, local: datetime = LOCAL, zone: ZoneInfo = SHANGHAI) -> list[str]:
    found = starts(rule, local, zone, after=PAST, until=local.replace(tzinfo=UTC) + YEAR)
    return [f"{moment.astimezone(zone):%m-%d %H:%M}" for moment in found]


YEAR = timedelta(days=366)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("RRULE:freq=weekly;", "FREQ=WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=WE,FR;COUNT=5", "FREQ=WEEKLY;BYDAY=WE,FR;COUNT=5"),
        ("FREQ=MONTHLY;BYDAY=+1WE", "FREQ=MONTHLY;BYDAY=+1WE"),
        ("FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=1"),
        ("FREQ=DAILY;UNTIL=20261210", "FREQ=DAILY;UNTIL=20261210T235959"),
        ("FREQ=DAILY;UNTIL=20261210T113000Z", "FREQ=DAILY;UNTIL=20261210T193000"),
        ("FREQ=DAILY;UNTIL=20261210T193000", "FREQ=DAILY;UNTIL=20261210T193000"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=2", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=2"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;WKST=SU"),
    ],
)
def test_rules_in_one_spelling(text: str, spelled: str) -> None:
    assert checked_rule(text, LOCAL, SHANGHAI) == spelled
    assert checked_rule(spelled, LOCAL, SHANGHAI) == spelled


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "RRULE"),
        ("每周", "RRULE"),
        ("FREQ=WEEKLY;" + "BYDAY=" + "WE," * 200, "RRULE"),
        ("BYDAY=WE", "FREQ"),
        ("FREQ=HOURLY", "FREQ"),
        ("FREQ=SECONDLY;COUNT=1", "FREQ"),
        ("FREQ=WEEKLY;FREQ=DAILY", "FREQ"),
        ("FREQ", "FREQ"),
        ("=DAILY", "RRULE"),
        ("FREQ=WEEKLY;COUNT=0", "COUNT"),
        ("FREQ=WEEKLY;COUNT=367", "COUNT"),
        ("FREQ=WEEKLY;COUNT=1e3", "COUNT"),
        ("FREQ=WEEKLY;COUNT=1,2", "COUNT"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270101", "UNTIL"),
        ("FREQ=WEEKLY;UNTIL=tomorrow", "UNTIL"),
        ("FREQ=WEEKLY;UNTIL=20261201", "UNTIL"),
        ("FREQ=WEEKLY;INTERVAL=100", "INTERVAL"),
        ("FREQ=WEEKLY;BYHOUR=3", "BYHOUR"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=1WE", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=6WE", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=TU", "BYDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=3", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
        ("FREQ=YEARLY;BYMONTH=2", "BYMONTH"),
        ("FREQ=YEARLY;BYMONTH=13", "BYMONTH"),
        ("FREQ=WEEKLY;BYSETPOS=1", "BYSETPOS"),
        ("FREQ=WEEKLY;WKST=X", "WKST"),
    ],
)
def test_bad_rules_name_the_part(text: str, part: str) -> None:
    with pytest.raises(RecurrenceInvalid) as refused:
        checked_rule(text, LOCAL, SHANGHAI)
    assert refused.value.values["part"] == part


@given(st.text(alphabet="FREQ=WEKLYDAIMONTHCUBS;,0123456789-+", max_size=60))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        rule = checked_rule(text, LOCAL, SHANGHAI)
    except RecurrenceInvalid:
        return
    assert starts(rule, LOCAL, SHANGHAI, after=PAST, until=FAR)[0].astimezone(
        SHANGHAI
    ) == LOCAL.replace(tzinfo=SHANGHAI)


def test_once() -> None:
    assert locals_of(None) == ["12-02 19:30"]
    moment = recurrence.in_zone(LOCAL, SHANGHAI)
    just_after = moment + timedelta(seconds=1)
    assert starts(None, LOCAL, SHANGHAI, after=just_after, until=FAR) == []
    assert starts(None, LOCAL, SHANGHAI, after=moment, until=moment) == [moment]
    assert starts("FREQ=DAILY", LOCAL, SHANGHAI, after=moment, until=moment) == [moment]


def test_every_week_from_a_day_to_a_day() -> None:
    assert recurrence.weekly(count=3) == "FREQ=WEEKLY;COUNT=3"
    rule = recurrence.weekly(until=date(2026, 12, 30), interval=2)
    assert checked_rule(rule, LOCAL, SHANGHAI) == rule
    assert locals_of(rule) == ["12-02 19:30", "12-16 19:30", "12-30 19:30"]


def test_the_hour_stays_when_clocks_change() -> None:
    local = datetime(2026, 10, 24, 18)  # noqa: DTZ001 - the clocks go back in the night
    found = starts("FREQ=DAILY;COUNT=2", local, HELSINKI, after=PAST, until=FAR)
    assert [moment.hour for moment in found] == [15, 16]


def test_a_time_that_the_clocks_skip_or_repeat() -> None:
    skipped = datetime(2027, 3, 28, 3, 30)  # noqa: DTZ001 - 03:00 to 04:00 does not exist
    assert recurrence.in_zone(skipped, HELSINKI) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    repeated = datetime(2026, 10, 25, 3, 30)  # noqa: DTZ001 - twice
    assert recurrence.in_zone(repeated, HELSINKI) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


RULES = st.sampled_from(
    [
        "FREQ=WEEKLY;COUNT=9",
        "FREQ=WEEKLY;BYDAY=WE,FR,SU;COUNT=9",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SU;COUNT=9",
        "FREQ=DAILY;INTERVAL=3;UNTIL=20270102T235959",
        "FREQ=WEEKLY;BYDAY=WE;UNTIL=20270102T235959",
        "FREQ=MONTHLY;BYDAY=1WE;COUNT=4",
    ]
)


@given(RULES, st.integers(1, 3))
def test_a_rule_cut_in_two_has_the_same_dates(rule: str, at: int) -> None:
    whole = locals_of(rule)
    cut = starts(rule, LOCAL, SHANGHAI, after=PAST, until=FAR)[at].astimezone(SHANGHAI)
    local = cut.replace(tzinfo=None)
    before = recurrence.ended_before(rule, local)
    after = recurrence.continued_from(rule, LOCAL, local)
    assert locals_of(before) == whole[:at]
    assert locals_of(after, local) == whole[at:]


@given(RULES, st.integers(-10, 10), st.integers(-18, 4))
def test_a_rule_moved_has_every_date_moved(rule: str, days: int, hours: int) -> None:
    shift = timedelta(days=days, hours=hours)
    local = LOCAL + shift
    dates = (local.date() - LOCAL.date()).days
    if "MONTHLY" in rule and dates:
        with pytest.raises(RecurrenceInvalid):
            recurrence.moved_by(rule, dates, shift)
        return
    moved = recurrence.moved_by(rule, dates, shift)
    old = starts(rule, LOCAL, SHANGHAI, after=PAST, until=FAR)
    new = starts(moved, local, SHANGHAI, after=PAST, until=FAR)
    assert new == [moment + shift for moment in old]
