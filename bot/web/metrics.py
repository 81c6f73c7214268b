"""Numbers for Prometheus, in base units and without any member in a label.

One registry for each process. Counters and histograms are told by those who know; what
stands in the database is read when somebody asks, at most every few seconds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.work.observer import Observer
from community.capabilities import MACHINERY, RULES
from community.capability import Figure, Rules
from community.clock import Clock
from community.reminders.notices import REMINDER
from community.storage.database import Database

CONTENT_TYPE = CONTENT_TYPE_LATEST
SAMPLE_SECONDS = 5.0
_KINDS = frozenset(
    ("message", "edited_message", "callback_query", "inline_query", "my_chat_member", "unreadable")
)
_LAG = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_HELD = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_LATE = (1, 2, 5, 10, 30, 60, 120, 300, 900, 3600)


class Metrics(Observer):
    """All metrics of a process; `sample` reads the database for the gauges."""

    def __init__(self, rules: Iterable[Rules] = (*RULES, *MACHINERY)) -> None:
        self.registry = CollectorRegistry()
        registry = self.registry
        self.updates = Counter(
            "bot_updates", "Updates by type and outcome.", ["type", "outcome"], registry=registry
        )
        self.update_lag = Histogram(
            "bot_update_lag_seconds",
            "From storing an update until its answer was given.",
            buckets=_LAG,
            registry=registry,
        )
        self._figures = [
            (figure, Gauge(f"bot_{figure.name}", figure.about, _labels(figure), registry=registry))
            for one in rules
            for figure in one.figures
        ]
        self.reminder_lateness = Histogram(
            "bot_reminder_lateness_seconds",
            "How much after its due time a reminder was sent.",
            buckets=_LATE,
            registry=registry,
        )
        self.telegram_requests = Counter(
            "bot_telegram_requests",
            "Calls of the Bot API by method and outcome.",
            ["method", "outcome"],
            registry=registry,
        )
        self.ratelimit_wait = Histogram(
            "bot_ratelimit_wait_seconds",
            "How long the limiter of the fleet held up the next notices.",
            buckets=_HELD,
            registry=registry,
        )
        self.tasks = Gauge("bot_tasks", "Tasks of the event loop.", registry=registry)
        ProcessCollector(registry=registry)
        build = Gauge(
            "bot_build_info", "1, labelled with the version.", ["version"], registry=registry
        )
        build.labels(_version()).set(1)
        self._sampled_at = float("-inf")

    def update(self, kind: str, outcome: str, seconds: float) -> None:
        self.updates.labels(kind if kind in _KINDS else "other", outcome).inc()
        self.update_lag.observe(seconds)

    def request(self, method: str, outcome: str) -> None:
        self.telegram_requests.labels(method, outcome).inc()

    def notice(self, kind: str, state: str, late_s: float) -> None:
        if kind == REMINDER.name and state == "sent":
            self.reminder_lateness.observe(late_s)

    def held(self, seconds: float) -> None:
        self.ratelimit_wait.observe(seconds)

    async def sample(self, database: Database, clock: Clock) -> None:
        """Read the gauges, those of the database unless that was done just now."""
        self.tasks.set(len(asyncio.all_tasks()))
        if time.monotonic() - self._sampled_at < SAMPLE_SECONDS:
            return
        self._sampled_at = time.monotonic()
        now = clock.now()
        async with database.transaction() as tx:
            for figure, gauge in self._figures:
                _show(gauge, await figure.count(tx, now))

    def text(self) -> bytes:
        """All metrics in the format of Prometheus."""
        return generate_latest(self.registry)


def _labels(figure: Figure) -> tuple[str, ...]:
    return () if figure.label is None else (figure.label,)


def _show(gauge: Gauge, found: float | Mapping[str, float]) -> None:
    if not isinstance(found, Mapping):
        gauge.set(found)
        return
    for value, number in found.items():
        gauge.labels(value).set(number)


def _version() -> str:
    try:
        return version("anjia")
    except PackageNotFoundError:
        return "unknown"
