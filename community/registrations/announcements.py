"""What staff change or say, told to those whom it concerns: one notice for each member."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from community.activities.facts import (
    AboutToChange,
    Cancelled,
    Changed,
    MessageWritten,
    Moved,
    Step,
)
from community.activities.occurrences import Occurrence
from community.capability import Hear
from community.members.quiet_hours import QuietHours
from community.members.settings import quiet_hours_of
from community.messages import outbox
from community.messages.kinds import NoticeKind
from community.messages.outbox import Notice
from community.registrations import tables, waitlist
from community.registrations.notices import ATTENDEES, CANCELLED, MOVED, OFFER, SEAT_FREE
from community.registrations.tables import ALIVE
from community.registrations.tickets import numbers_of
from community.storage.database import Transaction

NOTICE_AHEAD = timedelta(hours=3)
"""Who sleeps is left asleep when so much is left to the start after the quiet hours."""
MESSAGE_LIFETIME = timedelta(days=1)


async def concerned(
    tx: Transaction, occurrence_ids: Collection[int], states: tuple[str, ...] = ALIVE
) -> dict[int, list[int]]:
    """Member to the numbers, in order, of those of the occurrences that concern them."""
    table = tables.registration.c
    query = (
        select(table.member_id, table.occurrence_id)
        .where(table.occurrence_id.in_(sorted(occurrence_ids)), table.state.in_(states))
        .order_by(table.member_id, table.occurrence_id)
    )
    found: dict[int, list[int]] = {}
    for row in await tx.rows(query):
        found.setdefault(row.member_id, []).append(row.occurrence_id)
    return found


async def who_is_concerned(tx: Transaction, asked: AboutToChange) -> set[int]:
    """The members who would be told of a change of these dates."""
    return set(await concerned(tx, asked.occurrence_ids))


async def settle_changed(tx: Transaction, changed: Changed) -> None:
    """There may be more seats than before: those who wait are asked."""
    await waitlist.settle(tx, changed.step.after.id, changed.now)


async def tell_moved(tx: Transaction, moved: Moved) -> int:
    """Tell everybody who is seated, waits or is offered a seat; once a member, about the
    first of their occurrences. Returns how many."""
    by_id = {step.after.id: step for step in moved.steps}
    await outbox.withdraw(tx, MOVED, objects=by_id)
    return await _tell(tx, MOVED, by_id, {}, moved.now)


async def tell_cancelled(tx: Transaction, cancelled: Cancelled) -> int:
    """As `tell_moved`; what was planned about these occurrences is withdrawn."""
    by_id = {step.after.id: step for step in cancelled.steps}
    await outbox.withdraw(tx, MOVED, ATTENDEES, objects=by_id)
    await outbox.withdraw(tx, OFFER, SEAT_FREE, objects=numbers_of(cancelled.occurrence_ids))
    return await _tell(tx, CANCELLED, by_id, {"reason": cancelled.reason}, cancelled.now)


async def tell_attendees(tx: Transaction, message: MessageWritten) -> int:
    """A message of the staff to those with a seat; the same `op_id` again tells nobody."""
    occurrence, now = message.occurrence, message.now
    members = await concerned(tx, [occurrence.id], ("seated",))
    quiet = await quiet_hours_of(tx, members)
    revision = zlib.crc32(message.op_id.encode()) & 0x7FFFFFFF
    payload = {"text": message.text}
    notices = []
    for member_id in members:
        due = _due(quiet[member_id], occurrence, now)
        until = max(due, now) + MESSAGE_LIFETIME
        notices.append(Notice(ATTENDEES, member_id, occurrence.id, revision, due, until, payload))
    return await outbox.put(tx, notices)


async def _tell(
    tx: Transaction,
    kind: NoticeKind,
    by_id: dict[int, Step],
    payload: dict[str, Any],
    now: datetime,
) -> int:
    members = await concerned(tx, by_id)
    quiet = await quiet_hours_of(tx, members)
    return await outbox.put(tx, _notices(kind, members, by_id, payload, quiet, now))


def _notices(
    kind: NoticeKind,
    members: dict[int, list[int]],
    by_id: dict[int, Step],
    payload: dict[str, Any],
    quiet: dict[int, QuietHours],
    now: datetime,
) -> Iterable[Notice]:
    for member_id, numbers in members.items():
        own = sorted((by_id[number] for number in numbers), key=lambda step: step.after.starts_at)
        first = own[0]
        due = _due(quiet[member_id], min((s.before for s in own), key=_start), now)
        last = max(first.before.starts_at, first.after.starts_at)
        yield Notice(
            kind,
            member_id,
            first.after.id,
            first.after.revision,
            due,
            max(due, last),
            {**payload, **_difference(first), "occurrences": [step.after.id for step in own]},
        )


def _difference(step: Step) -> dict[str, Any]:
    return {
        "from": step.before.starts_at.isoformat(),
        "to": step.after.starts_at.isoformat(),
        "from_center": step.before.center_id,
        "to_center": step.after.center_id,
        "from_venue": step.before.venue,
        "to_venue": step.after.venue,
    }


def _start(occurrence: Occurrence) -> datetime:
    return occurrence.starts_at


def _due(quiet: QuietHours, occurrence: Occurrence, now: datetime) -> datetime:
    """Now, or after the quiet hours when that is early enough."""
    morning = quiet.over(now, ZoneInfo(occurrence.zone))
    return morning if morning + NOTICE_AHEAD <= occurrence.starts_at else now


HEARS: Mapping[type, Hear] = {
    AboutToChange: who_is_concerned,
    Changed: settle_changed,
    Moved: tell_moved,
    Cancelled: tell_cancelled,
    MessageWritten: tell_attendees,
}
"""What registrations do about what happens to activities."""
