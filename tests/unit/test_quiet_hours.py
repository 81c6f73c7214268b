"""Quiet hours by the wall clock: across midnight, over the change of clocks, whoever sets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.members.quiet_hours import QuietHours

SHANGHAI = ZoneInfo("Asia/Shanghai")
HELSINKI = ZoneInfo("Europe/Helsinki")
USUAL = QuietHours()
MOMENTS = st.integers(0, 4 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
MINUTES = st.integers(0, 1439)
ZONES = st.sampled_from([SHANGHAI, HELSINKI, ZoneInfo("America/New_York")])


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("22:29", False), ("22:30", True), ("00:00", True), ("07:59", True), ("08:00", False)],
)
def test_the_usual_hours_have_a_beginning_and_an_end(clock: str, quiet: bool) -> None:
    assert USUAL.hold(local(f"2026-11-24T{clock}"), SHANGHAI) is quiet


@pytest.mark.parametrize(
    ("moment", "earlier", "over"),
    [
        ("2026-11-24T23:10", "2026-11-24T22:00", "2026-11-25T08:00"),
        ("2026-11-25T07:00", "2026-11-24T22:00", "2026-11-25T08:00"),
        ("2026-11-25T12:00", "2026-11-25T12:00", "2026-11-25T12:00"),
    ],
)
def test_earlier_and_over(moment: str, earlier: str, over: str) -> None:
    assert USUAL.earlier(local(moment), SHANGHAI) == local(earlier)
    assert USUAL.over(local(moment), SHANGHAI) == local(over)


def test_hours_within_one_day() -> None:
    siesta = QuietHours(13 * 60, 15 * 60)
    assert siesta.earlier(local("2026-11-24T14:00"), SHANGHAI) == local("2026-11-24T12:30")
    assert siesta.over(local("2026-11-24T14:00"), SHANGHAI) == local("2026-11-24T15:00")
    assert not siesta.hold(local("2026-11-24T03:00"), SHANGHAI)


def test_a_member_may_have_none_or_the_usual() -> None:
    assert QuietHours.of_member(None, None) == USUAL
    assert not QuietHours.of_member(0, 0).hold(local("2026-11-24T03:00"), SHANGHAI)
    assert QuietHours.of_member(1200, None) == QuietHours(1200, 480)


@given(MOMENTS, MINUTES, MINUTES, ZONES)
def test_earlier_is_never_later_nor_quiet(
    moment: datetime, begin: int, end: int, zone: ZoneInfo
) -> None:
    quiet = QuietHours(begin, end)
    earlier = quiet.earlier(moment, zone)
    assert earlier <= moment
    assert not quiet.hold(earlier, zone)
    assert moment - earlier < timedelta(hours=26)


@given(MOMENTS, MINUTES, MINUTES, st.just(SHANGHAI))
def test_over_is_the_first_moment_that_is_not_quiet(
    moment: datetime, begin: int, end: int, zone: ZoneInfo
) -> None:
    quiet = QuietHours(begin, end)
    over = quiet.over(moment, zone)
    assert over >= moment
    assert not quiet.hold(over, zone)
    if over > moment:
        assert quiet.hold(over - timedelta(seconds=1), zone)
