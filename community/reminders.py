"""When to remind of an activity, and the reminders of everybody who has a seat.

A lead is a number of minutes before the start. Whole days are counted on the wall clock of
the activity's zone, so that "the day before at the same hour" holds when clocks change; other
leads are durations. A reminder that would fall into quiet hours comes earlier, never later
than the hour it stands for; the reminder of whole days stays on its day if its evening hour
is not quiet. `docs/delivery.md` has a table of examples.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, String, cast, delete, func, literal, or_, select

from community import outbox, schema
from community.centers import upsert
from community.database import AnyRow, Transaction
from community.quiet_hours import MINUTES_A_DAY, QuietHours

KIND: Final = "reminder"
DEFAULT_LEADS: Final = (MINUTES_A_DAY, 120)
LONGEST_LEAD: Final = 30 * MINUTES_A_DAY
EVENING: Final = time(19, 30)
"""When to remind a day before, if the hour of the activity itself is quiet."""
SENT_A_MINUTE: Final = 25 * 60
PRIORITY: Final = 5
SNOOZED_PRIORITY: Final = 4

_outbox, _registration, _member = schema.outbox.c, schema.registration.c, schema.member.c
_occurrence = schema.occurrence.c


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
    `member_ids` limits it to some members. Rows are written in the database, for groups of
    members with the same settings, so that 100,000 take seconds and no memory.
    """
    occurrence = await tx.row(_OCCURRENCE.where(_occurrence.id == occurrence_id))
    if occurrence is None:
        return 0
    who = [_registration.occurrence_id == occurrence_id]
    if member_ids is not None:
        who.append(_registration.member_id.in_(member_ids))
    open_ = occurrence.status == "published" and occurrence.starts_at > now
    await _withdraw(tx, [*who, _registration.state != "seated"] if open_ else who)
    if not open_:
        return 0
    new, seated = 0, [*who, _registration.state == "seated"]
    for group in await tx.rows(_SETTINGS.where(*seated)):
        new += await _plan_group(tx, occurrence, now, [*seated, *_has_settings(group)], group)
    return new


async def plan_member(tx: Transaction, member_id: int, now: datetime) -> int:
    """Plan anew everything a member is registered for: their leads or quiet hours changed."""
    coming = (
        select(_registration.occurrence_id)
        .join(schema.occurrence, _occurrence.id == _registration.occurrence_id)
        .where(_registration.member_id == member_id, _occurrence.starts_at > now)
    )
    rows = await tx.rows(coming)
    return sum([await plan(tx, row.occurrence_id, now, member_ids=[member_id]) for row in rows])


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
        KIND,
        row.member_id,
        registration_id,
        _revision(starts, f"snoozed {due.isoformat()}"),
        due,
        row.starts_at,
        {"starts_at": starts, "lead": None, "snoozed": True},
        SNOOZED_PRIORITY,
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


async def _plan_group(
    tx: Transaction, occurrence: AnyRow, now: datetime, who: list[Any], settings: AnyRow
) -> int:
    quiet = QuietHours.of_member(settings.quiet_from, settings.quiet_until)
    leads = _leads(settings)
    zone = ZoneInfo(occurrence.zone)
    every = reminders(occurrence.starts_at, leads, quiet, zone)
    minutes = occurrence.capacity // SENT_A_MINUTE
    if not minutes:
        return await _write(tx, occurrence, who, every, now)
    new = 0
    for minute in range(minutes + 1):
        part = [*who, _registration.id % (minutes + 1) == minute]
        sooner = tuple(_sooner(one, minute, quiet, zone, now) for one in every)
        new += await _write(tx, occurrence, part, sooner, now)
    return new


def _sooner(
    one: Reminder, minutes: int, quiet: QuietHours, zone: ZoneInfo, now: datetime
) -> Reminder:
    """More people than can be told in a minute are told in the minutes before."""
    due = quiet.earlier(one.due_at - timedelta(minutes=minutes), zone)
    return Reminder(one.lead, due if one.due_at <= now else max(due, now), one.not_after)


async def _write(
    tx: Transaction, occurrence: AnyRow, who: list[Any], every: Sequence[Reminder], now: datetime
) -> int:
    starts = occurrence.starts_at.isoformat()
    coming = [one for one in every if one.due_at >= now]
    past = [one for one in every if one.due_at < now]
    await _withdraw(tx, who, _right(starts, coming, past))
    return sum([await _insert(tx, who, one, starts) for one in coming])


