"""The periodic work of all capabilities: each on its own, whatever becomes of the others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import insert, select

from bot.application import services_from
from bot.config import Settings
from bot.work.upkeep import Upkeep
from community.capabilities import RULES
from community.capability import Periodic, Rules
from community.clock import ShiftedClock
from community.members import drafts, members
from community.messages import live_answers
from community.messages import tables as message_tables
from community.messages.live_answers import LiveKey
from community.places import tables as place_tables
from community.storage.database import Database, Transaction
from tests.conftest import NOON

REVISION = place_tables.revision


class Works:
    """Three works of a made-up capability; the second does what it is told to."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.done: list[tuple[str, datetime, str]] = []
        works = (self.write("first"), self.fail, self.write("last"))
        self.rules = Rules(
            name="made",
            periodic=[
                Periodic(name, work, every)
                for name, work, every in zip("abc", works, (0.05, 0.05, 3600), strict=True)
            ],
        )

    def write(self, name: str):
        async def work(tx: Transaction, now: datetime, zone: ZoneInfo) -> None:
            self.done.append((name, now, zone.key))
            await tx.execute(insert(REVISION).values(name=f"{name}{len(self.done)}", value=1))

        return work

    async def fail(self, tx: Transaction, now: datetime, zone: ZoneInfo) -> None:
        await tx.execute(insert(REVISION).values(name="half", value=1))
        if self.error is not None:
            raise self.error


@pytest.fixture
def works() -> Works:
    return Works()


@pytest.fixture
async def made(database_url: str, works: Works) -> AsyncIterator[Database]:
    opened = Database(database_url, rules=(*RULES, works.rules))
    yield opened
    await opened.close()


def upkeep_of(database: Database, clock: ShiftedClock) -> Upkeep:
    return Upkeep(database, services_from(Settings(), clock))


async def names(database: Database) -> list[str]:
    async with database.transaction() as tx:
        return sorted(row.name for row in await tx.rows(select(REVISION.c.name)))


async def test_a_database_that_is_away_is_no_defect(
    made: Database, works: Works, clock: ShiftedClock
) -> None:
    works.error = ConnectionRefusedError()
    await upkeep_of(made, clock).run()
    assert works.done == [("first", NOON, "Asia/Shanghai"), ("last", NOON, "Asia/Shanghai")]
    assert await names(made) == ["first1", "last2"]  # each in a transaction of its own


async def test_a_defect_is_told_when_the_others_are_done(
    made: Database, works: Works, clock: ShiftedClock
) -> None:
    works.error = KeyError("x")
    with pytest.raises(ExceptionGroup) as raised:
        await upkeep_of(made, clock).run()
    assert raised.value.exceptions == (works.error,)
    assert await names(made) == ["first1", "last2"]
    works.error = None
    await upkeep_of(made, clock).run()
    assert await names(made) == ["first1", "first3", "half", "last2", "last4"]


async def test_each_has_its_interval(made: Database, works: Works, clock: ShiftedClock) -> None:
    upkeep, scheduler = upkeep_of(made, clock), AsyncIOScheduler(timezone=UTC)
    upkeep.schedule(scheduler)
    intervals = {job.id: job.trigger.interval.total_seconds() for job in scheduler.get_jobs()}
    assert (intervals["made.a"], intervals["made.c"]) == (0.05, 3600)
    assert intervals["registrations.offers"] == 20
    assert {"members.drafts", "messages.live_answers"} <= intervals.keys()


async def test_what_is_over_is_forgotten(database: Database, clock: ShiftedClock) -> None:
    """A form, which may hold a position, and what followed a live location."""
    upkeep = upkeep_of(database, clock)
    async with database.transaction() as tx:
        for user, begun in ((1, NOON), (2, NOON + timedelta(minutes=20))):
            member = await members.meet(tx, "telegram", user, NOON)
            await drafts.put(tx, member.id, "name", {"lat": 30.2, "lon": 120.2}, begun)
            until = begun + drafts.LIFETIME
            await live_answers.begin(tx, LiveKey(user, 1), "d", NOON, expires_at=until)

    async def left() -> tuple[list[int], list[int]]:
        async with database.transaction() as tx:
            found = [(await members.meet(tx, "telegram", user, NOON)) for user in (1, 2)]
            chats = await tx.rows(select(message_tables.live_answer.c.chat_id))
        return [one.channel_user_id for one in found if one.form_until], [row[0] for row in chats]

    await upkeep.run()
    assert await left() == ([1, 2], [1, 2])
    clock.advance(drafts.LIFETIME + timedelta(seconds=1))
    await upkeep.run()
    assert await left() == ([2], [2])
