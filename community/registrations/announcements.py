"""What staff change or say, told to those whom it concerns: one notice for each member."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from community.activities.occurrences import Occurrence
from community.activities.seats import ALIVE
from community.members.quiet_hours import QuietHours
from community.members.settings import quiet_hours_of
from community.messages import outbox
from community.messages import tables as message_tables
from community.messages.outbox import Notice
from community.registrations import tables
from community.storage.database import Transaction

NOTICE_AHEAD = timedelta(hours=3)
"""Who sleeps is left asleep when so much is left to the start after the quiet hours."""
MESSAGE_LIFETIME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """An occurrence as it is and as it is to be."""

    before: Occurrence
    after: Occurrence

    @property
    def moved(self) -> bool:
        """Whether members have to be elsewhere or there at another time."""
        old, new = self.before, self.after
        return (old.starts_at, old.ends_at, old.center_id, old.venue) != (
            new.starts_at,
            new.ends_at,
            new.center_id,
            new.venue,
        )


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


async def tell_moved(tx: Transaction, steps: Collection[Step], now: datetime) -> int:
    """Tell everybody who is seated, waits or is offered a seat; once a member, about the
    first of their occurrences. Returns how many."""
    by_id = {step.after.id: step for step in steps if step.moved}
    for number in by_id:
        await outbox.withdraw(tx, kinds=("moved",), object_id=number)
    return await _tell(tx, "moved", by_id, {}, now)


async def tell_cancelled(
    tx: Transaction, steps: Collection[Step], reason: str, now: datetime
) -> int:
    """As `tell_moved`; what was planned about these occurrences is withdrawn."""
    by_id = {step.after.id: step for step in steps}
    for number in by_id:
        await outbox.withdraw(tx, kinds=("moved", "attendees"), object_id=number)
    await _withdraw_from_tickets(tx, by_id)
    return await _tell(tx, "cancelled", by_id, {"reason": reason}, now)


async def _withdraw_from_tickets(tx: Transaction, occurrence_ids: Collection[int]) -> None:
    """In one statement for everybody; as `outbox.withdraw` does for one."""
    registration, row = tables.registration.c, message_tables.outbox.c
    tickets = select(registration.id).where(registration.occurrence_id.in_(sorted(occurrence_ids)))
    await tx.execute(
        delete(message_tables.outbox).where(
            row.kind.in_(("reminder", "offer", "seat_free", "feedback")),
            row.object_id.in_(tickets),
            row.state == "pending",
        )
    )


async def tell_attendees(
    tx: Transaction, occurrence: Occurrence, text: str, op_id: str, now: datetime
) -> int:
    """A message of the staff to those with a seat; the same `op_id` again tells nobody."""
    members = await concerned(tx, [occurrence.id], ("seated",))
    quiet = await quiet_hours_of(tx, members)
    revision = zlib.crc32(op_id.encode()) & 0x7FFFFFFF
    notices = []
    for member_id in members:
        due = _due(quiet[member_id], occurrence, now)
        until = max(due, now) + MESSAGE_LIFETIME
        notices.append(
            Notice("attendees", member_id, occurrence.id, revision, due, until, {"text": text}, 4)
        )
    return await outbox.put(tx, notices)


async def _tell(
    tx: Transaction,
    kind: str,
    by_id: dict[int, Step],
    payload: dict[str, Any],
    now: datetime,
) -> int:
    members = await concerned(tx, by_id)
    quiet = await quiet_hours_of(tx, members)
    return await outbox.put(tx, _notices(kind, members, by_id, payload, quiet, now))


def _notices(
    kind: str,
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
            priority=3,
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
