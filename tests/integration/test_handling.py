"""Updates through inbox writer, worker and runtime: order, retries, outages, shutdown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import OperationalError

from bot.application import Anjia, anjia
from bot.config import DatabaseSettings, Limits, Settings, Telegram
from bot.playground.double.double import Double
from bot.telegram import arrivals
from bot.telegram.in_process_request import InProcessRequest
from bot.work import claims
from bot.work.handling import Handling, handling_updates
from community.capabilities import RULES
from community.capability import Rules
from community.clock import SystemClock
from community.staff.roles import NotStaff
from community.storage.database import Database
from community.updates import inbox
from community.updates import tables as update_tables
from handlers.capabilities import TALKS
from handlers.chat.events import Words
from handlers.chat.house import House
from handlers.chat.screen import Replies, Screen
from handlers.chat.talk import Talk
from handlers.chat.texts import Html
from handlers.chat.turn import Turn
from tests.telegram_double import assert_clean, checked_double

Handle = Callable[[Turn, Words], Awaitable[Replies]]


def message(number: int, user: int = 7, said: str = "hello") -> dict[str, Any]:
    who = {"id": user, "is_bot": False, "first_name": "小安", "language_code": "en"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": user, "type": "private", "first_name": "小安"},
            "from": who,
            "text": f"{number} {said}",
        },
    }


def number_of(event: Words) -> int:
    """Of the update that says these words."""
    return int(event.text.split()[0])


async def count_up(turn: Turn, event: Words) -> Replies:
    """Writes what it saw: the test's own table has one row for each time it ran."""
    number = number_of(event)
    await turn.tx.execute(
        text("INSERT INTO seen (member, update_id) VALUES (:member, :number)"),
        {"member": turn.member.id, "number": number},
    )
    return [Screen(Html(f"seen {number}"))]


@asynccontextmanager
async def handled_by(
    url: str, handle: Handle, **options: Any
) -> AsyncIterator[tuple[Anjia, Handling, Double]]:
    double = checked_double()
    for number in range(1, 30):
        double.member(number, started=True)

    test = Talk(
        rules=Rules(name="test"), prefix="test", folder=Path("test"), events={Words: handle}
    )
    settings = Settings(
        telegram=Telegram(token=double.token),
        database=DatabaseSettings(url=url),
        limits=Limits(updates_per_minute=10_000, burst=1000),
    )
    async with anjia(
        settings, transport=InProcessRequest(double), house=House((test, *TALKS), RULES)
    ) as ready:
        async with ready.database.transaction() as tx:
            await tx.execute(text("CREATE TABLE seen (member BIGINT, update_id BIGINT)"))
        async with handling_updates(ready, "test", **options) as handling:
            yield ready, handling, double


async def store(handling: Handling, *updates: dict[str, Any]) -> None:
    await handling.writer.store([arrivals.from_object(update) for update in updates])


