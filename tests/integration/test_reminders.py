"""Reminders of everybody with a seat, on both databases, kept right through every change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from community.activities import tables as activity_tables
from community.members import tables as member_tables
from community.messages import claims
from community.messages import tables as message_tables
from community.registrations import tables as registration_tables
from community.reminders import reminders
from community.storage.database import Database, Transaction
from tests import seats
from tests.conftest import NOON, SHANGHAI

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# A Friday, 19:30 in Hangzhou.
STARTS = datetime(2026, 11, 27, 11, 30, tzinfo=UTC)
USUAL = [STARTS - DAY, STARTS - 2 * HOUR]


async def set_member(tx: Transaction, member_id: int, **values: Any) -> None:
    table = member_tables.member
    await tx.execute(update(table).where(table.c.id == member_id).values(**values))


async def plan(tx: Transaction, world: seats.Seated, now: datetime = NOON, **some: Any) -> int:
    return await reminders.plan(tx, world.occurrence_id, now, **some)


async def test_everybody_with_a_seat_is_reminded_twice(database: Database) -> None:
    async with database.transaction() as tx:
        world = await seats.seated(tx, 3, STARTS, NOON)
        waiting = await seats.members(tx, 1, NOON, first=99)
        await seats.seats(tx, world.occurrence_id, waiting, NOON, state="waiting")
        assert await plan(tx, world) == 6
        assert await plan(tx, world) == 0
        assert await seats.due_times(tx) == sorted(USUAL * 3)
        rows = await tx.rows(select(message_tables.outbox).order_by(message_tables.outbox.c.id))
    assert {row.member_id for row in rows} == set(world.members)
    assert {row.object_id for row in rows} == set(world.registrations)
    assert {row.payload["lead"] for row in rows} == {1440, 120}
    for row in rows:
        parts = [row.kind, row.member_id, row.object_id, row.revision]
        assert row.dedup_key == ":".join(map(str, parts))
        assert row.not_after == (STARTS if row.payload["lead"] == 120 else USUAL[1])


async def test_each_member_has_own_leads_and_quiet_hours(database: Database) -> None:
    async with database.transaction() as tx:
        world = await seats.seated(tx, 4, STARTS, NOON)
        await set_member(tx, world.members[0], leads=[60])
        await set_member(tx, world.members[1], quiet_from=17 * 60, quiet_until=18 * 60)
        await set_member(tx, world.members[2], leads=[])
        own = update(registration_tables.registration).where(
            registration_tables.registration.c.id == world.registrations[0]
        )
        assert await plan(tx, world) == 1 + 2 + 0 + 2
        assert await seats.due_times(tx) == [
            *[STARTS - DAY] * 2,
            STARTS - 3 * HOUR,  # 17:30 is quiet for this member: 16:30
            STARTS - 2 * HOUR,
            STARTS - HOUR,
        ]
        await tx.execute(own.values(leads=[30, 2880]))
        assert await reminders.plan_member(tx, world.members[0], NOON) == 2
        table = message_tables.outbox.c
        of_first = select(table.payload).where(table.member_id == world.members[0])
        leads = {row.payload["lead"] for row in await tx.rows(of_first)}
    assert leads == {30, 2880}


async def test_moved_activities_move_their_reminders(database: Database) -> None:
    async with database.transaction() as tx:
        world = await seats.seated(tx, 2, STARTS, NOON)
        await plan(tx, world)
        await seats.move(tx, world.occurrence_id, STARTS + DAY)
        assert await plan(tx, world) == 4
        assert await seats.due_times(tx) == sorted([moment + DAY for moment in USUAL] * 2)
        await seats.move(tx, world.occurrence_id, STARTS)
        assert await plan(tx, world) == 4
        assert await seats.due_times(tx) == sorted(USUAL * 2)


async def test_what_was_sent_is_not_sent_again_when_an_activity_is_moved_back(
    database: Database,
) -> None:
    after_first = STARTS - DAY + HOUR
    async with database.transaction() as tx:
        world = await seats.seated(tx, 1, STARTS, NOON)
        await plan(tx, world)
        (first,) = await claims.claim(tx, STARTS - DAY, by="a", limit=5, lease=timedelta(minutes=2))
        sent = claims.Settlement(first.id, 0, "sent", first.due_at, False, False)
        await claims.settle(tx, [sent], STARTS - DAY)
        await seats.move(tx, world.occurrence_id, STARTS + DAY)
        assert await plan(tx, world, after_first) == 2
        await seats.move(tx, world.occurrence_id, STARTS)
        assert await plan(tx, world, after_first) == 1
        assert await seats.due_times(tx) == [STARTS - 2 * HOUR]


@pytest.mark.parametrize("change", ["cancel", "leave"])
async def test_cancelled_and_left_get_nothing(database: Database, change: str) -> None:
    async with database.transaction() as tx:
        world = await seats.seated(tx, 2, STARTS, NOON)
        await plan(tx, world)
        if change == "cancel":
            await seats.cancel(tx, world.occurrence_id)
        else:
            for registration in world.registrations:
                await seats.leave(tx, registration)
        assert await plan(tx, world) == 0
        assert await seats.due_times(tx) == []


async def test_who_comes_back_is_reminded_again(database: Database) -> None:
    async with database.transaction() as tx:
        world = await seats.seated(tx, 2, STARTS, NOON)
        await plan(tx, world)
        await seats.leave(tx, world.registrations[0])
        await plan(tx, world, member_ids=[world.members[0]])
        assert len(await seats.due_times(tx)) == 2
        again = update(registration_tables.registration).where(
            registration_tables.registration.c.id == world.registrations[0]
        )
        await tx.execute(again.values(state="seated"))
        assert await plan(tx, world, member_ids=[world.members[0]]) == 2
        assert await seats.due_times(tx) == sorted(USUAL * 2)


async def test_what_is_due_and_still_waits_survives_a_new_plan(database: Database) -> None:
    late = STARTS - DAY + timedelta(minutes=1)
    async with database.transaction() as tx:
        world = await seats.seated(tx, 1, STARTS, NOON)
        await plan(tx, world)
        assert await plan(tx, world, late) == 0
        assert await seats.due_times(tx) == USUAL
        await seats.move(tx, world.occurrence_id, STARTS + 2 * DAY)
        await plan(tx, world, late)
        assert await seats.due_times(tx) == [moment + 2 * DAY for moment in USUAL]


async def test_past_activities_and_late_registrations(database: Database) -> None:
    async with database.transaction() as tx:
        world = await seats.seated(tx, 1, STARTS, NOON)
        assert await plan(tx, world, STARTS - HOUR) == 0
        assert await plan(tx, world, STARTS - 3 * HOUR) == 1
        assert await plan(tx, world, STARTS + HOUR) == 0
        assert await seats.due_times(tx) == []
        assert await reminders.plan(tx, 987654, NOON) == 0


async def test_the_zone_is_that_of_the_activity(database: Database) -> None:
    helsinki = ZoneInfo("Europe/Helsinki")
    starts = datetime(2027, 3, 28, 12, 0, tzinfo=helsinki).astimezone(UTC)  # clocks change
    async with database.transaction() as tx:
        world = await seats.seated(tx, 1, starts, NOON, zone="Europe/Helsinki")
        await plan(tx, world)
        first, second = await seats.due_times(tx)
    assert first == datetime(2027, 3, 27, 12, 0, tzinfo=helsinki)
    assert second == starts - 2 * HOUR


async def test_a_crowd_is_told_over_several_minutes(database: Database) -> None:
    async with database.transaction() as tx:
        world = await seats.seated(tx, 60, STARTS, NOON)
        await tx.execute(update(activity_tables.occurrence).values(capacity=4500))
        table = registration_tables.registration
        await tx.execute(update(table).values(id=table.c.id * 100))
        assert await plan(tx, world) == 120
        assert await plan(tx, world) == 0
        due = await seats.due_times(tx)
    before = sorted({(STARTS - DAY - moment) // timedelta(minutes=1) for moment in due[:60]})
    assert before == [0, 1, 2, 3]


async def test_snoozed(database: Database) -> None:
    now = STARTS - 2 * HOUR + timedelta(seconds=20)
    async with database.transaction() as tx:
        world = await seats.seated(tx, 1, STARTS, NOON)
        await plan(tx, world)
        number = world.registrations[0]
        due = await reminders.snooze(tx, number, now, 30)
        assert due == STARTS - 1.5 * HOUR
        assert await reminders.snooze(tx, number, now, 30) == due
        assert await reminders.snooze(tx, number, now, 120) is None
        await plan(tx, world, now)
        assert (await seats.due_times(tx)).count(due) == 1
        await seats.move(tx, world.occurrence_id, STARTS + DAY)
        await plan(tx, world, now)
        assert due not in await seats.due_times(tx)
        await seats.leave(tx, number)
        assert await reminders.snooze(tx, number, now, 30) is None


async def test_still_wanted(database: Database) -> None:
    async with database.transaction() as tx:
        world = await seats.seated(tx, 1, STARTS, NOON)
        (number,) = world.registrations
        payload = {"starts_at": STARTS.isoformat(), "lead": 120}
        assert await reminders.still_wanted(tx, number, payload, NOON)
        assert not await reminders.still_wanted(tx, number, payload, STARTS)
        await seats.move(tx, world.occurrence_id, STARTS + HOUR)
        assert not await reminders.still_wanted(tx, number, payload, NOON)
        await seats.move(tx, world.occurrence_id, STARTS)
        await seats.cancel(tx, world.occurrence_id)
        assert not await reminders.still_wanted(tx, number, payload, NOON)
    assert STARTS.astimezone(SHANGHAI).hour == 19
