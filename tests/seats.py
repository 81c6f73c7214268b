"""Activities with members in their seats, for tests and measurements."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from community.activities import tables as activity_tables
from community.members import tables as member_tables
from community.messages import tables as message_tables
from community.places import tables as place_tables
from community.places.centers import CenterFacts, insert_center
from community.registrations import tables as registration_tables
from community.storage.database import Transaction

FIRST_USER = 10_001


@dataclass(frozen=True)
class Seated:
    occurrence_id: int
    members: list[int]
    users: list[int]
    registrations: list[int]


async def members(tx: Transaction, count: int, now: datetime, first: int = FIRST_USER) -> list[int]:
    """New members with Telegram's numbers from `first` on."""
    users = range(first, first + count)
    rows = [{"channel": "telegram", "channel_user_id": u, "created_at": now} for u in users]
    await tx.execute(insert(member_tables.member), rows)
    query = select(member_tables.member.c.id).where(
        member_tables.member.c.channel_user_id.between(first, first + count - 1)
    )
    return [row.id for row in await tx.rows(query.order_by(member_tables.member.c.channel_user_id))]


async def occurrence(
    tx: Transaction,
    starts_at: datetime,
    now: datetime,
    *,
    capacity: int = 50,
    zone: str = "Asia/Shanghai",
) -> int:
    """A published activity of one hour; returns its number."""
    center = await tx.value(select(place_tables.center.c.id))
    if center is None:
        await insert_center(tx, CenterFacts("c1", "station", "长河驿站"), now)
        center = await tx.value(select(place_tables.center.c.id))
    local = starts_at.isoformat()[:19]
    series = await tx.execute(
        insert(activity_tables.series).values(
            kind="sport",
            title="羽毛球友谊赛",
            center_id=center,
            interests=[],
            zone=zone,
            local_start=local,
            minutes=60,
            capacity=capacity,
            created_at=now,
        )
    )
    made = await tx.execute(
        insert(activity_tables.occurrence).values(
            token=secrets.token_hex(8),
            series_id=series.inserted_primary_key[0],
            original_start=starts_at,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            title="羽毛球友谊赛",
            center_id=center,
            capacity=capacity,
            seats_left=0,
            cancel_until=starts_at,
            check_in_secret="s",
        )
    )
    return int(made.inserted_primary_key[0])


async def seats(
    tx: Transaction, occurrence_id: int, member_ids: list[int], now: datetime, **columns: Any
) -> list[int]:
    """Registrations of these members, seated unless `state` says otherwise."""
    values = {"state": "seated", "queued_at": now, "changed_at": now, **columns}
    rows = [
        {
            "token": f"r{occurrence_id}-{member}",
            "occurrence_id": occurrence_id,
            "member_id": member,
            **values,
        }
        for member in member_ids
    ]
    await tx.execute(insert(registration_tables.registration), rows)
    table = registration_tables.registration.c
    query = select(table.id).where(
        table.occurrence_id == occurrence_id, table.member_id.in_(member_ids)
    )
    return [row.id for row in await tx.rows(query.order_by(table.member_id))]


async def seated(
    tx: Transaction, count: int, starts_at: datetime, now: datetime, **kind: Any
) -> Seated:
    """An activity with `count` new members in its seats."""
    number = await occurrence(tx, starts_at, now, capacity=max(count, 1), **kind)
    people = await members(tx, count, now)
    users = list(range(FIRST_USER, FIRST_USER + count))
    return Seated(number, people, users, await seats(tx, number, people, now))


async def move(tx: Transaction, occurrence_id: int, starts_at: datetime) -> None:
    table = activity_tables.occurrence
    await tx.execute(
        update(table)
        .where(table.c.id == occurrence_id)
        .values(
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            revision=table.c.revision + 1,
        )
    )


async def cancel(tx: Transaction, occurrence_id: int) -> None:
    table = activity_tables.occurrence
    values = {"status": "cancelled", "cancel_reason": "场地检修"}
    await tx.execute(update(table).where(table.c.id == occurrence_id).values(**values))


async def leave(tx: Transaction, registration_id: int) -> None:
    table = registration_tables.registration
    await tx.execute(update(table).where(table.c.id == registration_id).values(state="cancelled"))


async def due_times(tx: Transaction, *states: str) -> list[datetime]:
    """When the rows of the outbox in these states (pending) are due."""
    table = message_tables.outbox.c
    query = select(table.due_at).where(table.state.in_(states or ("pending",)))
    return [row.due_at for row in await tx.rows(query.order_by(table.due_at, table.id))]