async def settled(handling: Handling, within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        quiet = 0
        while quiet < 3:
            await asyncio.sleep(0.02)
            quiet = quiet + 1 if handling.idle else 0


async def seen(ready: Anjia) -> list[int]:
    async with ready.database.transaction() as tx:
        return [row.update_id for row in await tx.rows(text("SELECT update_id FROM seen"))]


async def states(ready: Anjia) -> dict[str, int]:
    async with ready.database.transaction() as tx:
        return await inbox.counts(tx)


async def test_each_update_is_applied_once_and_in_order(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with handled_by(database_url, count_up) as (ready, handling, double):
        updates = [message(number, user=1 + number % 5) for number in range(1, 101)]
        await asyncio.gather(store(handling, *updates[:60]), store(handling, *updates[40:]))
        await store(handling, *updates[::7])
        await settled(handling)
        numbers = await seen(ready)
        assert sorted(numbers) == list(range(1, 101))
        for member in range(5):
            own = [number for number in numbers if number % 5 == member]
            assert own == sorted(own)
        said = [call.params["text"] for call in double.calls("sendMessage")]
        assert len(said) == 100
        assert await states(ready) == {"done": 100}
        assert_clean(double)


async def test_who_floods_the_inbox_does_not_hide_the_others(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly(turn: Turn, event: Words) -> Replies:
        await asyncio.sleep(0.01)
        return await count_up(turn, event)

    monkeypatch.setattr(inbox, "WINDOW", 10)
    async with handled_by(database_url, slowly, lanes=2) as (ready, handling, _):
        flood = [message(number) for number in range(1, 401)]
        await store(handling, *flood, message(1000, user=8))
        async with asyncio.timeout(20):
            while 1000 not in await seen(ready):
                await asyncio.sleep(0.02)
        assert len(await seen(ready)) < 300


async def test_a_failure_is_rolled_back_and_tried_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    async def stumble(turn: Turn, event: Words) -> Replies:
        replies = await count_up(turn, event)
        tries.append(number_of(event))
        if len(tries) <= 2:
            raise KeyError("not yet")
        return replies

    monkeypatch.setattr(claims, "PAUSES", (timedelta(milliseconds=10),))
    async with handled_by(database_url, stumble) as (ready, handling, double):
        await store(handling, message(1), message(2))
        await settled(handling)
        async with asyncio.timeout(10):
            while len(tries) < 4:
                await asyncio.sleep(0.02)
        await settled(handling)
        assert tries == [1, 1, 1, 2]  # the second waited for the first
        assert await seen(ready) == [1, 2]
        said = [call.params["text"] for call in double.calls("sendMessage")]
        assert said == ["seen 1", "seen 2"]  # no apology for what went well in the end


async def test_what_always_fails_is_dead_with_one_apology(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_on_one(turn: Turn, event: Words) -> Replies:
        replies = await count_up(turn, event)
        if number_of(event) == 1:
            raise KeyError("broken")
        return replies

    monkeypatch.setattr(claims, "PAUSES", (timedelta(milliseconds=1),))
    async with handled_by(database_url, break_on_one) as (ready, handling, double):
        await store(handling, message(1), message(2))
        async with asyncio.timeout(10):
            while await states(ready) != {"dead": 1, "done": 1}:
                await asyncio.sleep(0.02)
        await settled(handling)
        assert await seen(ready) == [2]
        apology, answer = [call.params["text"] for call in double.calls("sendMessage")]
        assert "<code>" in apology
        assert answer == "seen 2"
        async with ready.database.transaction() as tx:
            (entry,) = await inbox.entries(tx, ("dead",))
        assert (entry.error, entry.attempts) == ("KeyError", inbox.MOST_ATTEMPTS)


async def test_a_refusal_is_done_and_not_tried_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(turn: Turn, event: Words) -> Replies:
        await count_up(turn, event)
        raise NotStaff()

    async with handled_by(database_url, refuse) as (ready, handling, double):
        await store(handling, message(1))
        await settled(handling)
        assert await states(ready) == {"done": 1}
        assert await seen(ready) == []
        assert len(double.calls("sendMessage")) == 1


async def test_a_database_at_fault_costs_no_attempt(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def outage(turn: Turn, event: Words) -> Replies:
        nonlocal tries
        tries += 1
        if tries <= 2:
            raise OperationalError("SELECT 1", {}, Exception("database is locked"))
        return await count_up(turn, event)

    async with handled_by(database_url, outage) as (ready, handling, _double):
        await store(handling, message(1))
        async with asyncio.timeout(10):
            while tries < 3:
                await asyncio.sleep(0.02)
        await settled(handling)
        async with ready.database.transaction() as tx:
            row = await tx.row(select(update_tables.inbox))
        assert row is not None
        assert (row.state, row.attempts) == ("done", 0)
        assert await seen(ready) == [1]


async def test_a_slow_telegram_holds_no_transaction_and_nobody_else(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with handled_by(database_url, count_up) as (ready, handling, double):
        double.faults.slow("sendMessage", seconds=6.0, chat_id=1, times=1)
        await store(handling, message(1, user=1), message(2, user=1), message(3, user=2))
        async with asyncio.timeout(5.0):
            while sorted(await seen(ready)) != [1, 3]:
                await asyncio.sleep(0.02)
            async with ready.database.transaction() as tx:  # nobody holds the write lock
                await tx.execute(text("INSERT INTO seen VALUES (0, 0)"))
        await settled(handling, within=30.0)
        assert sorted(await seen(ready)) == [0, 1, 2, 3]
        told = [call.params["text"] for call in double.calls("sendMessage")]
        assert told.index("seen 1") < told.index("seen 2")


async def test_what_is_no_update_is_parked(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {"update_id": 1, "message": {"from": {"id": 7}, "chat": 5, "text": []}}
    async with handled_by(database_url, count_up) as (ready, handling, _double):
        await store(handling, broken, message(2, user=7))
        await settled(handling)
        assert await states(ready) == {"dead": 1, "done": 1}


async def test_closing_finishes_what_is_in_hand(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = asyncio.Event()

    async def slowly(turn: Turn, event: Words) -> Replies:
        started.set()
        await asyncio.sleep(0.2)
        return await count_up(turn, event)

    async with handled_by(sqlite_url, slowly, lanes=1) as (ready, handling, double):
        await store(handling, message(1, user=1), message(2, user=2))
        await started.wait()
        assert handling.worker is not None
        await handling.worker.finish(5.0)
        handling.writer.close()
        await handling.keeping
        assert await seen(ready) == [1]
        assert await states(ready) == {"done": 1, "new": 1}
        assert len(double.calls("sendMessage")) == 1


async def test_closing_cuts_off_what_takes_too_long(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = asyncio.Event()

    async def for_ever(turn: Turn, event: Words) -> Replies:
        await count_up(turn, event)
        started.set()
        await asyncio.sleep(60)
        return []

    async with handled_by(sqlite_url, for_ever) as (ready, handling, _double):
        await store(handling, message(1))
        await started.wait()
        assert handling.worker is not None
        await handling.worker.finish(0.1)
        handling.writer.close()
        await handling.keeping
        assert await seen(ready) == []
        async with ready.database.transaction() as tx:
            row = await tx.row(select(update_tables.inbox))
        assert row is not None
        assert (row.state, row.attempts, row.lease_by) == ("new", 0, None)


async def test_a_lease_that_was_lost_rolls_back(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = 0

    async def robbed(turn: Turn, event: Words) -> Replies:
        nonlocal runs
        runs += 1
        if runs == 1:
            await turn.tx.execute(
                text("UPDATE inbox SET state = 'claimed', lease_by = 'another' WHERE update_id = 1")
            )
        return await count_up(turn, event)

    async with handled_by(sqlite_url, robbed) as (ready, handling, double):
        await store(handling, message(1))
        async with asyncio.timeout(5):
            while not runs:
                await asyncio.sleep(0.02)
        await settled(handling)
        assert await seen(ready) == []  # nothing of the robbed run is left
        assert double.calls("sendMessage") == []


async def test_rows_of_a_dead_process_are_taken_over_at_the_start(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, now = Database(sqlite_url), SystemClock().now()
    async with database.transaction() as tx:
        arrival = arrivals.from_object(message(1))
        await tx.execute(
            insert(update_tables.inbox).values(
                update_id=1,
                lane=arrival.lane,
                payload=arrival.payload,
                state="claimed",
                lease_by="dead",
                lease_until=now + timedelta(days=1),
                received_at=now,
            )
        )
    await database.close()
    async with handled_by(sqlite_url, count_up) as (ready, handling, _double):
        await settled(handling)
        assert await seen(ready) == [1]
