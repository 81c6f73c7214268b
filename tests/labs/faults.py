"""Lab: faults between the bot and Telegram, and between the bot and its database.

Members write, and reminders come due, before, during and after each fault. Afterwards every
update must have taken effect once, in order, and every reminder must have arrived; one that
arrives again comes silently. Between bot and double are real sockets.

`python -m tests.labs.faults [--outage 60] [--lock 30] [NAME …]` prints a line for each.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import select, text, update

from bot.application import Anjia, anjia
from bot.config import DatabaseSettings, Limits, Settings, Telegram
from bot.playground.double.double import Double
from bot.playground.double.faults import Fault
from bot.playground.serve import serve
from bot.telegram.polling import poll
from bot.work.handling import Handling, handling_updates
from community.members import tables as member_tables
from community.messages import tables as message_tables
from community.reminders import reminders
from community.storage.database import Database
from tests import seats
from tests.labs import lab_bot
from tests.labs.balancer import balancing
from tests.labs.processes import Postgres, free_port, postgres, report

WRITERS = 10
UPDATES = 60
REMINDED = 40
EACH = 5
"""How many answers, and how many reminders, meet a fault of single calls."""
LEAD = 60
BEGINS_AFTER_S = 0.5
SETTLES_WITHIN_S = 150.0
"""Longest pauses of poller and postman, and the silent second attempt after 30 s."""


@dataclass
class World:
    double: Double
    telegram_port: int
    port: int
    url: str
    ready: Anjia = field(init=False)
    handling: Handling = field(init=False)
    written: dict[int, float] = field(default_factory=dict)
    due: dict[int, float] = field(default_factory=dict)
    """When each reminded member should hear."""
    _line: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def connect(self) -> None:
        """Between bot and Telegram lies a line that can be cut."""
        await self._line.enter_async_context(balancing([self.telegram_port], self.port))

    async def cut(self) -> None:
        """Connections end; new ones are refused."""
        await self._line.aclose()


Act: TypeAlias = Callable[[World, float], Awaitable[None]]


@asynccontextmanager
async def world(url: str, seconds: float) -> AsyncIterator[World]:
    """The bot polling a double, with the handler whose effects can be counted."""
    await lab_bot.prepare(url)
    double = Double()
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(serve(double, port=0))
        it = World(double, served.port, free_port(), url)
        await it.connect()
        stack.push_async_callback(it.cut)
        for number in range(1, WRITERS + 1):
            double.member(number, started=True)
        await _remind(it, seconds)
        telegram = f"http://127.0.0.1:{it.port}"
        settings = Settings(
            telegram=Telegram(
                token=double.token,
                api_base_url=f"{telegram}/bot",
                file_base_url=f"{telegram}/file/bot",
                poll_timeout_s=1,
            ),
            database=DatabaseSettings(url=url),
            limits=Limits(updates_per_minute=10_000, burst=1000),
        )
        it.ready = await stack.enter_async_context(anjia(settings, house=lab_bot.house()))
        it.handling = await stack.enter_async_context(handling_updates(it.ready, "lab"))
        polling = asyncio.create_task(poll(it.ready.bot, it.handling.writer, stop, 1))
        yield it
        stop.set()
        await polling


async def _remind(it: World, seconds: float) -> None:
    """Seats whose reminders come due one by one, until after the fault."""
    database, now = Database(it.url), datetime.now(UTC).replace(microsecond=0)
    try:
        async with database.transaction() as tx:
            people = await seats.members(tx, REMINDED, now)
            # No hours are quiet, so that the lab runs at any time of the day.
            await tx.execute(
                update(member_tables.member).values(leads=[LEAD], quiet_from=0, quiet_until=0)
            )
            for number, member in enumerate(people):
                due = now + timedelta(seconds=2 + number * (seconds + 2) / REMINDED)
                starts_at = due + timedelta(minutes=LEAD)
                occurrence = await seats.occurrence(tx, starts_at, now)
                await seats.seats(tx, occurrence, [member], now)
                assert await reminders.plan(tx, occurrence, now) == 1
                user = seats.FIRST_USER + number
                it.due[user] = due.timestamp()
                it.double.member(user, started=True)
    finally:
        await database.close()


# ---- faults of single calls: the next message to some writers and to some of the reminded


def calls(**fault: Any) -> Act:
    async def act(it: World, seconds: float) -> None:
        first = [*range(1, EACH + 1), *list(it.due)[REMINDED // 3 :][:EACH]]
        for member in first:
            it.double.faults.add(Fault("sendMessage", member, **fault))
        await asyncio.sleep(seconds)

    return act


def _refused(status: int, **parameters: Any) -> dict[str, Any]:
    body = {"ok": False, "error_code": status, "description": "Too Many Requests or worse"}
    return {
        "status": status,
        "body": {**body, **({"parameters": parameters} if parameters else {})},
    }


# ---- Telegram is away


async def outage_refused(it: World, seconds: float) -> None:
    """Nobody listens where Telegram was."""
    await it.cut()
    await asyncio.sleep(seconds)
    await it.connect()


async def outage_reset(it: World, seconds: float) -> None:
    """Connections are taken, and reset once something was asked."""
    faults = it.double.faults
    away = [faults.drop("getUpdates", times=None), faults.drop(times=None)]
    await asyncio.sleep(seconds)
    for fault in away:
        faults.pending.remove(fault)


async def outage_silent(it: World, seconds: float) -> None:
    """Connections are taken, and nothing is ever answered."""
    faults = it.double.faults
    away = [faults.silence("getUpdates", times=None), faults.silence(times=None)]
    await asyncio.sleep(seconds)
    for fault in away:
        faults.pending.remove(fault)


# ---- the database


async def lock_held(it: World, seconds: float) -> None:
    """Another program holds the write lock of SQLite."""
    file = it.ready.database.file
    assert file is not None
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    with closing(other):
        other.execute("PRAGMA busy_timeout=5000")
        # In a thread: whoever holds the lock now needs this loop to give it back.
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        await asyncio.sleep(seconds)
        other.execute("ROLLBACK")


async def disk_full(it: World, seconds: float) -> None:
    """The file may not grow by a single page."""
    await _pages(it, grow=False)
    await asyncio.sleep(seconds)
    await _pages(it, grow=True)


async def _pages(it: World, *, grow: bool) -> None:
    limit = 1 if not grow else 1_000_000  # never below what there is: SQLite takes the larger
    async with it.ready.database.write_engine.connect() as connection:
        await connection.exec_driver_sql(f"PRAGMA max_page_count={limit}")


async def connections_cut(it: World, seconds: float) -> None:
    """PostgreSQL drops every connection, again and again."""
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    for _ in range(5):
        with suppress(Exception):  # it may be this connection that was cut
            async with it.ready.database.transaction() as tx:
                await tx.rows(cut)
        await asyncio.sleep(seconds / 5)


async def tables_locked(it: World, seconds: float) -> None:
    """Another program holds the tables of PostgreSQL."""
    async with _locked(it.url):
        await asyncio.sleep(seconds)


async def restarted(server: Postgres, it: World, seconds: float) -> None:
    """PostgreSQL is killed while another program holds the tables, and comes back later."""
    with suppress(Exception):
        async with _locked(it.url):
            await asyncio.sleep(seconds / 2)
            server.kill()
    await asyncio.sleep(seconds / 2)
    await asyncio.to_thread(server.start)


@asynccontextmanager
async def _locked(url: str) -> AsyncIterator[None]:
    database = Database(url)
    try:
        async with database.transaction() as tx:
            # In a deadlock it is the bot that has to give way.
            await tx.execute(text("SET LOCAL deadlock_timeout = '1min'"))
            await tx.execute(text("LOCK TABLE inbox, outbox, member, lab_effect"))
            yield
    finally:
        await database.close()


CALLS: dict[str, Act] = {
    "too_many": calls(**_refused(429, retry_after=2)),
    "server_error": calls(**_refused(502)),
    "proxy_page": calls(status=502, body="<html>502 Bad Gateway</html>"),
    "time_out": calls(ending="silence"),
    "time_out_accepted": calls(ending="silence", accepted=True),
    "reset": calls(ending="drop"),
    "reset_accepted": calls(ending="drop", accepted=True),
}
OUTAGES: dict[str, Act] = {
    "outage_refused": outage_refused,
    "outage_reset": outage_reset,
    "outage_silent": outage_silent,
}
SQLITE: dict[str, Act] = {"lock_held": lock_held, "disk_full": disk_full}
POSTGRES: dict[str, Act] = {"connections_cut": connections_cut, "tables_locked": tables_locked}


async def run(url: str, act: Act, seconds: float) -> dict[str, Any]:
    """Let members write and reminders come due around a fault; count what came of it."""
    async with world(url, seconds) as it:
        writing = asyncio.create_task(_write(it, seconds))
        await asyncio.sleep(BEGINS_AFTER_S)
        await act(it, seconds)
        over = time.time()
        await writing
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLES_WITHIN_S):
                while not await _settled(it):
                    await asyncio.sleep(0.2)
        answers, notices = _seen(it)
    found = await lab_bot.effects(url)
    waits = [at - it.written[number] for number, at in answers.items()]
    late = [at[0] - it.due[user] for user, at in notices.items()]
    ring = Counter(call.chat_id for call in it.double.calls("sendMessage", ok=True) if _rings(call))
    return {
        "updates": UPDATES,
        **lab_bot.verdict(found, set(it.written)),
        "answers": len(answers),
        "answers_missing": UPDATES - len(answers),
        "answer_after_s": _most(waits),
        "notices": len(it.due),
        "notices_missing": len(it.due) - len(notices),
        "notices_again": sum(len(at) - 1 for at in notices.values()),
        "notices_ringing_twice": sum(1 for user in it.due if ring[user] > 1),
        "notice_late_s": _most(late),
        "settled_after_s": round(max(0.0, _last(answers, notices) - over), 1),
    }


def _seen(it: World) -> tuple[dict[int, float], dict[int, list[float]]]:
    """When each answer arrived first, and all arrivals of each reminder, on members' phones."""
    answers: dict[int, float] = {}
    notices: dict[int, list[float]] = {}
    for call in it.double.calls("sendMessage", ok=True):
        assert call.chat_id is not None
        if call.chat_id in it.due:
            notices.setdefault(call.chat_id, []).append(call.at)
        else:
            answers.setdefault(int(call.params["text"]), call.at)
    return answers, notices


