"""Days and times as staff type them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.activity_times import TimeUnreadable, TypedTime, read_time
from tests.conftest import NOON, SHANGHAI


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "start", "minutes"),
    [
        ("2026-12-02 19:30-21:00", "2026-12-02T19:30", 90),
        ("2026/12/2 19:30", "2026-12-02T19:30", None),
        ("2026.12.2 19：30～21：00", "2026-12-02T19:30", 90),
        ("2026年12月2日 19:30 至 21:00", "2026-12-02T19:30", 90),
        ("12月2日19:30到21:00", "2026-12-02T19:30", 90),
        ("12/2 周三 19:30–21:00", "2026-12-02T19:30", 90),
        ("12/2（周三）19:30", "2026-12-02T19:30", None),
        ("2026-12-02T19:30", "2026-12-02T19:30", None),
        ("2026-12-02 19:30:00", "2026-12-02T19:30", None),
        ("１２／２ １９：３０", "2026-12-02T19:30", None),
        ("12/2 23:00-1:00", "2026-12-02T23:00", 120),
        ("12/2 22:00-24:00", "2026-12-02T22:00", 120),
        ("1/5 9:00", "2027-01-05T09:00", None),
        ("11/20 9:00", "2026-11-20T09:00", None),
        ("今天 18:00", "2026-11-24T18:00", None),
        ("明晚19:30", "2026-11-25T19:30", None),
        ("后天 7:00", "2026-11-26T07:00", None),
        ("Tomorrow, 19:30 to 21:00", "2026-11-25T19:30", 90),
        ("周三 19:30", "2026-11-25T19:30", None),
        ("周二 19:30", "2026-11-24T19:30", None),
        ("周二 9:30", "2026-12-01T09:30", None),
        ("下周二 9:30", "2026-12-01T09:30", None),
        ("星期天 9:30", "2026-11-29T09:30", None),
        ("下周日 9:30", "2026-12-06T09:30", None),
        ("Sat 9:30", "2026-11-28T09:30", None),
    ],
)
def test_what_is_understood(text: str, start: str, minutes: int | None) -> None:
    """NOON is Tuesday, 24 November 2026, 10:00 in Hangzhou."""
    assert read_time(text, NOON, SHANGHAI) == TypedTime(local(start), minutes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "明天",
        "19:30",
        "12/2",
        "13/2 9:00",
        "2/30 9:00",
        "12/2 24:00",
        "12/2 9:60",
        "12/2 9:00-9:00",
        "12/2 9:00-25:00",
        "0000-12-02 9:00",
        "12/2 ٩:٠٠",
        "某天 9:00",
        "2026-12-02 19:30 还有",
    ],
)
def test_what_is_not(text: str) -> None:
    with pytest.raises(TimeUnreadable) as refused:
        read_time(text, NOON, SHANGHAI)
    assert refused.value.values == {"text": text}


def test_a_leap_day_without_its_year() -> None:
    now = datetime.fromisoformat("2028-02-01T09:00+08:00")
    assert read_time("2/29 9:00", now, SHANGHAI).local_start == local("2028-02-29T09:00")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_time(text, NOON, SHANGHAI)
    except TimeUnreadable:
        return
    assert found.minutes is None or 0 < found.minutes < 24 * 60


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001 - wall clock
)
def test_what_a_spreadsheet_writes_is_read(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    assert read_time(f"{moment}", NOON, SHANGHAI).local_start == moment
