"""The inbox on both engines: nothing twice, one lane in order, leases, dead letters, purge."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.work.inbox_writer import InboxWriter
from community.clock import ShiftedClock
from community.members import members
from community.storage.database import Database
from community.updates import inbox
from community.updates import tables as update_tables
from community.updates.inbox import Arrival
from community.updates.personal import PERSONAL
from tests.conftest import NOON

LEASE = timedelta(seconds=30)


def arrival(number: int, lane: int = 7) -> Arrival:
    return Arrival(number, lane, f'{{"update_id": {number}}}')


async def put(database: Database, *arrivals: Arrival) -> int:
    async with database.transaction() as tx:
        return await inbox.store(tx, arrivals, NOON)


async def take(database: Database, worker: str = "a", *, limit: int = 10, now=NOON, **options):
    async with database.transaction() as tx:
        return await inbox.claim(tx, worker, now, limit=limit, lease=LEASE, **options)


async def finish(database: Database, *numbers: int, worker: str = "a") -> set[int]:
    async with database.transaction() as tx:
        return await inbox.done(tx, worker, numbers, NOON)


async def states(database: Database) -> dict[int, str]:
    async with database.transaction() as tx:
        rows = await tx.rows(select(update_tables.inbox.c.update_id, update_tables.inbox.c.state))
    return {row.update_id: row.state for row in rows}


async def test_the_same_update_is_stored_once(database: Database) -> None:
    assert await put(database, arrival(1), arrival(2), arrival(2)) == 2
    await take(database)
    await finish(database, 1)
    assert await put(database, arrival(1), arrival(3)) == 1
    assert (await states(database))[1] == "done"


async def test_payloads_keep_every_character(database: Database) -> None:
    payload = '{"update_id": 1, "text": "安家 \\ud800 \\u0000 \' \\" %s :name"}'
    await put(database, Arrival(1, 7, payload))
    (claimed,) = await take(database)
    assert claimed.payload == payload
    assert claimed.received_at == NOON


async def test_a_lane_is_taken_in_order_and_one_at_a_time(database: Database) -> None:
    await put(database, arrival(3), arrival(1), arrival(2), arrival(5, lane=8))
    assert [one.update_id for one in await take(database)] == [1, 5]
    assert await take(database, "b") == []
    await finish(database, 1)
    assert [one.update_id for one in await take(database, "b")] == [2]


async def test_busy_lanes_and_the_limit_are_kept(database: Database) -> None:
    await put(database, *(arrival(number, lane=number) for number in range(1, 7)))
    assert [one.lane for one in await take(database, limit=2, busy=(1, 3))] == [2, 4]


async def test_a_claim_looks_at_the_oldest_or_at_all(database: Database) -> None:
    await put(database, *(arrival(number) for number in range(1, 6)), arrival(6, lane=8))
    assert [one.update_id for one in await take(database, window=5)] == [1]
    assert await take(database, window=5) == []
    assert [one.update_id for one in await take(database, window=None)] == [6]


async def test_a_failed_update_blocks_its_lane_until_it_may_try_again(database: Database) -> None:
    await put(database, arrival(1), arrival(2))
    (claimed,) = await take(database)
    async with database.transaction() as tx:
        pause = timedelta(seconds=5)
        assert await inbox.fail(tx, "a", claimed, NOON, error="KeyError", retry_after=pause)
    assert await take(database) == []
    (again,) = await take(database, now=NOON + timedelta(seconds=5))
    assert (again.update_id, again.attempts) == (1, 1)


async def test_a_dead_update_lets_the_next_one_pass_and_may_be_retried(database: Database) -> None:
    await put(database, arrival(1), arrival(2))
    (claimed,) = await take(database)
    async with database.transaction() as tx:
        await inbox.fail(tx, "a", claimed, NOON, error="KeyError", retry_after=None)
        (entry,) = await inbox.entries(tx, ("dead",))
    assert (entry.update_id, entry.attempts, entry.error) == (1, 1, "KeyError")
    assert [one.update_id for one in await take(database)] == [2]
    await finish(database, 2)
    async with database.transaction() as tx:
        assert await inbox.retry(tx) == 1
    (again,) = await take(database)
    assert (again.update_id, again.attempts) == (1, 0)


async def test_a_dropped_update_is_never_taken(database: Database) -> None:
    await put(database, arrival(1), arrival(2))
    async with database.transaction() as tx:
        assert await inbox.drop(tx, [1, 99], NOON) == 1
    assert [one.update_id for one in await take(database)] == [2]


async def test_who_lost_the_lease_changes_nothing(database: Database) -> None:
    await put(database, arrival(1))
    (claimed,) = await take(database, "a")
    later = NOON + LEASE + timedelta(seconds=1)
    async with database.transaction() as tx:
        assert await inbox.recover(tx, later) == 1
    (again,) = await take(database, "b", now=later)
    assert again.attempts == 1
    assert await finish(database, 1, worker="a") == set()
    async with database.transaction() as tx:
        assert not await inbox.fail(tx, "a", claimed, later, error="x", retry_after=None)
        assert await inbox.put_back(tx, "a") == 0
    assert await finish(database, 1, worker="b") == {1}


async def test_a_lease_that_runs_is_left_alone(database: Database) -> None:
    await put(database, arrival(1))
    await take(database, "a")
    async with database.transaction() as tx:
        assert await inbox.recover(tx, NOON + LEASE) == 0
        assert await inbox.recover(tx, NOON, alone=True) == 1


async def test_what_keeps_killing_its_worker_dies(database: Database) -> None:
    await put(database, arrival(1))
    for _ in range(inbox.MOST_LOST_LEASES):
        assert await take(database)
        async with database.transaction() as tx:
            await inbox.recover(tx, NOON, alone=True)
    assert await states(database) == {1: "dead"}


async def test_updates_that_are_put_back_count_no_attempt(database: Database) -> None:
    await put(database, arrival(1), arrival(2, lane=8))
    await take(database)
    async with database.transaction() as tx:
        assert await inbox.put_back(tx, "a", [1]) == 1
        assert await inbox.put_back(tx, "a") == 1
    assert [one.attempts for one in await take(database)] == [0, 0]


async def payloads(database: Database) -> dict[int, str | None]:
    async with database.transaction() as tx:
        inbox_ = update_tables.inbox.c
        rows = await tx.rows(select(inbox_.update_id, inbox_.payload))
    return {row.update_id: row.payload for row in rows}


async def test_what_is_settled_says_nothing_any_more(database: Database) -> None:
    await put(database, arrival(1), arrival(2, lane=8), arrival(3, lane=9))
    await take(database, limit=1)
    await finish(database, 1)
    async with database.transaction() as tx:
        assert await inbox.drop(tx, [2], NOON) == 1
    said = await payloads(database)
    assert (said[1], said[2]) == (None, None)
    assert said[3] is not None


async def test_dead_updates_can_be_tried_again_for_two_days(database: Database) -> None:
    await put(database, arrival(1))
    (one,) = await take(database, limit=1)
    async with database.transaction() as tx:
        await inbox.fail(tx, "a", one, NOON, error="X", retry_after=None)
        assert await inbox.purge(tx, NOON + timedelta(hours=47)) == 0
    assert (await payloads(database))[1] is not None
    async with database.transaction() as tx:
        assert await inbox.purge(tx, NOON + timedelta(hours=49)) == 1
        assert await inbox.retry(tx) == 0
        await inbox.purge(tx, NOON + timedelta(days=6, minutes=1))
    assert await states(database) == {}


async def test_erasing_a_member_empties_their_lane(database: Database) -> None:
    """What waits is dropped, what is under way can still be settled; others are left alone."""
    await put(database, arrival(1), arrival(2), arrival(3, lane=8))
    await take(database, limit=1)
    async with database.transaction() as tx:
        member = await members.meet(tx, "telegram", 7, NOON)
        assert PERSONAL.erase is not None
        await PERSONAL.erase(tx, member, NOON)
        assert await inbox.done(tx, "a", (1,), NOON) == {1}
    said = await payloads(database)
    assert (said[1], said[2]) == (None, None)
    assert said[3] is not None
    assert await states(database) == {1: "done", 2: "dropped", 3: "new"}
    async with database.transaction() as tx:
        lanes = await tx.rows(select(update_tables.inbox.c.lane).order_by("update_id"))
    assert [row.lane for row in lanes] == [0, 0, 8]


async def test_the_log_is_emptied_at_the_first_quiet_moment(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    writer = InboxWriter(database, ShiftedClock(NOON, stopped=True), "a", LEASE)
    keeping = asyncio.create_task(writer.run())
    assert database.file is not None
    log = database.file.with_name(f"{database.file.name}-wal")
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        stack.callback(keeping.cancel)
        await writer.store([arrival(1)])
        while log.stat().st_size:
            await asyncio.sleep(0.02)
    await asyncio.gather(keeping, return_exceptions=True)
    await database.close()


async def test_age_and_counts(database: Database) -> None:
    async with database.transaction() as tx:
        assert await inbox.oldest_age(tx, NOON) == 0.0
    await put(database, arrival(1), arrival(2))
    await take(database)
    async with database.transaction() as tx:
        assert await inbox.oldest_age(tx, NOON + timedelta(seconds=9)) == 9.0
        assert await inbox.counts(tx) == {"claimed": 1, "new": 1}


@pytest.mark.postgres
async def test_workers_side_by_side_never_share_a_lane(postgres_url: str) -> None:
    one, other = Database(postgres_url), Database(postgres_url)
    await put(one, *(arrival(number, lane=number % 20) for number in range(1, 201)))
    taken: list[tuple[int, int]] = []

    async def work(database: Database, name: str) -> None:
        while True:
            async with database.transaction() as tx:
                claimed = await inbox.claim(tx, name, NOON, limit=5, lease=LEASE)
            if not claimed and len(taken) == 200:
                return
            for item in claimed:
                taken.append((item.lane, item.update_id))
                await finish(database, item.update_id, worker=name)
            await asyncio.sleep(0)

    async with asyncio.timeout(30):
        await asyncio.gather(
            *(work(db, f"{n}-{k}") for n, db in enumerate((one, other)) for k in range(3))
        )
    for lane in range(20):
        numbers = [number for of, number in taken if of == lane]
        assert numbers == sorted(numbers)
        assert len(set(numbers)) == 10
    await one.close()
    await other.close()


@pytest.mark.postgres
async def test_who_is_not_present_loses_the_claim_at_once(postgres_url: str) -> None:
    database = Database(postgres_url)
    await put(database, arrival(1))
    await take(database, "host#12345678901")
    async with database.write_engine.connect() as session:
        await session.exec_driver_sql("SELECT pg_advisory_lock(12345678901)")
        async with database.transaction() as tx:
            assert await inbox.recover(tx, NOON) == 0
        await session.exec_driver_sql("SELECT pg_advisory_unlock(12345678901)")
        await session.rollback()
    async with database.transaction() as tx:
        assert await inbox.recover(tx, NOON) == 1
    await database.close()


async def test_a_row_that_is_settled_twice_is_settled_once(database: Database) -> None:
    await put(database, arrival(1))
    await take(database)
    assert await finish(database, 1) == {1}
    assert await finish(database, 1) == set()
    async with database.transaction() as tx:
        await tx.execute(update(update_tables.inbox).values(error="seen"))
    assert await states(database) == {1: "done"}