def _rings(call: Any) -> bool:
    return not call.params.get("disable_notification")


def _most(seconds: list[float]) -> float:
    return round(max(seconds, default=0.0), 1)


def _last(answers: dict[int, float], notices: dict[int, list[float]]) -> float:
    return max([*answers.values(), *(one for at in notices.values() for one in at)], default=0.0)


async def _settled(it: World) -> bool:
    if len(it.written) < UPDATES or not it.handling.idle:
        return False
    row = message_tables.outbox.c
    open_ = select(row.id).where(row.state.in_(("pending", "claimed", "sending"))).limit(1)
    with suppress(Exception):  # the database may still be away
        if len(await lab_bot.effects(it.url)) >= UPDATES:
            async with it.ready.database.transaction() as tx:
                return await tx.value(open_) is None
    return False


async def _write(it: World, seconds: float) -> None:
    for number in range(1, UPDATES + 1):
        it.written[number] = time.time()
        it.double.push_update(lab_bot.text_update(number, 1 + number % WRITERS))
        await asyncio.sleep((seconds + 2 * BEGINS_AFTER_S) / UPDATES)


def judge(result: dict[str, Any]) -> list[str]:
    zeros = ("lost", "twice", "disorder", "notices_missing", "notices_ringing_twice")
    return [f"{key} {result[key]}" for key in zeros if result[key]]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--calls", type=float, default=10.0)
    parser.add_argument("--outage", type=float, default=60.0)
    parser.add_argument("--lock", type=float, default=30.0)
    chosen = parser.parse_args()
    code = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="anjia-lab-")))
        server = stack.enter_context(postgres())
        on_postgres = {**POSTGRES, "restarted": partial(restarted, server)}
        for name, act in {**CALLS, **OUTAGES, **SQLITE, **on_postgres}.items():
            if chosen.names and name not in chosen.names:
                continue
            seconds = chosen.lock
            if name in CALLS:
                seconds = chosen.calls
            elif name in OUTAGES:
                seconds = chosen.outage
            url = f"sqlite+aiosqlite:///{folder / name}.db"
            if name in on_postgres:
                server.psql(f"CREATE DATABASE {name}")
                url = server.url(name)
            result = asyncio.run(run(url, act, seconds))
            code |= report("faults", judge(result), fault=name, seconds=seconds, **result)
    return code


if __name__ == "__main__":
    from bot import logs

    logs.set_up("error", "json")
    sys.exit(main())
