"""The queue for a full activity: free seats are offered, offers end, the next one is asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from community.activities import seats
from community.activities.seats import Locked
from community.errors import CommunityError
from community.facts import tell
from community.members.quiet_hours import QuietHours
from community.members.settings import quiet_hours_of
from community.messages import outbox
from community.messages.outbox import Notice
from community.registrations import operations, tables, tickets
from community.registrations.facts import Seated
from community.registrations.notices import OFFER, SEAT_FREE
from community.registrations.tickets import Ticket, TicketUnknown
from community.storage.database import AnyRow, Transaction

LONGEST_OFFER = timedelta(hours=12)
SHARE_OF_TIME_LEFT = 4
"""An offer lasts at most one part in so many of the time left to the start."""
AFTER_QUIET = timedelta(hours=2)
"""How long an offer goes on after the quiet hours it would have ended in, at most."""


class OfferGone(CommunityError):
    """The seat was not held for the member any more, or somebody was faster."""


def offer_until(now: datetime, starts_at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """When an offer made at `now` ends: before the start, and not inside quiet hours if
    they end before it."""
    until = now + min(LONGEST_OFFER, (starts_at - now) / SHARE_OF_TIME_LEFT)
    morning = quiet.over(until, zone)
    if morning == until or morning >= starts_at:
        return until
    return morning + min(AFTER_QUIET, (starts_at - morning) / SHARE_OF_TIME_LEFT)


async def accept(
    tx: Transaction, member_id: int, occurrence_id: int, *, op_id: str | None, now: datetime
) -> Ticket:
    """Take the offered seat; in the last two hours who waits takes any free one.

    Raises `OfferGone`, `RegistrationClosed`, `TicketUnknown`.
    """
    locked = await settled(tx, occurrence_id, now)
    own = await own_row(tx, member_id, occurrence_id)
    if own is None:
        raise TicketUnknown(number=occurrence_id)
    if own.state != "seated" and not await operations.done(tx, own.id, op_id):
        if await _refused(tx, own, locked, now):
            raise OfferGone(number=occurrence_id)
        await operations.begin(tx, own.id, op_id, now)
        await seat(tx, own, now)
    return await tickets.by_id(tx, own.id)


async def _refused(tx: Transaction, own: AnyRow, locked: Locked, now: datetime) -> bool:
    locked.refuse_closed(now)
    if own.state == "waiting" and locked.last_hours(now):
        return not await seats.take(tx, locked.id, 1 + own.guests)
    return bool(own.state != "offered")


async def decline(
    tx: Transaction, member_id: int, occurrence_id: int, *, op_id: str | None, now: datetime
) -> Ticket:
    """Let the offered seat go to the next one; harmless when there is no offer.

    Raises `TicketUnknown`.
    """
    await settled(tx, occurrence_id, now)
    own = await own_row(tx, member_id, occurrence_id)
    if own is None:
        raise TicketUnknown(number=occurrence_id)
    if await operations.begin(tx, own.id, op_id, now) and own.state == "offered":
        await _end_offer(tx, own, now)
        await settle(tx, occurrence_id, now)
    return await tickets.by_id(tx, own.id)


async def expire_offers(tx: Transaction, now: datetime) -> int:
    """End the offers whose time is over and offer those seats on; says how many. Periodic."""
    table = tables.registration.c
    query = select(table.id, table.occurrence_id).where(
        table.state == "offered", table.offer_until <= now
    )
    due = await tx.rows(query)
    for occurrence_id in sorted({row.occurrence_id for row in due}):
        await settle(tx, occurrence_id, now)
    return len(due)


async def settle(tx: Transaction, occurrence_id: int, now: datetime) -> None:
    """End offers that are over, then offer what is free. Raises `ActivityUnknown`."""
    await settled(tx, occurrence_id, now)


async def settled(tx: Transaction, occurrence_id: int, now: datetime) -> Locked:
    """As `settle`; returns the locked occurrence as it is then."""
    locked = await seats.lock(tx, occurrence_id)
    table = tables.registration
    over = await tx.rows(
        select(table).where(
            table.c.occurrence_id == occurrence_id,
            table.c.state == "offered",
            table.c.offer_until <= now,
        )
    )
    for row in over:
        await _end_offer(tx, row, now)
    if over:
        locked = await seats.lock(tx, occurrence_id)
    if locked.closed(now) or locked.seats_left == 0:
        return locked
    queue = await _queue(tx, occurrence_id)
    if locked.last_hours(now):
        await _tell_everybody(tx, locked, queue, now)
        return locked
    return await _offer(tx, locked, queue, now)


async def next_position(tx: Transaction, occurrence_id: int) -> int:
    """The place in the queue that somebody who joins it now would get."""
    table = tables.registration.c
    waiting = select(func.count()).where(
        table.occurrence_id == occurrence_id, table.state == "waiting"
    )
    return int(await tx.value(waiting)) + 1


async def end_of_queue(tx: Transaction, occurrence_id: int, now: datetime) -> datetime:
    """The moment that is later than that of everybody who waits, now if it can be."""
    table = tables.registration.c
    last = await tx.value(
        select(func.max(table.queued_at)).where(
            table.occurrence_id == occurrence_id, table.state == "waiting"
        )
    )
    return now if last is None or last < now else last + timedelta(microseconds=1)


async def own_row(tx: Transaction, member_id: int, occurrence_id: int) -> AnyRow | None:
    """The registration of a member as it is stored."""
    table = tables.registration
    return await tx.row(
        select(table).where(table.c.member_id == member_id, table.c.occurrence_id == occurrence_id)
    )


async def seat(tx: Transaction, own: AnyRow, now: datetime) -> None:
    """Give the seats, which are taken already, to their member."""
    await set_state(tx, own.id, "seated", now)
    await outbox.withdraw(tx, OFFER, SEAT_FREE, objects=[own.id])
    await tell(tx, Seated(own.id, own.occurrence_id, own.member_id, now))


async def set_state(
    tx: Transaction, registration_id: int, state: str, now: datetime, until: datetime | None = None
) -> None:
    table = tables.registration
    await tx.execute(
        update(table)
        .where(table.c.id == registration_id)
        .values(state=state, offer_until=until, changed_at=now)
    )


async def _end_offer(tx: Transaction, row: AnyRow, now: datetime) -> None:
    await set_state(tx, row.id, "declined", now)
    await seats.give_back(tx, row.occurrence_id, 1 + row.guests)
    await outbox.withdraw(tx, OFFER, objects=[row.id])


async def _queue(tx: Transaction, occurrence_id: int) -> list[AnyRow]:
    table = tables.registration
    query = select(table).where(table.c.occurrence_id == occurrence_id, table.c.state == "waiting")
    return list(await tx.rows(query.order_by(table.c.queued_at, table.c.id)))


async def _offer(tx: Transaction, locked: Locked, queue: list[AnyRow], now: datetime) -> Locked:
    left, chosen = locked.seats_left, []
    for row in queue:
        if 1 + row.guests <= left:
            left -= 1 + row.guests
            chosen.append(row)
    if not chosen:
        return locked
    quiet = await quiet_hours_of(tx, [row.member_id for row in chosen])
    for row in chosen:
        until = offer_until(now, locked.starts_at, quiet[row.member_id], locked.zone)
        await seats.take(tx, locked.id, 1 + row.guests)
        await set_state(tx, row.id, "offered", now, until)
        due = quiet[row.member_id].over(now, locked.zone)
        notice = Notice(
            kind=OFFER,
            member_id=row.member_id,
            object_id=row.id,
            revision=await outbox.last_revision(tx, OFFER, row.id) + 1,
            due_at=due if due < until else now,
            not_after=until,
            payload={"until": until.isoformat()},
        )
        await outbox.put(tx, [notice])
    return await seats.lock(tx, locked.id)


async def _tell_everybody(
    tx: Transaction, locked: Locked, queue: list[AnyRow], now: datetime
) -> None:
    """Once in all, who waits and fits in is told that the first tap wins."""
    await outbox.put(
        tx,
        [
            Notice(SEAT_FREE, row.member_id, row.id, 0, now, locked.starts_at)
            for row in queue
            if 1 + row.guests <= locked.seats_left
        ],
    )
