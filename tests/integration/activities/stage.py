"""People, centers and activities for the tests of activities."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from community.activities import series
from community.activities import tables as activity_tables
from community.activities.occurrences import Occurrence, occurrence
from community.activities.series import ActivityFacts
from community.members import members
from community.messages import tables as message_tables
from community.places import centers
from community.places import tables as place_tables
from community.places.centers import CenterFacts
from community.registrations import tables as registration_tables
from community.staff.roles import DISTRICT, StaffScope
from community.storage.database import Database, Transaction
from tests.conftest import NOON

NOBODY = StaffScope(district=False, centers=())
# Wednesday evening of the week after NOON's, 19:30 in Hangzhou.
START = datetime(2026, 12, 2, 19, 30)  # noqa: DTZ001 - wall clock
_users = itertools.count(1000)


async def center(tx: Transaction, ref: str = "c1", **facts: Any) -> int:
    values = {"kind": "station", "name": f"{ref}驿站", **facts}
    await centers.insert_center(tx, CenterFacts(ref=ref, **values), NOON)
    number: int = await tx.value(
        select(place_tables.center.c.id).where(place_tables.center.c.ref == ref)
    )
    return number


async def people(tx: Transaction, count: int) -> list[int]:
    return [(await members.meet(tx, "telegram", next(_users), NOON)).id for _ in range(count)]


def facts(center_id: int, **changes: Any) -> ActivityFacts:
    usual = ActivityFacts(
        kind="sport",
        title="羽毛球友谊赛",
        center_id=center_id,
        local_start=START,
        minutes=90,
        capacity=2,
        zone="Asia/Shanghai",
    )
    return replace(usual, **changes)


async def activity(tx: Transaction, center_id: int, **changes: Any) -> Occurrence:
    """A published activity: its first occurrence."""
    return (await activities(tx, center_id, **changes))[0]


async def activities(tx: Transaction, center_id: int, **changes: Any) -> list[Occurrence]:
    (staff,) = await people(tx, 1)
    made = await series.create(tx, DISTRICT, facts(center_id, **changes), staff, NOON)
    return await series.publish(tx, DISTRICT, made.id, NOON)


class Stage:
    """One center and one activity, and members who want to come."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.center = 0
        self.id = 0
        self.members: list[int] = []

    async def set(self, people_: int = 4, **changes: Any) -> Stage:
        async with self.database.transaction() as tx:
            self.center = await center(tx)
            self.id = (await activity(tx, self.center, **changes)).id
            self.members = await people(tx, people_)
        return self

    async def occurrence(self) -> Occurrence:
        async with self.database.transaction() as tx:
            return await occurrence(tx, self.id)

    async def states(self) -> list[str | None]:
        """Of the members, in their order."""
        table = registration_tables.registration.c
        async with self.database.transaction() as tx:
            rows = await tx.rows(select(table.member_id, table.state))
        found = {row.member_id: row.state for row in rows}
        return [found.get(member) for member in self.members]

    async def notices(self, kind: str) -> list[Any]:
        async with self.database.transaction() as tx:
            return await notices(tx, kind)


async def notices(tx: Transaction, kind: str) -> list[Any]:
    table = message_tables.outbox
    return list(await tx.rows(select(table).where(table.c.kind == kind).order_by(table.c.id)))


async def broken_promises(tx: Transaction, now: datetime, *, waiting: bool = True) -> list[str]:
    """Seats that do not add up; and, with `waiting`, free seats that somebody waits for."""
    table, occurrence_ = registration_tables.registration.c, activity_tables.occurrence
    found = []
    for row in await tx.rows(select(occurrence_)):
        held = await tx.value(
            select(func.coalesce(func.sum(1 + table.guests), 0)).where(
                table.occurrence_id == row.id, table.state.in_(("seated", "offered"))
            )
        )
        if held > row.capacity or row.seats_left != row.capacity - held:
            found.append(f"{row.id}: {held} held, {row.seats_left} left of {row.capacity}")
        fitting = await tx.value(
            select(func.count()).where(
                table.occurrence_id == row.id,
                table.state == "waiting",
                1 + table.guests <= row.seats_left,
            )
        )
        last_hours = row.starts_at - now <= timedelta(hours=2)
        if waiting and fitting and row.status == "published" and not last_hours:
            found.append(f"{row.id}: {fitting} wait while {row.seats_left} are free")
    return found
