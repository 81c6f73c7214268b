"""The flood limit: so many at once, so many in the long run, one warning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.work import flood
from bot.work.flood import FloodLimit, Verdict

PASS, WARN, DROP = Verdict.PASS, Verdict.WARN, Verdict.DROP


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_burst_then_one_warning_then_silence() -> None:
    limit = FloodLimit(60, 3, Time())
    assert [limit.check(1) for _ in range(6)] == [PASS, PASS, PASS, WARN, DROP, DROP]
    assert limit.check(2) is PASS


def test_tokens_come_back_and_so_does_the_warning() -> None:
    time = Time()
    limit = FloodLimit(60, 1, time)
    assert [limit.check(1) for _ in range(3)] == [PASS, WARN, DROP]
    time.now = 1.0
    assert [limit.check(1) for _ in range(2)] == [PASS, WARN]


@given(st.lists(st.floats(0, 5), min_size=1, max_size=80))
def test_never_more_than_burst_and_rate(pauses: list[float]) -> None:
    time = Time()
    limit = FloodLimit(30, 5, time)
    passed = 0
    for pause in pauses:
        time.now += pause
        passed += limit.check(1) is PASS
    assert passed <= 5 + time.now * 0.5 + 1e-6


def test_the_longest_quiet_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "REMEMBERED", 2)
    limit = FloodLimit(60, 1, Time())
    for key in (1, 2, 1, 3):
        limit.check(key)
    assert limit.check(2) is PASS  # forgotten, so full again
    assert limit.check(3) is WARN
