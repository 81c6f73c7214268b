"""Every metric moves when its thing happens: a running bot, asked over HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, insert, select, update

from bot.config import Web
from bot.playground.double.double import Double
from bot.playground.phone import Phone
from bot.web import metrics
from bot.web.metrics import Metrics
from community.capability import Figure, Rules
from community.clock import SystemClock
from community.messages import rate_limit
from community.messages import tables as message_tables
from community.reminders import reminders
from community.storage.database import Database, Transaction
from community.updates import tables as update_tables
from tests import seats
from tests.integration.test_running import running_bot, settings_for, telegram
from tests.labs import lab_bot
from tests.labs.processes import free_port

PATIENCE_S = 15.0
SECOND = timedelta(seconds=1)


@dataclass
class Watched:
    """A running bot, its Telegram, and what Prometheus sees of it."""

    double: Double
    phone: Phone
    database: Database
    url: str
    seen: dict[str, float] = field(default_factory=dict)

    async def look(self) -> dict[str, float]:
        """Every sample by its name and labels."""
        async with httpx.AsyncClient() as asking:
            text = (await asking.get(f"{self.url}/metrics")).text
        self.seen = {
            sample.name + "".join(f" {key}={value}" for key, value in sample.labels.items()): (
                sample.value
            )
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
        return self.seen

    async def rises(self, sample: str, by: float = 1.0) -> None:
        """Wait until it stands so much higher than at the last look."""
        before, deadline = self.seen.get(sample, 0.0), time.monotonic() + PATIENCE_S
        while (await self.look()).get(sample, 0.0) < before + by:
            assert time.monotonic() < deadline, f"{sample}: {before} → {self.seen.get(sample)}"

    async def remind(self, late: timedelta = 3 * SECOND) -> None:
        """Somebody's reminder is due, and has been for so long."""
        now = SystemClock().now()
        # Noon in two days: at whatever hour this runs, no reminder falls into quiet hours.
        starts = now.replace(hour=4, minute=0, second=0, microsecond=0) + timedelta(days=2)
        async with self.database.transaction() as tx:
            world = await seats.seated(tx, 1, starts, now)
            await reminders.plan(tx, world.occurrence_id, now)
            last = select(func.max(message_tables.outbox.c.id)).scalar_subquery()
            due = update(message_tables.outbox).where(message_tables.outbox.c.id == last)
            await tx.execute(due.values(due_at=now - late))
        self.double.member(world.users[0], started=True)


