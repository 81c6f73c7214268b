"""When to remind of an activity, and the reminders of everybody who has a seat.

A lead is a number of minutes before the start. Whole days are counted on the wall clock of
the activity's zone, so that "the day before at the same hour" holds when clocks change; other
leads are durations. A reminder that would fall into quiet hours comes earlier, never later
than the hour it stands for; the reminder of whole days stays on its day if its evening hour
is not quiet. `docs/delivery.md` has a table of examples.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from community.activities import tables as activity_tables
from community.members.quiet_hours import MINUTES_A_DAY, QuietHours
from community.messages import outbox
from community.registrations import tables as registration_tables
from community.reminders import rows as reminder_rows
from community.reminders.notices import SNOOZED
from community.reminders.rows import Group, Wanted
from community.storage.database import AnyRow, Transaction

DEFAULT_LEADS: Final = (MINUTES_A_DAY, 120)
LONGEST_LEAD: Final = 30 * MINUTES_A_DAY
EVENING: Final = time(19, 30)
"""When to remind a day before, if the hour of the activity itself is quiet."""
SENT_A_MINUTE: Final = 25 * 60
_AT_ONCE = 500
_registration, _occurrence = registration_tables.registration.c, activity_tables.occurrence.c


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of one activity. The next one replaces it: then it is too late for this."""

    lead: int
    due_at: datetime
    not_after: datetime


def reminder_times(
    starts_at: datetime,
    leads: Sequence[int],
    quiet: QuietHours,
    zone: ZoneInfo,
    now: datetime,
) -> tuple[datetime, ...]:
    """The moments (UTC) after `now` at which a member is reminded, in their order."""
    every = reminders(starts_at, leads, quiet, zone)
    return tuple(one.due_at for one in every if one.due_at > now)


def reminders(
    starts_at: datetime, leads: Sequence[int], quiet: QuietHours, zone: ZoneInfo
) -> tuple[Reminder, ...]:
    """All reminders of an activity, also past ones; two at the same moment are one."""
    due: dict[datetime, int] = {}
    for lead in sorted(set(leads)):
        if 0 < lead <= LONGEST_LEAD:
            due.setdefault(_due(starts_at, lead, quiet, zone), lead)
    moments = sorted(due)
    ends = [*moments, starts_at.astimezone(UTC)][1:]
    return tuple(
        Reminder(due[moment], moment, end) for moment, end in zip(moments, ends, strict=True)
    )


async def plan(
    tx: Transaction,
    occurrence_id: int,
    now: datetime,
    *,
    member_ids: Collection[int] | None = None,
) -> int:
    """Make the reminders of an occurrence what they should be; returns how many are new.

    Call it after every change: of the time, of the state of registrations, of leads or quiet
    hours. It withdraws what no longer holds, keeps what does, and is the same done twice.
    `member_ids` limits it to some members.
    """
    if member_ids is None:
        return await plan_many(tx, [occurrence_id], now)
    return sum([await plan_many(tx, [occurrence_id], now, member_id=one) for one in member_ids])


async def plan_many(
    tx: Transaction,
    occurrence_ids: Sequence[int],
    now: datetime,
    *,
    member_id: int | None = None,
) -> int:
    """`plan` for many occurrences; rows are written for groups of members who want the same."""
    new = 0
    for begin in range(0, len(occurrence_ids), _AT_ONCE):
        some = occurrence_ids[begin : begin + _AT_ONCE]
        rows = await tx.rows(_OCCURRENCES.where(_occurrence.id.in_(some)))
        open_ = {row.id: row for row in rows if row.status == "published" and row.starts_at > now}
        closed = [number for number in some if number not in open_]
        await reminder_rows.withdraw_all(tx, closed, member_id, but_seated=False)
        await reminder_rows.withdraw_all(tx, [*open_], member_id, but_seated=True)
        wanted: list[Wanted] = []
        for group in await reminder_rows.groups(tx, [*open_], member_id):
            wanted += await _of_group(tx, open_[group.occurrence_id], group, now)
        new += await reminder_rows.write(tx, wanted)
    return new


async def plan_member(tx: Transaction, member_id: int, now: datetime) -> int:
    """Plan anew everything a member is registered for: their leads or quiet hours changed."""
    coming = (
        select(_registration.occurrence_id)
        .join(activity_tables.occurrence, _occurrence.id == _registration.occurrence_id)
        .where(_registration.member_id == member_id, _occurrence.starts_at > now)
    )
    numbers = [row.occurrence_id for row in await tx.rows(coming)]
    return await plan_many(tx, numbers, now, member_id=member_id)


