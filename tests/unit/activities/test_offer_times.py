"""How long an offered seat is held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.members.quiet_hours import QuietHours
from community.registrations.waitlist import LONGEST_OFFER, offer_until
from tests.conftest import SHANGHAI

HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize(
    ("now", "starts", "until"),
    [
        # A quarter of eight hours.
        ("11-24T10:00", "11-24T18:00", "11-24T12:00"),
        # Days ahead: twelve hours, to just before the quiet begins.
        ("11-24T10:00", "11-30T18:00", "11-24T22:00"),
        # Would end in the night: two hours after it.
        ("11-24T11:00", "11-30T18:00", "11-25T10:00"),
        # Ends when the quiet hours do.
        ("11-24T20:00", "11-30T18:00", "11-25T08:00"),
        # Past midnight, in the same quiet hours.
        ("11-24T23:30", "11-25T19:30", "11-25T10:00"),
        # Less than eight hours are left in the morning: a quarter of those.
        ("11-24T22:00", "11-25T12:00", "11-25T09:00"),
        ("11-24T22:00", "11-25T09:00", "11-25T08:15"),
        # Begins before the quiet hours end: they cannot be waited for.
        ("11-24T22:00", "11-25T07:00", "11-25T00:15"),
        ("11-24T22:00", "11-25T08:00", "11-25T00:30"),
    ],
)
def test_examples(now: str, starts: str, until: str) -> None:
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(f"2026-{text}+08:00")

    found = offer_until(moment(now), moment(starts), QuietHours(), SHANGHAI)
    assert found == moment(until)


def test_in_the_night_in_which_the_clocks_go_back() -> None:
    now = datetime.fromisoformat("2026-10-24T20:00+03:00")
    starts = datetime.fromisoformat("2026-10-25T18:00+02:00")
    until = offer_until(now, starts, QuietHours(), HELSINKI)
    assert until == datetime.fromisoformat("2026-10-25T10:00+02:00")


@given(
    now=st.datetimes(datetime(2026, 10, 1), datetime(2027, 4, 30)),  # noqa: DTZ001
    left=st.timedeltas(timedelta(hours=2, seconds=1), timedelta(days=60)),
    begin=st.integers(0, 1439),
    end=st.integers(0, 1439),
    zone=st.sampled_from([SHANGHAI, HELSINKI, ZoneInfo("America/New_York")]),
)
def test_any_offer_leaves_time_and_ends_before_the_start(
    now: datetime, left: timedelta, begin: int, end: int, zone: ZoneInfo
) -> None:
    now = now.replace(tzinfo=UTC)
    starts, quiet = now + left, QuietHours(begin, end)
    until = offer_until(now, starts, quiet, zone)
    assert now + min(LONGEST_OFFER, left / 4) <= until < starts
    if quiet.hold(until, zone):
        usual = now + min(LONGEST_OFFER, left / 4)
        next_quiet = until > usual and quiet.over(usual, zone) < until
        assert next_quiet or quiet.over(until, zone) >= starts