def _right(starts: str, coming: Sequence[Reminder], past: Sequence[Reminder]) -> list[Any]:
    """Which rows are as they should be: coming ones to the minute; of what is due already,
    whatever still waits to be sent; and what members have snoozed."""
    snoozed = _outbox.payload["snoozed"].as_boolean().is_(True)
    return [
        *(
            (_outbox.revision == _revision(starts, one.lead))
            & (_outbox.due_at == one.due_at)
            & (_outbox.not_after == one.not_after)
            for one in coming
        ),
        _outbox.revision.in_([_revision(starts, one.lead) for one in past]),
        snoozed & (_outbox.payload["starts_at"].as_string() == starts),
    ]


async def _withdraw(tx: Transaction, who: list[Any], right: Sequence[Any] = ()) -> None:
    ids = select(_registration.id).join(schema.member).where(*who)
    where = [_outbox.kind == KIND, _outbox.object_id.in_(ids), _outbox.state == "pending"]
    if right:
        where.append(func.coalesce(or_(*right), False).is_(False))
    await tx.execute(delete(schema.outbox).where(*where))


async def _insert(tx: Transaction, who: list[Any], one: Reminder, starts: str) -> int:
    revision = _revision(starts, one.lead)
    payload = {"starts_at": starts, "lead": one.lead}
    key = (
        literal(f"{KIND}:")
        + cast(_registration.member_id, String)
        + literal(":")
        + cast(_registration.id, String)
        + literal(f":{revision}")
    )
    values: dict[Any, Any] = {
        _outbox.dedup_key: key,
        _outbox.kind: literal(KIND),
        _outbox.member_id: _registration.member_id,
        _outbox.object_id: _registration.id,
        _outbox.revision: literal(revision),
        _outbox.payload: literal(payload, JSON()),
        _outbox.priority: literal(PRIORITY),
        _outbox.due_at: literal(one.due_at, schema.UtcTime()),
        _outbox.not_after: literal(one.not_after, schema.UtcTime()),
        _outbox.created_at: func.current_timestamp(),
    }
    rows = select(*values.values()).join_from(schema.registration, schema.member).where(*who)
    statement = upsert(tx, schema.outbox).from_select([c.name for c in values], rows)
    result = await tx.execute(statement.on_conflict_do_nothing(index_elements=["dedup_key"]))
    return int(result.rowcount)


def _revision(starts: str, lead: int | str) -> int:
    """One reminder for each registration, start and lead: moved back and forth it is the same
    one again, and it is not sent twice. A number of 31 bits, as the column holds."""
    return zlib.crc32(f"{starts} {lead}".encode()) >> 1


def _leads(settings: AnyRow) -> Sequence[int]:
    """Of the registration, else of the member, else of the rules; minutes that make sense."""
    for given in (settings.own_leads, settings.member_leads):
        if given is not None and given != "null":
            return [lead for lead in json.loads(given) if isinstance(lead, int)]
    return DEFAULT_LEADS


def _has_settings(group: AnyRow) -> list[Any]:
    return [
        column.is_not_distinct_from(value)
        for column, value in (
            (_OWN_LEADS, group.own_leads),
            (_MEMBER_LEADS, group.member_leads),
            (_member.quiet_from, group.quiet_from),
            (_member.quiet_until, group.quiet_until),
        )
    ]


_OWN_LEADS = cast(_registration.leads, String)
_MEMBER_LEADS = cast(_member.leads, String)
_SETTINGS = (
    select(
        _OWN_LEADS.label("own_leads"),
        _MEMBER_LEADS.label("member_leads"),
        _member.quiet_from,
        _member.quiet_until,
    )
    .join_from(schema.registration, schema.member)
    .distinct()
)
_OCCURRENCE = select(
    _occurrence.starts_at, _occurrence.status, _occurrence.capacity, schema.series.c.zone
).join(schema.series)
_WANTED = (
    select(_registration.member_id, _occurrence.starts_at)
    .join(schema.occurrence, _occurrence.id == _registration.occurrence_id)
    .where(_registration.state == "seated", _occurrence.status == "published")
)
