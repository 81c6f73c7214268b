"""The fleet's limiter on both databases; and what GCRA promises, for any arrival of asks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.work.observer import Observer
from bot.work.pace import Pace
from community.messages import rate_limit
from community.messages import tables as message_tables
from community.storage.database import Database

T0 = 1_800_000_000.0


async def take(database: Database, now: float, messages: int = 1) -> float:
    async with database.transaction() as tx:
        return await rate_limit.take(tx, now, messages)


async def drained(database: Database, start: float, seconds: float, step: float) -> list[float]:
    """When messages go out if somebody asks as soon as it is worth it."""
    now, sent = start, []
    async with database.transaction() as tx:
        while now < start + seconds:
            wait = await rate_limit.take(tx, now, 2)
            if wait:
                now += max(wait, step)
            else:
                sent += [now, now]
                now += step
    return sent


def busiest(sent: list[float]) -> int:
    return max(sum(1 for other in sent if at <= other < at + 1) for at in sent)


async def test_25_a_second_and_never_more_than_29(database: Database) -> None:
    sent = await drained(database, T0, 8, 0.01)
    assert busiest(sent) <= 29
    assert abs(len(sent) / 8 - 25) <= 1


async def test_a_slow_asker_does_not_lose_speed(database: Database) -> None:
    sent = await drained(database, T0, 8, 0.05)
    assert abs(len(sent) / 8 - 25) <= 1


async def test_answers_go_first(database: Database) -> None:
    assert await take(database, T0, 2) == 0
    async with database.transaction() as tx:
        await rate_limit.spend(tx, T0, 5)
    assert await take(database, T0) == pytest.approx(0.2, abs=0.01)
    assert await take(database, T0 + 0.21) == 0


async def test_what_was_answered_long_ago_holds_nothing_up(database: Database) -> None:
    """A busy hour without notices must not make the first one an hour late."""
    pace = Pace(unix_time=lambda: T0)
    pace.answered(50 * 3600)
    async with database.transaction() as tx:
        assert await pace.room(tx, 1) == (0, pytest.approx(rate_limit.MOST_SPENT_S, abs=0.1))


@pytest.mark.parametrize("processes", [1, 3])
async def test_notices_keep_a_fifth_however_many_answers_go_out(
    database: Database, processes: int
) -> None:
    now, sent, seconds = [T0], 0, 10
    fleet = [Pace(unix_time=lambda: now[0]) for _ in range(processes)]
    asks = dict.fromkeys(range(processes), T0)
    async with database.transaction() as tx:
        for _ in range(seconds * 50):
            for number, pace in enumerate(fleet):
                pace.answered(2)
                if now[0] >= asks[number]:
                    room, wait = await pace.room(tx, 8)
                    sent += room
                    asks[number] = now[0] + wait
            now[0] += 0.02
    assert 4 <= sent / seconds <= 6


async def test_a_429_outlasts_answers(database: Database) -> None:
    async with database.transaction() as tx:
        await rate_limit.push(tx, T0, 7)
        await rate_limit.spend(tx, T0, 1000)
    assert await take(database, T0) == pytest.approx(7, abs=0.01)


async def test_a_429_holds_for_everybody(database: Database, database_url: str) -> None:
    another = Database(database_url)
    try:
        async with database.transaction() as tx:
            await rate_limit.push(tx, T0, 7)
        assert await take(another, T0) == pytest.approx(7, abs=0.01)
        async with another.transaction() as tx:
            await rate_limit.push(tx, T0, 3)
        assert await take(database, T0 + 6.9) > 0
        assert await take(database, T0 + 7.01) == 0
    finally:
        await another.close()


async def test_a_wrong_clock_does_not_stop_the_fleet(database: Database) -> None:
    assert await take(database, T0) == 0
    async with database.transaction() as tx:
        await tx.execute(update(message_tables.rate_limit).values(next_at=T0 + 86400))
    assert await take(database, T0) == 0


async def test_many_processes_share_the_row(database: Database) -> None:
    takes = await asyncio.gather(*(take(database, T0) for _ in range(20)))
    assert takes.count(0.0) == 3  # the tolerance is two messages ahead of now


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.floats(0, 0.4), st.sampled_from(["take", "take", "take", "spend", "push"])),
        max_size=40,
    )
)
def test_no_second_has_more_than_promised(
    sqlite_template: Path, tmp_path: Path, asks: list[tuple[float, str]]
) -> None:
    async def run() -> None:
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'limit.db'}")
        now, sent, silence_until = T0, [], 0.0
        try:
            async with database.transaction() as tx:
                await tx.execute(message_tables.rate_limit.delete())
                for pause, what in asks:
                    now += pause
                    if what == "spend":
                        await rate_limit.spend(tx, now, 1)
                        sent.append(now)
                    elif what == "push":
                        await rate_limit.push(tx, now, 1)
                        silence_until = max(silence_until, now + 1)
                    elif not await rate_limit.take(tx, now, 2):
                        assert now >= silence_until - 1e-6
                        sent += [now, now]
        finally:
            await database.close()
        takes = [at for at in sent if at]
        if takes:
            assert busiest(takes) <= 29 + sum(1 for _, what in asks if what == "spend")

    if not (tmp_path / "limit.db").exists():
        (tmp_path / "limit.db").write_bytes(sqlite_template.read_bytes())
    asyncio.run(run())


class Held(Observer):
    def __init__(self) -> None:
        self.waits: list[float] = []

    def held(self, seconds: float) -> None:
        self.waits.append(seconds)


async def test_the_pace_of_a_process(database: Database) -> None:
    now = [T0]
    held = Held()
    pace = Pace(unix_time=lambda: now[0], observer=held)
    async with database.transaction() as tx:
        assert await pace.room(tx, 8) == (2, 0.0)
        pace.told_to_wait(5)
        room, wait = await pace.room(tx, 8)
        assert (room, wait) == (0, pytest.approx(5, abs=0.01))
        now[0] += 5.01
        pace.answered(50)
        assert await pace.room(tx, 8) == (2, 0.0)  # it has waited long enough
        assert (await pace.room(tx, 8))[0] == 0
        now[0] += 0.5
        assert await pace.room(tx, 1) == (1, 0.0)
        assert await Pace(None).room(tx, 8) == (8, 0.0)
        # At once; the 5 s that Telegram told; what the 50 answers took of the half second.
        assert held.waits == [0.0, pytest.approx(5, abs=0.01), pytest.approx(0.4, abs=0.1)]
        # A batch that was given back while it was held does not burden one that comes later.
        while not (await pace.room(tx, 8))[1]:
            pass
        now[0] += 3600
        assert await pace.room(tx, 1) == (1, 0.0)
        assert held.waits[-1] < 0.1
    pace.sent_to(5)
    assert not pace.is_free(5)
    assert pace.is_free(6)
    now[0] += 1
    assert pace.is_free(5)
    for member in range(1100):
        pace.sent_to(member)
    assert not pace.is_free(0)
