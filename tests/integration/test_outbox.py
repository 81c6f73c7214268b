"""The outbox on both databases: keys, claims, leases, what an ended lease means, staff's hands."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import literal, select
from sqlalchemy.exc import IntegrityError

from community.messages import claims, outbox
from community.messages import rows as outbox_rows
from community.messages import tables as message_tables
from community.messages.claims import ClaimedNotice, Recovered, Settlement
from community.messages.kinds import NoticeKind
from community.messages.outbox import Notice
from community.registrations.notices import MOVED, OFFER
from community.reminders.notices import REMINDER
from community.storage.database import Database, Transaction
from tests import seats
from tests.conftest import NOON

LEASE = timedelta(minutes=2)
HOUR = timedelta(hours=1)
CODE = NoticeKind(name="redemption_code", about="redemption")


def notice(member: int, revision: int = 0, **changes: Any) -> Notice:
    first = Notice(REMINDER, member, 7, revision, NOON, NOON + HOUR, {"text": "明天见"})
    return replace(first, **changes)


async def put(database: Database, *notices: Notice) -> int:
    async with database.transaction() as tx:
        return await outbox.put(tx, notices)


async def claim(database: Database, now: datetime = NOON, by: str = "a", n: int = 10) -> list[int]:
    return [one.id for one in await claimed(database, now, by, n)]


async def claimed(
    database: Database, now: datetime = NOON, by: str = "a", n: int = 10
) -> list[ClaimedNotice]:
    async with database.transaction() as tx:
        return await claims.claim(tx, now, by=by, limit=n, lease=LEASE)


async def begin(database: Database, ids: list[int], by: str = "a") -> set[int]:
    async with database.transaction() as tx:
        return await claims.begin_sending(tx, ids, NOON, by=by, lease=LEASE)


async def states(database: Database) -> list[str]:
    async with database.transaction() as tx:
        return [row.state for row in await rows(tx)]


async def rows(tx: Transaction) -> Any:
    return await tx.rows(select(message_tables.outbox).order_by(message_tables.outbox.c.id))


@pytest.fixture
async def member(database: Database) -> int:
    async with database.transaction() as tx:
        return (await seats.members(tx, 1, NOON))[0]


async def test_a_notice_is_written_once(database: Database, member: int) -> None:
    many = [notice(member, revision) for revision in range(1200)]
    assert await put(database, *many) == 1200
    assert await put(database, *many, notice(member, 9999)) == 1
    async with database.transaction() as tx:
        row = (await rows(tx))[0]
    assert row.dedup_key == f"reminder:{member}:7:0"
    assert (row.state, row.payload, row.due_at) == ("pending", {"text": "明天见"}, NOON)


async def test_a_window_that_ends_before_it_begins_is_refused(
    database: Database, member: int
) -> None:
    with pytest.raises(IntegrityError):
        await put(database, notice(member, not_after=NOON - HOUR))


async def test_withdrawn_is_as_if_never_put(database: Database, member: int) -> None:
    await put(database, notice(member), notice(member, kind=MOVED), notice(member, object_id=8))
    async with database.transaction() as tx:
        assert await outbox.withdraw(tx, REMINDER, OFFER, objects=[7]) == 1
        assert await outbox.withdraw(tx, MOVED, objects=[7], member_id=member + 1) == 0
        assert await outbox.put(tx, [notice(member)]) == 1


async def test_claims_go_by_priority_then_by_age(database: Database, member: int) -> None:
    await put(
        database,
        notice(member, 1, due_at=NOON),
        notice(member, 2, due_at=NOON - HOUR),
        notice(member, 3, due_at=NOON, kind=replace(REMINDER, priority=1)),
        notice(member, 4, due_at=NOON + HOUR),
    )
    assert [one.revision for one in await claimed(database, n=2)] == [3, 2]
    assert [one.revision for one in await claimed(database)] == [1]
    assert await claimed(database) == []


async def test_no_two_processes_claim_the_same(database: Database, member: int) -> None:
    await put(database, *(notice(member, revision) for revision in range(60)))
    takes = await asyncio.gather(*(claim(database, by=f"p{i % 4}", n=5) for i in range(16)))
    taken = [number for take in takes for number in take]
    assert len(taken) == len(set(taken)) == 60


async def test_only_the_holder_of_a_claim_begins_to_send(database: Database, member: int) -> None:
    await put(database, notice(member))
    ids = await claim(database, by="a")
    assert await begin(database, ids, by="b") == set()
    assert await begin(database, ids, by="a") == set(ids)
    assert await begin(database, ids, by="a") == set()


async def test_an_idle_outbox_says_so(database: Database, member: int) -> None:
    await put(database, notice(member, due_at=NOON + HOUR, not_after=NOON + HOUR))
    async with database.transaction() as tx:
        assert not await claims.anything_to_do(tx, NOON)
        assert await claims.anything_to_do(tx, NOON + HOUR)
    await claim(database, NOON + HOUR)
    async with database.transaction() as tx:
        assert not await claims.anything_to_do(tx, NOON + HOUR)
        assert await claims.anything_to_do(tx, NOON + HOUR + LEASE)


async def recover(database: Database, now: datetime, in_hand: tuple[int, ...] = ()) -> Recovered:
    async with database.transaction() as tx:
        return await claims.recover(tx, now, in_hand)


async def test_an_ended_claim_is_pending_again(database: Database, member: int) -> None:
    await put(database, notice(member))
    ids = await claim(database)
    assert await recover(database, NOON + LEASE / 2) == Recovered()
    assert await recover(database, NOON + LEASE, tuple(ids)) == Recovered()
    assert await recover(database, NOON + LEASE) == Recovered(returned=1)
    (again,) = await claimed(database)
    assert (again.silent, again.maybe_sent, again.attempts) == (False, False, 0)


async def test_a_process_that_died_while_sending_leaves_a_silent_second_try(
    database: Database, member: int
) -> None:
    await put(database, notice(member))
    await begin(database, await claim(database))
    assert await recover(database, NOON + LEASE) == Recovered(again=1)
    (again,) = await claimed(database)
    assert (again.silent, again.maybe_sent, again.attempts) == (True, True, 1)


async def test_what_must_not_be_doubled_is_parked(database: Database, member: int) -> None:
    await put(database, notice(member, kind=CODE))
    await begin(database, await claim(database))
    assert await recover(database, NOON + LEASE) == Recovered(parked=1)
    assert await states(database) == ["unknown"]
    assert await claim(database, NOON + LEASE) == []


async def test_a_message_that_kills_processes_is_parked(database: Database, member: int) -> None:
    await put(database, notice(member))
    deaths = 0
    while await begin(database, await claim(database)):
        await recover(database, NOON + LEASE)
        deaths += 1
    assert deaths == claims.MOST_ATTEMPTS
    assert await states(database) == ["unknown"]


def settled(one: ClaimedNotice, state: str, attempts: int = 1) -> Settlement:
    return Settlement(one.id, attempts, state, one.due_at, False, False, "why", 99)


async def settle(database: Database, *settlements: Settlement) -> None:
    async with database.transaction() as tx:
        await claims.settle(tx, settlements, NOON)


async def test_the_last_attempt_has_the_last_word(database: Database, member: int) -> None:
    await put(database, notice(member))
    (one,) = await claimed(database)
    await begin(database, [one.id])
    await recover(database, NOON + LEASE)
    await begin(database, await claim(database, by="b"), by="b")
    await settle(database, settled(one, "failed", attempts=1))
    assert await states(database) == ["sending"]
    await settle(database, settled(one, "sent", attempts=2))
    await settle(database, settled(one, "failed", attempts=2))
    assert await states(database) == ["sent"]


async def test_an_answer_after_the_lease_still_counts(database: Database, member: int) -> None:
    """Slow, not dead: the answer comes before anybody has tried again."""
    await put(database, notice(member))
    (one,) = await claimed(database)
    await begin(database, [one.id])
    await recover(database, NOON + LEASE)
    await settle(database, settled(one, "sent"))
    async with database.transaction() as tx:
        (row,) = await rows(tx)
    assert (row.state, row.message_id, row.settled_at) == ("sent", 99, NOON)


async def test_too_late_is_given_up(database: Database, member: int) -> None:
    await put(database, notice(member, 1), notice(member, 2, not_after=NOON + 3 * HOUR))
    async with database.transaction() as tx:
        assert await claims.expire(tx, NOON + 2 * HOUR) == 1
    assert await states(database) == ["expired", "pending"]


async def test_release_gives_back_only_what_is_ours_and_not_begun(
    database: Database, member: int
) -> None:
    await put(database, *(notice(member, revision) for revision in range(4)))
    await begin(database, await claim(database, by="a", n=1), by="a")
    await claim(database, by="a", n=1)
    await claim(database, by="b", n=1)
    async with database.transaction() as tx:
        assert await claims.release(tx, by="a") == 1
    assert sorted(await states(database)) == ["claimed", "pending", "pending", "sending"]


async def test_staff_retry_and_drop(database: Database, member: int) -> None:
    parked = [notice(member, n, kind=CODE) for n in range(3)]
    await put(database, *parked, notice(member, 9))
    await begin(database, await claim(database, n=3))
    await recover(database, NOON + LEASE)
    later = NOON + HOUR / 2
    async with database.transaction() as tx:
        first, second, third = await outbox.entries(tx)
        assert first.maybe_sent
        assert first.outcome == claims.DIED
        assert await outbox.retry(tx, [first.id, 12345], later) == [first.id]
        assert await outbox.drop(tx, [second.id, 12345], later) == [second.id]
        assert await outbox.retry(tx, [third.id], NOON + 2 * HOUR) == []
        counted = await outbox.statistics(tx, later)
    assert counted.rows["pending"] == 2
    assert counted.rows["unknown"] == counted.rows["expired"] == 1
    assert counted.rows["sent"] == 0
    assert counted.oldest_due_age_s == 1800
    again = [one for one in await claimed(database, later) if one.id == first.id]
    assert again[0].silent


async def test_purge_forgets_what_was_settled_long_ago(database: Database, member: int) -> None:
    await put(database, *(notice(member, n) for n in range(3)))
    first, second, _third = await claimed(database)
    await settle(database, settled(first, "sent", 0), settled(second, "unknown", 0))
    async with database.transaction() as tx:
        assert await outbox.purge(tx, NOON + timedelta(days=30)) == 0
        assert await outbox.purge(tx, NOON + timedelta(days=31)) == 1
    assert await states(database) == ["unknown", "claimed"]


async def test_the_key_is_one_however_a_row_is_written(database: Database) -> None:
    """And that of the version before, so that its rows are known again."""
    values = {"member_id": 12, "object_id": 7, "revision": 0}
    rest = {"payload": {}, "due_at": NOON, "not_after": NOON}
    given = outbox_rows.columns(REMINDER, **values, **rest)
    numbers = {name: literal(number) for name, number in values.items()}
    selected = outbox_rows.columns(REMINDER, **numbers, **rest)
    async with database.transaction() as tx:
        key = await tx.value(select(selected["dedup_key"]))
    assert key == given["dedup_key"] == "reminder:12:7:0"
