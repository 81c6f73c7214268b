"""The outbox: planning many reminders, an idle tick, draining a backlog, the limiter.

    python -m pytest tests/benchmarks/test_outbox.py --benchmark-enable -s

Prints what was measured and fails beyond the limits that docs/delivery.md names.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import insert, select
from telegram import Bot
from telegram.request import BaseRequest

from bot import logs
from bot.application import services_from
from bot.config import Settings
from bot.work.pace import Pace
from bot.work.postman import Postman
from community.activities import tables as activity_tables
from community.clock import ShiftedClock
from community.messages import outbox
from community.messages import tables as message_tables
from community.registrations import tables as registration_tables
from community.reminders import reminders
from community.storage.database import Database
from handlers.chat.events import Due
from handlers.chat.screen import Screen
from handlers.chat.texts import Html
from handlers.chat.turn import Turn
from tests import seats
from tests.labs.recorder import TOKEN

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STARTS = NOW + timedelta(days=3)
REGISTRATIONS = 100_000
SEATS = 50
MEMBERS = 10_000
JOBS = 2_000
BACKLOG = 20_000
LIMITED_S = 20


class Immediate(BaseRequest):
    """Telegram that accepts everything at once; notes when."""

    def __init__(self) -> None:
        self.at: list[float] = []

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, *_given: Any, **_named: Any) -> tuple[int, bytes]:
        if url.endswith("getMe"):
            me = {"id": 1, "is_bot": True, "first_name": "安家", "username": "anjia_bot"}
            return 200, json.dumps({"ok": True, "result": me}).encode()
        self.at.append(time.perf_counter())
        message = {
            "message_id": len(self.at),
            "date": 1_800_000_000,
            "chat": {"id": 1, "type": "private"},
            "text": "x",
        }
        return 200, json.dumps({"ok": True, "result": message}).encode()


async def render(turn: Turn, due: Due) -> Screen | None:
    wanted = await reminders.still_wanted(turn.tx, due.object_id, due.payload, turn.now)
    return Screen(Html("🏸 <b>羽毛球友谊赛</b> 两小时后开始")) if wanted else None


@pytest.fixture
def fresh(sqlite_template: Path, tmp_path: Path) -> str:
    logs.set_up("error")
    shutil.copy(sqlite_template, tmp_path / "bench.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'bench.db'}"


def once(benchmark: Any, url: str, prepare: Any, work: Any) -> Any:
    """Run `work(database, prepared)` once, timed, on a database that `prepare` has filled."""
    results: list[Any] = []

    async def all_of_it() -> None:
        database = Database(url)
        try:
            prepared = await prepare(database)
            started = time.perf_counter()
            results.append(await work(database, prepared))
            results.append(time.perf_counter() - started)
        finally:
            await database.close()

    benchmark.pedantic(lambda: asyncio.run(all_of_it()), rounds=1, iterations=1)
    return results


async def many_registrations(database: Database) -> list[int]:
    async with database.transaction() as tx:
        people = await seats.members(tx, MEMBERS, NOW)
        numbers = []
        for number in range(REGISTRATIONS // SEATS):
            start = STARTS + timedelta(minutes=number % 600)
            numbers.append(await seats.occurrence(tx, start, NOW, capacity=SEATS))
        rows = [
            {
                "token": f"r{place}",
                "occurrence_id": numbers[place // SEATS],
                "member_id": people[place % MEMBERS],
                "state": "seated",
                "queued_at": NOW,
                "changed_at": NOW,
            }
            for place in range(REGISTRATIONS)
        ]
        await tx.execute(insert(registration_tables.registration), rows)
    return numbers


async def plan_all(url: str) -> None:
    """Plan everything in one transaction; print reminders, seconds and growth of memory in MB."""
    database = Database(url)
    async with database.transaction() as tx:
        rows = await tx.rows(select(activity_tables.occurrence.c.id))
    before = _memory_mb("VmRSS")
    started = time.perf_counter()
    async with database.transaction() as tx:
        planned = await reminders.plan_many(tx, [row.id for row in rows], NOW)
    seconds = time.perf_counter() - started
    await database.close()
    print(planned, seconds, _memory_mb("VmHWM") - before)


async def in_another_process(database: Database, _prepared: Any) -> tuple[int, float, float]:
    """The same in a process of its own, for an honest peak of memory."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.test_outbox",
        database.url.render_as_string(),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await child.communicate()
    planned, seconds, memory = output.split()
    return int(planned), float(seconds), float(memory)


def test_planning(benchmark: Any, fresh: str, tmp_path: Path) -> None:
    (planned, seconds, memory), _ = once(benchmark, fresh, many_registrations, in_another_process)
    jobs = _jobs_of_apscheduler(tmp_path / "jobs.db")
    per_job = jobs / JOBS
    print(
        f"\nplanning: {REGISTRATIONS} registrations, {planned} reminders, {seconds:.2f} s, "
        f"{memory:.1f} MB; APScheduler's SQLAlchemyJobStore: {JOBS} jobs {jobs:.2f} s, "
        f"extrapolated {per_job * REGISTRATIONS:.0f} s for "
        f"{REGISTRATIONS} jobs, {per_job * planned:.0f} s for {planned}"
    )
    benchmark.extra_info |= {
        "registrations": REGISTRATIONS,
        "reminders": planned,
        "seconds": round(seconds, 2),
        "memory_mb": round(memory, 1),
        "apscheduler_seconds_extrapolated": round(per_job * planned),
    }
    assert planned == 2 * REGISTRATIONS
    assert seconds <= 10
    assert memory <= 40


