"""Seats of one occurrence: taken and given back so that there is never one too many.

Whoever changes registrations of an occurrence locks it first, so its changes come one after
the other on every database. Independently of that a seat is only taken by an UPDATE that
finds one free, and a CHECK stands behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from community.activities import tables
from community.activities.occurrences import ActivityUnknown
from community.errors import CommunityError
from community.storage.database import Transaction

LAST_HOURS = timedelta(hours=2)
"""Before the start; then a free seat is nobody's until somebody takes it."""


class RegistrationClosed(CommunityError):
    """It has begun, or is cancelled: `status` and `starts_at`."""


class CapacityTooSmall(CommunityError):
    """`taken` seats are held; the capacity cannot be less."""


@dataclass(frozen=True, slots=True)
class Locked:
    """An occurrence that only this transaction changes, as it is now."""

    id: int
    starts_at: datetime
    ends_at: datetime
    cancel_until: datetime
    capacity: int
    seats_left: int
    guests_allowed: bool
    status: str
    zone: ZoneInfo

    def closed(self, now: datetime) -> bool:
        return self.status != "published" or self.starts_at <= now

    def refuse_closed(self, now: datetime) -> None:
        """Raises `RegistrationClosed`."""
        if self.closed(now):
            raise RegistrationClosed(status=self.status, starts_at=self.starts_at)

    def last_hours(self, now: datetime) -> bool:
        return self.starts_at - now <= LAST_HOURS


async def lock(tx: Transaction, occurrence_id: int) -> Locked:
    """Keep everybody else from the seats until the transaction ends.

    Who locks several does it in the order of their numbers. Raises `ActivityUnknown`.
    """
    await tx.begin()
    table, series = tables.occurrence, tables.series
    row = await tx.row(
        select(
            table.c.id,
            table.c.starts_at,
            table.c.ends_at,
            table.c.cancel_until,
            table.c.capacity,
            table.c.seats_left,
            table.c.guests_allowed,
            table.c.status,
            series.c.zone,
        )
        .join(series, series.c.id == table.c.series_id)
        .where(table.c.id == occurrence_id)
        .with_for_update(of=table)
    )
    if row is None:
        raise ActivityUnknown(number=occurrence_id)
    return Locked(**{**row._mapping, "zone": ZoneInfo(row.zone)})


async def take(tx: Transaction, occurrence_id: int, seats: int) -> bool:
    """Take that many seats, or none when fewer are left."""
    table = tables.occurrence
    result = await tx.execute(
        update(table)
        .where(table.c.id == occurrence_id, table.c.seats_left >= seats)
        .values(seats_left=table.c.seats_left - seats)
    )
    return result.rowcount == 1


async def give_back(tx: Transaction, occurrence_id: int, seats: int) -> None:
    """Let others have them."""
    table = tables.occurrence
    await tx.execute(
        update(table)
        .where(table.c.id == occurrence_id)
        .values(seats_left=table.c.seats_left + seats)
    )


async def set_capacity(tx: Transaction, locked: Locked, capacity: int) -> None:
    """Raises `CapacityTooSmall` below the seats that are held."""
    taken = locked.capacity - locked.seats_left
    if capacity < taken:
        raise CapacityTooSmall(taken=taken, capacity=capacity)
    table = tables.occurrence
    await tx.execute(
        update(table)
        .where(table.c.id == locked.id)
        .values(capacity=capacity, seats_left=capacity - taken)
    )
