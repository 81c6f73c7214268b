"""An activity in one line, and its place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.activities.one_line import LineUnread, read_capacity, read_line

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC).replace(tzinfo=None)


def test_all_fields() -> None:
    line = read_line(" 羽毛球 ｜周三19:30-21:00| 长河驿站 二楼 |２０人|自带|球拍", NOW)
    assert (line.title, line.place, line.capacity) == ("羽毛球", "长河驿站 二楼", 20)
    assert line.description == "自带|球拍"
    assert line.time.local_start == datetime(2026, 11, 25, 19, 30, tzinfo=UTC).replace(tzinfo=None)
    assert line.time.minutes == 90


def test_the_description_may_be_left_out() -> None:
    assert read_line("a|周三19:30|b|1", NOW).description is None
    assert read_line("a|周三19:30|b|1|", NOW).description is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("羽毛球", "fields"),
        ("a|周三19:30|b", "fields"),
        ("|周三19:30|b|1", "fields"),
        ("a|b|c|1", "time"),
        ("a|周三19:30|b|0", "capacity"),
        ("a|周三19:30|b|-3", "capacity"),
        ("a|周三19:30|b|٢٠", "capacity"),
    ],
)
def test_what_is_wrong_is_named(text: str, code: str) -> None:
    with pytest.raises(LineUnread) as caught:
        read_line(text, NOW)
    assert caught.value.code == code


@given(st.integers(1, 99_999), st.sampled_from(("", "人", " 名", "位", " people")))
def test_capacities(number: int, unit: str) -> None:
    assert read_capacity(f"{number}{unit}") == number


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        line = read_line(text, NOW)
    except LineUnread:
        return
    assert line.title
    assert line.capacity > 0
