"""Tickets: what a registration is to its member."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from community.activities import tables as activity_tables
from community.activities.occurrences import Occurrence, occurrence_of, occurrences
from community.errors import CommunityError
from community.registrations import tables
from community.registrations.tables import ALIVE
from community.storage.database import AnyRow, Transaction

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""For codes that are read aloud: no 0 O 1 I."""


class TicketUnknown(CommunityError):
    """There is no such ticket."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A member's registration, in exactly one state."""

    id: int
    token: str
    """Random, for the deep link in the QR code."""
    member_id: int
    occurrence: Occurrence
    guests: int
    state: str
    position: int | None
    """In the queue, from 1, while waiting."""
    offer_until: datetime | None
    """While a seat is offered."""
    leads: tuple[int, ...] | None
    """Minutes before the start at which to remind; None: as the member has set."""
    checked_in_at: datetime | None

    @property
    def seats(self) -> int:
        return 1 + self.guests

    @property
    def code(self) -> str:
        """Short enough to read aloud; together with the occurrence it finds the ticket."""
        digest = int.from_bytes(hashlib.sha256(self.token.encode()).digest()[:4], "big")
        signs = "".join(_ALPHABET[digest >> shift & 31] for shift in range(0, 30, 5))
        return f"{signs[:3]}-{signs[3:]}"


def numbers_of(occurrence_ids: Collection[int]) -> Select[tuple[int]]:
    """A SELECT of the numbers of all registrations for these occurrences."""
    table = tables.registration.c
    return select(table.id).where(table.occurrence_id.in_(sorted(occurrence_ids)))


async def of_member(tx: Transaction, member_id: int, occurrence_id: int) -> Ticket | None:
    """A member's ticket, whatever its state; None when they never signed up."""
    table = tables.registration.c
    return await _one(tx, table.member_id == member_id, table.occurrence_id == occurrence_id)


async def by_token(tx: Transaction, token: str) -> Ticket:
    """The ticket of a deep link. Raises `TicketUnknown`."""
    found = await _one(tx, tables.registration.c.token == token)
    if found is None:
        raise TicketUnknown(token=token)
    return found


async def by_id(tx: Transaction, registration_id: int) -> Ticket:
    """Raises `TicketUnknown`."""
    found = await _one(tx, tables.registration.c.id == registration_id)
    if found is None:
        raise TicketUnknown(number=registration_id)
    return found


async def mine(
    tx: Transaction, member_id: int, now: datetime, *, past: bool = False, limit: int = 20
) -> list[Ticket]:
    """A member's seats, offers and places in queues that come, the next first; what is
    cancelled stays until it would have ended. `past`: seats they had, the last first."""
    table, occurrence = tables.registration.c, activity_tables.occurrence.c
    query = _tickets().where(table.member_id == member_id)
    if past:
        query = query.where(occurrence.ends_at <= now, table.state == "seated")
        query = query.order_by(occurrence.starts_at.desc(), table.id)
    else:
        query = query.where(occurrence.ends_at > now, table.state.in_(ALIVE))
        query = query.order_by(occurrence.starts_at, table.id)
    return [ticket_of(row) for row in await tx.rows(query.limit(limit))]


async def of_occurrence(
    tx: Transaction, occurrence_id: int, states: tuple[str, ...] = ("seated",)
) -> list[Ticket]:
    """Everybody in these states, in the order of their registration."""
    table = tables.registration.c
    query = _tickets().where(table.occurrence_id == occurrence_id, table.state.in_(states))
    return [ticket_of(row) for row in await tx.rows(query.order_by(table.id))]


async def clashes(tx: Transaction, member_id: int, occurrence_id: int) -> list[Occurrence]:
    """What else the member has signed up or waits for at an overlapping time."""
    this = activity_tables.occurrence.alias("this")
    other, registration = activity_tables.occurrence.c, tables.registration
    query = (
        occurrences()
        .join(registration, registration.c.occurrence_id == other.id)
        .join(this, and_(this.c.starts_at < other.ends_at, other.starts_at < this.c.ends_at))
        .where(
            this.c.id == occurrence_id,
            other.id != occurrence_id,
            other.status == "published",
            registration.c.member_id == member_id,
            registration.c.state.in_(ALIVE),
        )
        .order_by(other.starts_at)
    )
    return [occurrence_of(row) for row in await tx.rows(query)]


async def _one(tx: Transaction, *where: Any) -> Ticket | None:
    row = await tx.row(_tickets().where(*where))
    return None if row is None else ticket_of(row)


def _tickets() -> Any:
    table, other = tables.registration, tables.registration.alias("ahead")
    ahead = (
        select(func.count())
        .where(
            other.c.occurrence_id == table.c.occurrence_id,
            other.c.state == "waiting",
            or_(
                other.c.queued_at < table.c.queued_at,
                and_(other.c.queued_at == table.c.queued_at, other.c.id < table.c.id),
            ),
        )
        .scalar_subquery()
    )
    return (
        occurrences()
        .join(table, table.c.occurrence_id == activity_tables.occurrence.c.id)
        .outerjoin(tables.check_in, tables.check_in.c.registration_id == table.c.id)
        .add_columns(
            table.c.id.label("ticket_id"),
            table.c.token.label("ticket_token"),
            table.c.member_id,
            table.c.guests,
            table.c.state,
            table.c.offer_until,
            table.c.leads,
            ahead.label("ahead"),
            tables.check_in.c.at.label("checked_in_at"),
        )
    )


def ticket_of(row: AnyRow) -> Ticket:
    return Ticket(
        id=row.ticket_id,
        token=row.ticket_token,
        member_id=row.member_id,
        occurrence=occurrence_of(row),
        guests=row.guests,
        state=row.state,
        position=row.ahead + 1 if row.state == "waiting" else None,
        offer_until=row.offer_until,
        leads=None if row.leads is None else tuple(row.leads),
        checked_in_at=row.checked_in_at,
    )
