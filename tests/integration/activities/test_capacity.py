"""Many hands on few seats, side by side and at random."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from community.activities import changes
from community.activities import tables as activity_tables
from community.activities.changes import Edit, Which
from community.activities.occurrences import occurrence
from community.errors import CommunityError
from community.registrations import registrations, waitlist
from community.registrations import tables as registration_tables
from community.registrations.tickets import of_occurrence
from community.storage import migrations
from community.storage.database import Database, Transaction
from tests.conftest import NOON
from tests.integration.activities import stage
from tests.labs import capacity

TAPS, SEATS = 640, 50


async def test_50_tasks_on_sqlite_never_give_away_seat_51(sqlite_url: str) -> None:
    result = await capacity.on_sqlite(sqlite_url, TAPS, SEATS)
    assert result.broken == ()
    assert result.held == SEATS
    assert result.waiting > 0
    assert result.control > SEATS


@pytest.mark.postgres
async def test_4_processes_on_postgres_never_give_away_seat_51(postgres_url: str) -> None:
    result = await capacity.on_postgres(postgres_url, TAPS, SEATS)
    assert result.broken == ()
    assert result.held == SEATS
    assert result.waiting > 0
    assert result.control > SEATS


@cache
def _template() -> Path:
    file = Path(tempfile.mkdtemp(prefix="anjia-machine-")) / "template.db"

    async def migrate() -> None:
        database = Database(f"sqlite+aiosqlite:///{file}")
        await migrations.upgrade(database)
        await database.close()

    asyncio.run(migrate())
    return file


PEOPLE = 6
who = st.integers(0, PEOPLE - 1)


class SeatMachine(RuleBasedStateMachine):
    """A few members on two or three seats; everything that can be tapped, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="anjia-machine-"))
        shutil.copy(_template(), self.folder / "seats.db")
        self.runner = asyncio.Runner()
        self.now = NOON
        self.operations: list[tuple[str, int, str]] = []
        self.before: list[Any] = []

    @initialize(seats=st.integers(1, 3))
    def open(self, seats: int) -> None:
        async def build() -> stage.Stage:
            database = Database(f"sqlite+aiosqlite:///{self.folder / 'seats.db'}")
            return await stage.Stage(database).set(
                people_=PEOPLE, capacity=seats, guests_allowed=True, cancel_minutes=0
            )

        self.stage = self.runner.run(build())
        self.starts_at = self.runner.run(self.stage.occurrence()).starts_at

    def act(self, name: str, person: int, op_id: str | None = None, **more: Any) -> None:
        new = f"op{len(self.operations)}"
        if op_id is None:
            self.operations.append((name, person, new))
        calls = {
            "sign_up": registrations.sign_up,
            "cancel": registrations.cancel,
            "accept": waitlist.accept,
            "decline": waitlist.decline,
        }
        member = self.stage.members[person]

        async def call() -> None:
            async with self.stage.database.transaction() as tx:
                await calls[name](
                    tx, member, self.stage.id, op_id=op_id or new, now=self.now, **more
                )

        try:
            self.runner.run(call())
        except CommunityError:
            if op_id is None:
                self.operations.pop()

    def tickets(self) -> list[Any]:
        async def ask() -> list[Any]:
            async with self.stage.database.transaction() as tx:
                return await of_occurrence(
                    tx, self.stage.id, registration_tables.REGISTRATION_STATES
                )

        return self.runner.run(ask())

    @rule(person=who, guests=st.integers(0, 1), wait=st.booleans())
    def sign_up(self, person: int, guests: int, wait: bool) -> None:
        self.act("sign_up", person, guests=guests, wait=wait)

    @rule(person=who)
    def cancel(self, person: int) -> None:
        self.act("cancel", person)

    @rule(person=who)
    def accept(self, person: int) -> None:
        self.act("accept", person)

    @rule(person=who)
    def decline(self, person: int) -> None:
        self.act("decline", person)

    @precondition(lambda self: self.operations)
    @rule(data=st.data())
    def the_same_tap_again(self, data: st.DataObject) -> None:
        """Whatever came between, it changes nothing (but offers that were over anyway)."""
        name, person, op_id = data.draw(st.sampled_from(self.operations))
        self.expire()
        before = [(one.id, one.state, one.guests) for one in self.tickets()]
        self.act(name, person, op_id)
        assert [(one.id, one.state, one.guests) for one in self.tickets()] == before

    @rule(minutes=st.sampled_from((1, 60, 6 * 60, 13 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.now = min(self.now + timedelta(minutes=minutes), self.starts_at)
        self.expire()

    @rule()
    def the_last_hours_begin(self) -> None:
        self.now = max(self.now, self.starts_at - timedelta(hours=2))
        self.expire()

    @rule(seats=st.integers(1, 4))
    def capacity_changes(self, seats: int) -> None:
        async def change() -> None:
            async with self.stage.database.transaction() as tx:
                edit = Edit(capacity=seats)
                await changes.apply(tx, stage.DISTRICT, self.stage.id, Which.THIS, edit, self.now)

        with suppress(CommunityError):
            self.runner.run(change())

    def expire(self) -> None:
        async def call() -> None:
            async with self.stage.database.transaction() as tx:
                await waitlist.expire_offers(tx, self.now)

        self.runner.run(call())

    @invariant()
    def promises_hold(self) -> None:
        if not hasattr(self, "stage"):
            return
        begun = self.now >= self.starts_at

        async def ask() -> list[str]:
            async with self.stage.database.transaction() as tx:
                return await stage.broken_promises(tx, self.now, waiting=not begun)

        assert self.runner.run(ask()) == []
        found = self.tickets()
        assert len({one.member_id for one in found}) == len(found)
        queue = sorted(one.position for one in found if one.state == "waiting")
        assert queue == list(range(1, len(queue) + 1))
        self.nobody_was_passed_over(found)

    def nobody_was_passed_over(self, found: list[Any]) -> None:
        """Who is offered a seat had nobody before them who needs as few seats."""
        old = {one.id: one for one in self.before}
        for one in found:
            was = old.get(one.id)
            if one.state == "offered" and was is not None and was.state == "waiting":
                ahead = [
                    other
                    for other in found
                    if other.state == "waiting"
                    and other.seats <= one.seats
                    and (mate := old.get(other.id)) is not None
                    and mate.state == "waiting"
                    and mate.position < was.position
                ]
                assert ahead == []
        self.before = found

    def teardown(self) -> None:
        if hasattr(self, "stage"):
            self.runner.run(self.stage.database.close())
        self.runner.close()
        shutil.rmtree(self.folder, ignore_errors=True)


SeatMachine.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
TestSeatMachine = SeatMachine.TestCase


async def test_the_check_behind_the_update(database: Database) -> None:
    """Even a statement that forgets to look is stopped."""
    here = await stage.Stage(database).set(capacity=1)
    table = activity_tables.occurrence

    async def force(tx: Transaction, left: int) -> None:
        await tx.execute(table.update().where(table.c.id == here.id).values(seats_left=left))

    for left in (-1, 2):
        with pytest.raises(Exception, match="never_overbooked"):
            async with database.transaction() as tx:
                await force(tx, left)
    async with database.transaction() as tx:
        assert (await occurrence(tx, here.id)).seats_left == 1
        assert await tx.rows(select(registration_tables.registration)) == []