@pytest.fixture
async def watched(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    monkeypatch.setattr(metrics, "SAMPLE_SECONDS", 0.0)
    port, database = free_port(), Database(sqlite_url)
    async with telegram() as (double, url):
        phone = double.member(7, language_code="en")
        settings = settings_for(double, url, sqlite_url, web=Web(port=port))
        async with running_bot(settings):
            watched = Watched(double, phone, database, f"http://127.0.0.1:{port}")
            deadline = time.monotonic() + PATIENCE_S
            while not watched.seen:
                try:
                    await watched.look()
                except httpx.ConnectError:
                    assert time.monotonic() < deadline
            yield watched
    await database.close()


async def updates(bot: Watched) -> None:
    await bot.phone.start()
    await bot.rises("bot_updates_total outcome=ok type=message")


async def update_lag(bot: Watched) -> None:
    await bot.phone.start()
    await bot.rises("bot_update_lag_seconds_count")
    assert bot.seen["bot_update_lag_seconds_sum"] > 0


async def inbox_oldest_age(bot: Watched) -> None:
    """An update that another process claimed, and did not settle for a minute."""
    now = SystemClock().now()
    values = {
        "update_id": 1,
        "lane": 1,
        "payload": "{}",
        "state": "claimed",
        "lease_by": "another",
        "lease_until": now + timedelta(hours=1),
        "received_at": now - timedelta(minutes=1),
    }
    async with bot.database.transaction() as tx:
        await tx.execute(insert(update_tables.inbox).values(**values))
    await bot.rises("bot_inbox_oldest_age_seconds", by=60)


async def inbox_rows(bot: Watched) -> None:
    bot.double.push_update({"update_id": 1, "message": {"text": 5}})
    await bot.rises("bot_inbox_rows state=dead")


async def outbox_oldest_due_age(bot: Watched) -> None:
    bot.double.faults.too_many_requests("sendMessage", retry_after=30)
    await bot.remind(late=60 * SECOND)
    await bot.rises("bot_outbox_oldest_due_age_seconds", by=60)


async def outbox_rows(bot: Watched) -> None:
    await bot.remind()
    await bot.rises("bot_outbox_rows state=sent")


async def reminder_lateness(bot: Watched) -> None:
    await bot.remind(late=3 * SECOND)
    await bot.rises("bot_reminder_lateness_seconds_count")
    assert 3 <= bot.seen["bot_reminder_lateness_seconds_sum"] < 3 + PATIENCE_S


async def telegram_requests(bot: Watched) -> None:
    await bot.phone.start()
    await bot.rises("bot_telegram_requests_total method=sendMessage outcome=ok")


async def ratelimit_wait(bot: Watched) -> None:
    """Another process of the fleet was told to wait by Telegram."""
    async with bot.database.transaction() as tx:
        await rate_limit.push(tx, time.time(), 3.0)
    await bot.remind()
    await bot.rises("bot_ratelimit_wait_seconds_sum")
    await bot.rises("bot_outbox_rows state=sent", by=0)
    assert bot.seen["bot_ratelimit_wait_seconds_count"] == 1


async def tasks(bot: Watched) -> None:
    bot.double.faults.slow("sendMessage", seconds=3.0, times=None)
    for number in range(20):
        bot.double.member(100 + number, started=True)
        bot.double.push_update(lab_bot.text_update(number + 1, 100 + number, "/help"))
    await bot.rises("bot_tasks", by=15)


async def build_info(bot: Watched) -> None:
    assert [value for name, value in bot.seen.items() if "bot_build_info version=" in name] == [1]


async def resources(bot: Watched) -> None:
    assert bot.seen["process_resident_memory_bytes"] > 10_000_000
    held = [open("/dev/null") for _ in range(20)]  # noqa: SIM115, ASYNC230
    await bot.rises("process_open_fds", by=15)
    for file in held:
        file.close()


MOVED_BY: dict[str, Callable[[Watched], Awaitable[None]]] = {
    "bot_updates": updates,
    "bot_update_lag_seconds": update_lag,
    "bot_inbox_oldest_age_seconds": inbox_oldest_age,
    "bot_inbox_rows": inbox_rows,
    "bot_outbox_oldest_due_age_seconds": outbox_oldest_due_age,
    "bot_outbox_rows": outbox_rows,
    "bot_reminder_lateness_seconds": reminder_lateness,
    "bot_telegram_requests": telegram_requests,
    "bot_ratelimit_wait_seconds": ratelimit_wait,
    "bot_tasks": tasks,
    "bot_build_info": build_info,
    "process_open_fds": resources,
}


@pytest.mark.parametrize("name", MOVED_BY)
async def test_it_moves(name: str, watched: Watched) -> None:
    await MOVED_BY[name](watched)


def test_there_is_a_test_for_each() -> None:
    families = {family.name for family in Metrics().registry.collect()}
    assert {name for name in families if name.startswith("bot_")} <= MOVED_BY.keys() <= families


async def test_figures_of_the_list_are_read(sqlite_url: str) -> None:
    """One number, and one for each value of a label; the database is asked when somebody looks."""

    async def many(tx: Transaction, now: datetime) -> float:
        return 3.0

    async def each(tx: Transaction, now: datetime) -> dict[str, float]:
        return {"new": 1, "granted": 2}

    figures = (Figure("wishes", "W.", many), Figure("wish_rows", "W.", each, label="state"))
    metrics, database = Metrics([Rules(name="wishes", figures=figures)]), Database(sqlite_url)
    await metrics.sample(database, SystemClock())
    await database.close()
    read = metrics.registry.get_sample_value
    assert read("bot_wishes") == 3.0
    assert [read("bot_wish_rows", {"state": one}) for one in ("new", "granted")] == [1, 2]