async def snooze(
    tx: Transaction, registration_id: int, now: datetime, minutes: int
) -> datetime | None:
    """Remind once more in `minutes`; None when that is not before the start.

    The same tap again within the minute is one. The member asked for it: quiet hours let it by.
    """
    row = await tx.row(_WANTED.where(_registration.id == registration_id))
    due = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    if row is None or not now < due < row.starts_at:
        return None
    starts = row.starts_at.isoformat()
    notice = outbox.Notice(
        SNOOZED,
        row.member_id,
        registration_id,
        reminder_rows.revision(starts, f"snoozed {due.isoformat()}"),
        due,
        row.starts_at,
        {"starts_at": starts, "lead": None, "snoozed": True},
    )
    await outbox.put(tx, [notice])
    return due


async def still_wanted(
    tx: Transaction, registration_id: int, payload: dict[str, Any], now: datetime
) -> bool:
    """At the moment of sending: still seated, not cancelled, not moved, not begun."""
    row = await tx.row(_WANTED.where(_registration.id == registration_id))
    return (
        row is not None
        and row.starts_at.isoformat() == payload.get("starts_at")
        and row.starts_at > now
    )


def _due(starts_at: datetime, lead: int, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    days, rest = divmod(lead, MINUTES_A_DAY)
    if rest:
        return quiet.earlier((starts_at - timedelta(minutes=lead)).astimezone(UTC), zone)
    local = starts_at.astimezone(zone)
    same_hour = (local - timedelta(days=days)).replace(fold=0)
    if not quiet.hold(same_hour, zone):
        return same_hour.astimezone(UTC)
    evening = datetime.combine(same_hour.date(), EVENING, zone)
    return quiet.earlier(evening.astimezone(UTC), zone)


async def _of_group(
    tx: Transaction, occurrence: AnyRow, group: Group, now: datetime
) -> list[Wanted]:
    """Withdraw what the group no longer wants; returns what it wants and is still to come."""
    quiet = QuietHours.of_member(group.quiet_from, group.quiet_until)
    zone = ZoneInfo(occurrence.zone)
    starts = occurrence.starts_at.isoformat()
    every = reminders(occurrence.starts_at, _leads(group), quiet, zone)
    await reminder_rows.withdraw_others(tx, group, starts, [one.lead for one in every])
    return [
        Wanted(part, starts, one.lead, one.due_at, one.not_after)
        for part, minutes in _parts(group, occurrence.capacity)
        for one in (_sooner(each, minutes, quiet, zone, now) for each in every)
        if one.due_at >= now
    ]


def _parts(group: Group, capacity: int) -> Iterator[tuple[Group, int]]:
    """The group in parts that can be told within a minute, and how many minutes sooner each."""
    minutes = capacity // SENT_A_MINUTE
    if not minutes:
        yield group, 0
        return
    for block in range(group.first_id // SENT_A_MINUTE, group.last_id // SENT_A_MINUTE + 1):
        first = block * SENT_A_MINUTE
        part = replace(group, first_id=first, last_id=first + SENT_A_MINUTE - 1)
        yield part, block % (minutes + 1)


def _sooner(
    one: Reminder, minutes: int, quiet: QuietHours, zone: ZoneInfo, now: datetime
) -> Reminder:
    """More people than can be told in a minute are told in the minutes before."""
    due = quiet.earlier(one.due_at - timedelta(minutes=minutes), zone)
    return Reminder(one.lead, due if one.due_at <= now else max(due, now), one.not_after)


def _leads(group: Group) -> Sequence[int]:
    """Of the registration, else of the member, else of the rules; minutes that make sense."""
    for given in (group.own_leads, group.member_leads):
        if given is not None and given != "null":
            leads = [lead for lead in json.loads(given) if isinstance(lead, int)]
            return leads[: reminder_rows.MOST_LEADS]
    return DEFAULT_LEADS


_OCCURRENCES = select(
    _occurrence.id,
    _occurrence.starts_at,
    _occurrence.status,
    _occurrence.capacity,
    activity_tables.series.c.zone,
).join(activity_tables.series)
_WANTED = (
    select(_registration.member_id, _occurrence.starts_at)
    .join(activity_tables.occurrence, _occurrence.id == _registration.occurrence_id)
    .where(_registration.state == "seated", _occurrence.status == "published")
)
