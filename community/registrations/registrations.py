"""Signing up and leaving. The same tap twice is one, whatever came between."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from community.activities import seats
from community.activities.seats import Locked
from community.errors import CommunityError
from community.facts import tell
from community.messages import outbox
from community.registrations import operations, tables, tickets, waitlist
from community.registrations.facts import LeadsChosen, Left
from community.registrations.notices import OFFER, SEAT_FREE
from community.registrations.tables import ALIVE, HOLDING
from community.registrations.tickets import Ticket, TicketUnknown, clashes, mine
from community.registrations.tickets import by_token as ticket_by_token
from community.registrations.tickets import of_member as ticket
from community.registrations.waitlist import own_row
from community.storage.database import AnyRow, Transaction
from community.storage.upsert import upsert

__all__ = [
    "cancel",
    "clashes",
    "leave_everything",
    "mine",
    "set_guests",
    "set_leads",
    "sign_up",
    "ticket",
    "ticket_by_token",
]

MAX_GUESTS = 1
MAX_LEADS = 5
MAX_LEAD_MINUTES = 7 * 24 * 60


class ActivityFull(CommunityError):
    """No seat is free; `position` would be the place in the queue."""


class RegistrationClash(CommunityError):
    """The member has something else at that time: its `title`, `token`, `starts_at`."""


class GuestsNotAllowed(CommunityError):
    """Members may bring at most `limit` guests, none where it is 0."""


class CancelTooLate(CommunityError):
    """Seats could be given back until `until`."""


class AlreadyCheckedIn(CommunityError):
    """Who is there has not left: checked in `at`."""


class LeadsInvalid(CommunityError):
    """At most `limit` reminders, each at most a week before."""


async def sign_up(
    tx: Transaction,
    member_id: int,
    occurrence_id: int,
    *,
    op_id: str | None,
    now: datetime,
    guests: int = 0,
    wait: bool = False,
    despite_clash: bool = False,
) -> Ticket:
    """A seat, or with `wait` a place in the queue when none is free.

    Who has a ticket gets that one; who is offered a seat takes it. Nothing is written
    when it raises `ActivityFull` (without `wait`), `RegistrationClash` (unless
    `despite_clash`), `GuestsNotAllowed`, `RegistrationClosed` or `ActivityUnknown`.
    """
    locked = await waitlist.settled(tx, occurrence_id, now)
    own = await own_row(tx, member_id, occurrence_id)
    if own is not None and (own.state == "seated" or await operations.done(tx, own.id, op_id)):
        return await tickets.by_id(tx, own.id)
    locked.refuse_closed(now)
    if own is not None and own.state in ("offered", "waiting"):
        return await _from_the_queue(tx, own, locked, op_id, now)
    _check_guests(locked, guests)
    if not despite_clash:
        for other in await clashes(tx, member_id, occurrence_id):
            raise RegistrationClash(title=other.title, token=other.token, starts_at=other.starts_at)
    async with (await tx.begin()).begin_nested():
        # The unique row comes first: it is what makes a second tap find the first.
        mine = await _join(tx, own, member_id, locked, guests, now)
        if await seats.take(tx, occurrence_id, 1 + guests):
            await waitlist.seat(tx, mine, now)
        elif not wait:
            raise ActivityFull(position=await waitlist.next_position(tx, occurrence_id) - 1)
        await operations.begin(tx, mine.id, op_id, now)
    return await tickets.by_id(tx, mine.id)


async def cancel(
    tx: Transaction, member_id: int, occurrence_id: int, *, op_id: str | None, now: datetime
) -> Ticket:
    """Give the seat back, or leave the queue; who left already has left.

    Raises `CancelTooLate` (for a seat), `AlreadyCheckedIn`, `RegistrationClosed`,
    `TicketUnknown`, `ActivityUnknown`.
    """
    locked = await waitlist.settled(tx, occurrence_id, now)
    own = await own_row(tx, member_id, occurrence_id)
    if own is None:
        raise TicketUnknown(number=occurrence_id)
    held = await tickets.by_id(tx, own.id)
    if own.state in ("cancelled", "declined") or await operations.done(tx, own.id, op_id):
        return held
    locked.refuse_closed(now)
    if held.checked_in_at is not None:
        raise AlreadyCheckedIn(at=held.checked_in_at)
    if own.state == "seated" and now > locked.cancel_until:
        raise CancelTooLate(until=locked.cancel_until)
    await operations.begin(tx, own.id, op_id, now)
    await _leave(tx, own, now)
    await waitlist.settle(tx, occurrence_id, now)
    return await tickets.by_id(tx, own.id)


async def set_guests(
    tx: Transaction,
    member_id: int,
    occurrence_id: int,
    guests: int,
    *,
    op_id: str | None,
    now: datetime,
) -> Ticket:
    """Bring a guest or not after all.

    Raises `ActivityFull` (`position` is None), `GuestsNotAllowed`, `RegistrationClosed`,
    `TicketUnknown`, `ActivityUnknown`.
    """
    locked = await waitlist.settled(tx, occurrence_id, now)
    own = await own_row(tx, member_id, occurrence_id)
    if own is None or own.state in ("cancelled", "declined"):
        raise TicketUnknown(number=occurrence_id)
    if own.guests == guests or await operations.done(tx, own.id, op_id):
        return await tickets.by_id(tx, own.id)
    locked.refuse_closed(now)
    _check_guests(locked, guests)
    more = guests - own.guests
    if own.state in HOLDING:
        if more > 0 and not await seats.take(tx, occurrence_id, more):
            raise ActivityFull(position=None)
        if more < 0:
            await seats.give_back(tx, occurrence_id, -more)
    await operations.begin(tx, own.id, op_id, now)
    await _set(tx, own.id, guests=guests, changed_at=now)
    await waitlist.settle(tx, occurrence_id, now)
    return await tickets.by_id(tx, own.id)


async def set_leads(
    tx: Transaction,
    member_id: int,
    occurrence_id: int,
    leads: Sequence[int] | None,
    now: datetime,
) -> Ticket:
    """When to be reminded of this one, in minutes before the start; None: as usual.

    Raises `LeadsInvalid`, `TicketUnknown`.
    """
    own = await own_row(tx, member_id, occurrence_id)
    if own is None:
        raise TicketUnknown(number=occurrence_id)
    chosen = None if leads is None else sorted(set(leads), reverse=True)
    if chosen is not None and (
        len(chosen) > MAX_LEADS or not all(0 < lead <= MAX_LEAD_MINUTES for lead in chosen)
    ):
        raise LeadsInvalid(limit=MAX_LEADS)
    await _set(tx, own.id, leads=chosen, changed_at=now)
    await tell(tx, LeadsChosen(occurrence_id, member_id, now))
    return await tickets.by_id(tx, own.id)


async def leave_everything(tx: Transaction, member_id: int, now: datetime) -> None:
    """Give every seat back, past ones too, before a member is erased: sums stay right."""
    table = tables.registration.c
    query = select(table.occurrence_id).where(table.member_id == member_id, table.state.in_(ALIVE))
    for row in await tx.rows(query.order_by(table.occurrence_id)):
        await seats.lock(tx, row.occurrence_id)
        own = await own_row(tx, member_id, row.occurrence_id)
        assert own is not None
        await _leave(tx, own, now)
        await waitlist.settle(tx, row.occurrence_id, now)


async def _from_the_queue(
    tx: Transaction, own: AnyRow, locked: Locked, op_id: str | None, now: datetime
) -> Ticket:
    """An offer is taken; who waits takes a free seat in the last hours, or waits on."""
    free = locked.last_hours(now) and locked.seats_left >= 1 + own.guests
    if own.state == "offered" or free:
        return await waitlist.accept(tx, own.member_id, locked.id, op_id=op_id, now=now)
    await operations.begin(tx, own.id, op_id, now)
    return await tickets.by_id(tx, own.id)


async def _join(
    tx: Transaction,
    own: AnyRow | None,
    member_id: int,
    locked: Locked,
    guests: int,
    now: datetime,
) -> AnyRow:
    """The member's only row, at the end of the queue."""
    values: dict[str, Any] = {
        "state": "waiting",
        "guests": guests,
        "queued_at": await waitlist.end_of_queue(tx, locked.id, now),
        "changed_at": now,
    }
    if own is None:
        statement = upsert(tx, tables.registration).values(
            occurrence_id=locked.id,
            member_id=member_id,
            token=secrets.token_urlsafe(12),
            **values,
        )
        await tx.execute(
            statement.on_conflict_do_nothing(index_elements=["occurrence_id", "member_id"])
        )
    else:
        await _set(tx, own.id, **values, leads=None)
    row = await own_row(tx, member_id, locked.id)
    assert row is not None
    return row


async def _leave(tx: Transaction, own: AnyRow, now: datetime) -> None:
    await waitlist.set_state(tx, own.id, "cancelled", now)
    if own.state in HOLDING:
        await seats.give_back(tx, own.occurrence_id, 1 + own.guests)
    await outbox.withdraw(tx, OFFER, SEAT_FREE, objects=[own.id])
    await tell(tx, Left(own.id, own.occurrence_id, own.member_id, now))


async def _set(tx: Transaction, registration_id: int, **values: Any) -> None:
    table = tables.registration
    await tx.execute(update(table).where(table.c.id == registration_id).values(**values))


def _check_guests(locked: Locked, guests: int) -> None:
    limit = MAX_GUESTS if locked.guests_allowed else 0
    if not 0 <= guests <= limit:
        raise GuestsNotAllowed(limit=limit)
