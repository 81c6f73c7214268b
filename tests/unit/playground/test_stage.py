"""The playground's clock: where its moves lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.stage import MOVES, NoSuchMove, moved

SHANGHAI = ZoneInfo("Asia/Shanghai")
HELSINKI = ZoneInfo("Europe/Helsinki")
MOMENTS = st.integers(0, 16 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def test_moves_go_by_the_citys_clock() -> None:
    late = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # past midnight in Shanghai
    assert moved(late, "evening", SHANGHAI) == datetime(2026, 11, 26, 19, 30, tzinfo=SHANGHAI)
    assert moved(late, "evening", HELSINKI) == datetime(2026, 11, 25, 19, 30, tzinfo=HELSINKI)
    assert moved(late, "day", SHANGHAI) == late + timedelta(days=1)
    assert moved(late, "hour", SHANGHAI) == late + timedelta(hours=1)


def test_a_day_keeps_the_hour_where_the_clock_is_put_back() -> None:
    saturday = datetime(2026, 10, 24, 12, 0, tzinfo=HELSINKI)
    after = moved(saturday, "day", HELSINKI).astimezone(UTC)
    assert after - saturday.astimezone(UTC) == timedelta(hours=25)
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 3:30, for the first time
    assert moved(night, "hour", HELSINKI).astimezone(UTC) == night + timedelta(hours=1)


@given(MOMENTS, st.sampled_from(sorted(MOVES)), st.sampled_from([SHANGHAI, HELSINKI]))
def test_moves_lead_forward(now: datetime, move: str, zone: ZoneInfo) -> None:
    after = moved(now, move, zone).astimezone(UTC)
    assert timedelta(0) < after - now <= timedelta(days=2, hours=1)


def test_other_moves_are_unknown() -> None:
    with pytest.raises(NoSuchMove):
        moved(datetime(2026, 1, 1, tzinfo=UTC), "back", SHANGHAI)
