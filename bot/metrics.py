"""Numbers for Prometheus, in base units and without any member in a label.

One registry for each process. Counters and histograms are told by those who know; what
stands in the database is read when somebody asks, at most every few seconds.
"""

from __future__ import annotations

import time
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import func, select

from community import inbox, schema
from community.clock import Clock
from community.database import Database
from community.schema import OUTBOX_STATES

CONTENT_TYPE = CONTENT_TYPE_LATEST
SAMPLE_SECONDS = 5.0
_KINDS = frozenset(
    ("message", "edited_message", "callback_query", "inline_query", "my_chat_member", "unreadable")
)
_LAG = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_LATE = (1, 2, 5, 10, 30, 60, 120, 300, 900, 3600)


class Metrics:
    """All metrics of a process; `samples` reads the database for the gauges."""

    def __init__(self) -> None:
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
        self.inbox_oldest_age = Gauge(
            "bot_inbox_oldest_age_seconds",
            "Age of the oldest update not settled.",
            registry=registry,
        )
        self.inbox_rows = Gauge(
            "bot_inbox_rows", "Updates in the inbox.", ["state"], registry=registry
        )
        self.outbox_oldest_due_age = Gauge(
            "bot_outbox_oldest_due_age_seconds",
            "How long the oldest due message waits.",
            registry=registry,
        )
        self.outbox_rows = Gauge(
            "bot_outbox_rows", "Messages in the outbox.", ["state"], registry=registry
        )
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
            "Time spent waiting for a free slot to send.",
            registry=registry,
        )
        build = Gauge(
            "bot_build_info", "1, labelled with the version.", ["version"], registry=registry
        )
        build.labels(_version()).set(1)
        self._sampled_at = float("-inf")

    def update(self, kind: str, outcome: str, seconds: float) -> None:
        """An update was handled, `seconds` after it was stored."""
        self.updates.labels(kind if kind in _KINDS else "other", outcome).inc()
        self.update_lag.observe(seconds)

    def request(self, method: str, outcome: str) -> None:
        """A call of the Bot API ended."""
        self.telegram_requests.labels(method, outcome).inc()

    async def sample(self, database: Database, clock: Clock) -> None:
        """Read the gauges from the database, unless that was done just now."""
        if time.monotonic() - self._sampled_at < SAMPLE_SECONDS:
            return
        self._sampled_at = time.monotonic()
        now, outbox = clock.now(), schema.outbox.c
        async with database.transaction() as tx:
            self.inbox_oldest_age.set(await inbox.oldest_age(tx, now))
            counts = await inbox.counts(tx)
            due = select(func.min(outbox.due_at)).where(
                outbox.state == "pending", outbox.due_at <= now
            )
            oldest = await tx.value(due)
            rows = await tx.rows(select(outbox.state, func.count()).group_by(outbox.state))
        self.outbox_oldest_due_age.set((now - oldest).total_seconds() if oldest else 0)
        for state in ("new", "claimed", "done", "dead", "dropped"):
            self.inbox_rows.labels(state).set(counts.get(state, 0))
        found = {row[0]: row[1] for row in rows}
        for state in OUTBOX_STATES:
            self.outbox_rows.labels(state).set(found.get(state, 0))

    def text(self) -> bytes:
        """All metrics in the format of Prometheus."""
        return generate_latest(self.registry)


def _version() -> str:
    try:
        return version("anjia")
    except PackageNotFoundError:
        return "unknown"