def remind(_member: int) -> None:
    """The job of the comparison."""


def _jobs_of_apscheduler(file: Path) -> float:
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_jobstore(SQLAlchemyJobStore(f"sqlite:///{file}"))
    scheduler.start(paused=True)
    started = time.perf_counter()
    for number in range(JOBS):
        scheduler.add_job(remind, "date", run_date=STARTS, args=[number], id=str(number))
    seconds = time.perf_counter() - started
    scheduler.shutdown(wait=False)
    return seconds


def test_planning_one_crowd(benchmark: Any, fresh: str) -> None:
    async def crowd(database: Database) -> list[int]:
        async with database.transaction() as tx:
            return [(await seats.seated(tx, REGISTRATIONS, STARTS, NOW)).occurrence_id]

    (planned, seconds, memory), _ = once(benchmark, fresh, crowd, in_another_process)
    print(f"\nplanning one crowd: {planned} reminders, {seconds:.2f} s, {memory:.1f} MB")
    benchmark.extra_info |= {"seconds": round(seconds, 2), "memory_mb": round(memory, 1)}
    assert planned == 2 * REGISTRATIONS
    assert seconds <= 10
    assert memory <= 40


def test_idle_tick(benchmark: Any, fresh: str) -> None:
    """Nothing is due, 200,000 reminders are pending."""

    async def pending(database: Database) -> None:
        numbers = await many_registrations(database)
        async with database.transaction() as tx:
            await reminders.plan_many(tx, numbers, NOW)

    async def ticks(database: Database, _: None) -> list[float]:
        took = []

        async def tick(postman: Postman) -> None:
            await postman.tick()
            for _ in range(1000):
                started = time.perf_counter()
                await postman.tick()
                took.append(time.perf_counter() - started)

        await _with_postman(database, Immediate(), Pace(), tick, NOW)
        return took

    took, _seconds = once(benchmark, fresh, pending, ticks)
    middle, high = statistics.median(took) * 1000, statistics.quantiles(took, n=20)[-1] * 1000
    print(f"\nidle tick: median {middle:.2f} ms, 95 % below {high:.2f} ms")
    benchmark.extra_info |= {"median_ms": round(middle, 2), "p95_ms": round(high, 2)}
    assert middle <= 1


async def backlog(database: Database) -> None:
    async with database.transaction() as tx:
        world = await seats.seated(tx, BACKLOG, STARTS, NOW, zone="Asia/Shanghai")
        await tx.execute(activity_tables.occurrence.update().values(capacity=1000))
        assert await reminders.plan(tx, world.occurrence_id, NOW) == 2 * BACKLOG


def test_draining(benchmark: Any, fresh: str) -> None:
    telegram = Immediate()

    async def drain(database: Database, _: None) -> int:
        await _with_postman(database, telegram, Pace(None), lambda p: p.tick_now(), _day_before())
        return await _sent(database)

    sent, seconds = once(benchmark, fresh, backlog, drain)
    print(f"\ndraining: {sent} in {seconds:.1f} s, {sent / seconds:.0f} a second")
    benchmark.extra_info |= {"sent": sent, "per_second": round(sent / seconds)}
    assert sent == len(telegram.at) == BACKLOG
    assert sent / seconds >= 300


def test_draining_with_the_limiter(benchmark: Any, fresh: str) -> None:
    telegram = Immediate()

    async def drain(database: Database, _: None) -> None:
        async def for_a_while(postman: Postman) -> None:
            await postman.tick()
            await asyncio.sleep(LIMITED_S)

        await _with_postman(database, telegram, Pace(), for_a_while, _day_before())

    once(benchmark, fresh, backlog, drain)
    at = [moment - telegram.at[0] for moment in telegram.at if moment - telegram.at[0] < LIMITED_S]
    busiest = max(sum(1 for other in at if one <= other < one + 1) for one in at)
    rate = len(at) / LIMITED_S
    print(f"\nlimited: {rate:.2f} a second over {LIMITED_S} s, busiest second {busiest}")
    benchmark.extra_info |= {"per_second": round(rate, 2), "busiest_second": busiest}
    assert abs(rate - 25) <= 1
    assert busiest <= 30


async def _with_postman(
    database: Database,
    telegram: BaseRequest,
    pace: Pace,
    work: Callable[[Postman], Awaitable[None]],
    now: datetime,
) -> None:
    services = services_from(Settings(), ShiftedClock(now, stopped=True))
    async with Bot(TOKEN, request=telegram, get_updates_request=telegram) as bot:
        postman = Postman(database, services, bot, pace=pace, renderers={"reminder": render})
        await work(postman)
        await postman.stop()


def _day_before() -> datetime:
    return STARTS - timedelta(days=1)


async def _sent(database: Database) -> int:
    async with database.transaction() as tx:
        counted = (await outbox.statistics(tx, NOW)).rows
        assert (
            await tx.value(
                select(message_tables.outbox.c.id).where(message_tables.outbox.c.maybe_sent)
            )
            is None
        )
    return counted["sent"]


def _memory_mb(field: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise LookupError(field)


if __name__ == "__main__":
    asyncio.run(plan_all(sys.argv[1]))
