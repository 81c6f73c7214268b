"""Lab: faults between the bot and Telegram, and between the bot and its database.

Each fault happens while members write; afterwards every update must have taken effect once.
`python -m tests.labs.faults [--seconds 30]` prints a line for each.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import text

from bot import application
from bot.application import Anjia, anjia
from bot.config import DatabaseSettings, Limits, Settings, Telegram
from bot.desk import Desk, open_desk
from bot.playground.double import Double
from bot.playground.transport import InProcessRequest
from bot.polling import poll
from tests.labs import lab_bot
from tests.labs.processes import postgres, report

MEMBERS = 10
UPDATES = 60


@dataclass(frozen=True)
class World:
    double: Double
    ready: Anjia
    desk: Desk
    url: str


Act: TypeAlias = Callable[[World, float], Awaitable[None]]


@asynccontextmanager
async def world(url: str) -> AsyncIterator[World]:
    """The bot polling a double, with the handler whose effects can be counted."""
    await lab_bot.prepare(url)
    double = Double()
    for number in range(1, MEMBERS + 1):
        double.member(number, started=True)
    settings = Settings(
        telegram=Telegram(token=double.token, poll_timeout_s=1),
        database=DatabaseSettings(url=url),
        limits=Limits(updates_per_minute=10_000, burst=1000),
    )
    ordinary, application.routes = application.routes, lab_bot.routes  # type: ignore[attr-defined]
    stop = asyncio.Event()
    try:
        async with (
            anjia(settings, transport=InProcessRequest(double)) as ready,
            open_desk(ready, "lab") as desk,
        ):
            polling = asyncio.create_task(poll(ready.application.bot, desk.clerk, stop, 1))
            yield World(double, ready, desk, url)
            stop.set()
            await polling
    finally:
        application.routes = ordinary  # type: ignore[attr-defined]
        double.close()


async def refusals(it: World, seconds: float) -> None:
    """429, 5xx in JSON and in HTML, time-outs before and after acceptance, resets."""
    faults = it.double.faults
    faults.too_many_requests("sendMessage", retry_after=1, times=2)
    faults.server_error("sendMessage", times=3)
    faults.server_error("sendMessage", html=True, times=3)
    faults.silence("sendMessage", times=2)
    faults.silence("sendMessage", accepted=True, times=2)
    faults.drop("sendMessage", times=2)
    faults.drop("sendMessage", accepted=True, times=2)
    await asyncio.sleep(min(seconds, 2.0))


async def outage(it: World, seconds: float) -> None:
    """Telegram is away: neither questions nor answers get through."""
    asked = it.double.faults.drop("getUpdates", times=None)
    told = it.double.faults.drop(times=None)
    await asyncio.sleep(seconds)
    it.double.faults.pending.remove(asked)
    it.double.faults.pending.remove(told)


async def lock_held(it: World, seconds: float) -> None:
    """Another program holds the write lock of SQLite."""
    assert it.ready.database.file is not None
    with sqlite3.connect(it.ready.database.file, isolation_level=None) as other:
        other.execute("PRAGMA busy_timeout=5000")
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(seconds)
        other.execute("ROLLBACK")


async def disk_full(it: World, seconds: float) -> None:
    """The file may not grow by a single page."""
    await _pages(it, grow=False)
    await asyncio.sleep(seconds)
    await _pages(it, grow=True)


async def connections_cut(it: World, seconds: float) -> None:
    """PostgreSQL drops every connection, again and again."""
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    for _ in range(5):
        try:
            async with it.ready.database.transaction() as tx:
                await tx.rows(cut)
        except Exception:
            await asyncio.sleep(0.05)
        await asyncio.sleep(seconds / 5)


async def _pages(it: World, *, grow: bool) -> None:
    limit = 1 if not grow else 1_000_000  # never below what there is: SQLite takes the larger
    async with it.ready.database.write_engine.connect() as connection:
        await connection.exec_driver_sql(f"PRAGMA max_page_count={limit}")


TELEGRAM: dict[str, Act] = {"refusals": refusals, "outage": outage}
SQLITE: dict[str, Act] = {"lock_held": lock_held, "disk_full": disk_full}
POSTGRES: dict[str, Act] = {"connections_cut": connections_cut}


async def run(url: str, act: Act, seconds: float) -> dict[str, Any]:
    """Let members write before, during and after a fault; count what took effect."""
    async with world(url) as it:
        members = asyncio.create_task(_write(it.double, seconds))
        await asyncio.sleep(0.2)
        await act(it, seconds)
        recovering = asyncio.get_running_loop().time()
        await members
        async with asyncio.timeout(60 + seconds):
            while len(await lab_bot.effects(url)) < UPDATES or not it.desk.idle:
                await asyncio.sleep(0.05)
        recovered = asyncio.get_running_loop().time() - recovering
        answers = len([call for call in it.double.calls("sendMessage") if call.ok])
    found = await lab_bot.effects(url)
    return {
        "updates": UPDATES,
        **lab_bot.verdict(found, set(range(1, UPDATES + 1))),
        "answers": answers,
        "settled_after_s": round(recovered, 1),
    }


async def _write(double: Double, seconds: float) -> None:
    for number in range(1, UPDATES + 1):
        double.push_update(lab_bot.text_update(number, 1 + number % MEMBERS))
        await asyncio.sleep((seconds + 0.5) / UPDATES)


def judge(result: dict[str, Any]) -> list[str]:
    return [f"{key} {result[key]}" for key in ("lost", "twice", "disorder") if result[key]]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=30.0)
    seconds = parser.parse_args().seconds
    code = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="anjia-lab-")))
        server = stack.enter_context(postgres())
        for name, act in {**TELEGRAM, **SQLITE, **POSTGRES}.items():
            url = f"sqlite+aiosqlite:///{folder / name}.db"
            if name in POSTGRES:
                server.psql(f"CREATE DATABASE {name}")
                url = server.url(name)
            result = asyncio.run(run(url, act, seconds))
            code |= report("faults", judge(result), fault=name, seconds=seconds, **result)
    return code


if __name__ == "__main__":
    from bot import logs

    logs.set_up("error", "json")
    sys.exit(main())
