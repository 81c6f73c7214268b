"""Numbers as people write them: numerals, counts of people, durations, days in full."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.spoken.days import TimeUnread, read_date
from community.spoken.numbers import NumberUnread, numeral, read_count, read_duration

SIGNS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9", 9),
        ("十", 10),
        ("两", 2),
        ("零五", 5),
        ("〇", 0),
        ("三四", None),
        ("十百", None),
        ("零十", None),
        ("百", None),
        ("", None),
        ("٩", None),
        ("²", None),
    ],
)
def test_numerals(text: str, number: int | None) -> None:
    assert numeral(text) == number


@given(st.integers(1, 99))
def test_every_numeral_up_to_99(number: int) -> None:
    tens, units = divmod(number, 10)
    written = f"{SIGNS[tens] if tens > 1 else ''}{'十' if tens else ''}{SIGNS[units]}"
    if tens and not units:
        written = written[:-1]
    assert numeral(written) == number


@pytest.mark.parametrize(
    "text", ["20", "２０", " 20 人", "20位", "二十名", "20 people", "20 Seats"]
)
def test_counts(text: str) -> None:
    assert read_count(text) == 20


@pytest.mark.parametrize("text", ["", "0", "零", "-3", "٢٠", "20.5", "20左右", "123456", "很多"])
def test_what_is_no_count(text: str) -> None:
    with pytest.raises(NumberUnread):
        read_count(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        ("９０", 90),
        ("90分钟", 90),
        ("90 min", 90),
        ("1.5小时", 90),
        ("1个半小时", 90),
        ("一个半小时", 90),
        ("半小时", 30),
        ("半个小时", 30),
        ("两小时", 120),
        ("2 hours", 120),
        ("0", 0),
    ],
)
def test_durations(text: str, minutes: int) -> None:
    assert read_duration(text) == minutes


def test_a_bare_number_has_the_units_that_are_asked_for() -> None:
    assert read_duration("3", bare=60) == 180
    assert read_duration("3个小时", bare=60) == 180
    assert read_duration("90分钟", bare=60) == 90


@pytest.mark.parametrize("text", ["", "-1", "1.25小时", "٣", "小时", "3天", "123456", "1 2"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(NumberUnread):
        read_duration(text)


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_count, read_duration):
        try:
            assert read(text) >= 0
        except NumberUnread:
            continue


@pytest.mark.parametrize(
    "text", ["2026-06-01", "2026/6/1", "2026.6.1", "2026年6月1日", "２０２６-6-1"]
)
def test_a_day_in_full(text: str) -> None:
    assert read_date(text) == date(2026, 6, 1)


@pytest.mark.parametrize("text", ["", "6/1", "2026-02-30", "2026-06-01 10:00", "昨天", "0000-1-1"])
def test_what_is_no_day_in_full(text: str) -> None:
    with pytest.raises(TimeUnread):
        read_date(text)
