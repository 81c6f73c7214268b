"""The flood limit: a token bucket for each member, one warning, then silence."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

REMEMBERED = 50_000
"""How many members' buckets are kept; the longest quiet ones are forgotten (they are full)."""


class Verdict(Enum):
    PASS = "pass"
    WARN = "warn"
    DROP = "drop"


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    warned: bool = False


class FloodLimit:
    """`burst` updates at once and `per_minute` in the long run, for each key."""

    def __init__(self, per_minute: int, burst: int, monotonic: Callable[[], float]) -> None:
        self._rate = per_minute / 60.0
        self._burst = float(burst)
        self._monotonic = monotonic
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def check(self, key: int) -> Verdict:
        """Take one token, or say that there is none: once by a warning, then silently."""
        now = self._monotonic()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(self._burst, now)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.tokens >= 1.0:
            bucket.tokens -= 1.0
            bucket.warned = False
            return Verdict.PASS
        if bucket.warned:
            return Verdict.DROP
        bucket.warned = True
        return Verdict.WARN
