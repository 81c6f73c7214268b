"""Series: what staff write down, publish, repeat and copy; occurrences are written from it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update

from community.activities import recurrence, tables
from community.activities.concerns import Concern, Slot, concerns
from community.activities.occurrences import Occurrence, occurrence_of, occurrences
from community.errors import CommunityError
from community.staff.roles import StaffScope
from community.storage.database import AnyRow, Transaction
from community.storage.upsert import upsert

HORIZON = timedelta(weeks=8)
"""How far ahead occurrences are written."""
LIMITS = {"title": 80, "description": 1000, "venue": 80}
"""Characters."""
MAX_CAPACITY = 10_000
MAX_MINUTES = 7 * 24 * 60
MAX_INTERESTS = 8
MAX_INTEREST = 20
MAX_AHEAD = timedelta(days=366 * 2)


class SeriesUnknown(CommunityError):
    """No series has this number."""


class NotDraft(CommunityError):
    """It is published already; what is published is changed another way."""


class AlreadyRepeats(CommunityError):
    """It has a rule; the rule of a published series is not replaced."""


class ActivityInvalid(CommunityError):
    """A `field` is missing, too long or out of range; `limit` is the largest that fits."""


class StartPast(CommunityError):
    """It would begin at `starts_at`, which is over."""


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What staff say of an activity. `local_start` is naive: the wall clock of `zone`."""

    kind: str
    title: str
    center_id: int
    local_start: datetime
    minutes: int
    capacity: int
    zone: str
    description: str | None = None
    venue: str | None = None
    club_id: int | None = None
    interests: tuple[str, ...] = ()
    rrule: str | None = None
    guests_allowed: bool = False
    cancel_minutes: int = 180
    """Until how long before the start members may leave."""
    photo_file_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series(ActivityFacts):
    id: int
    status: str
    source: str
    source_uid: str | None
    created_by: int | None

    @property
    def facts(self) -> ActivityFacts:
        return ActivityFacts(**{name: getattr(self, name) for name in _FACTS})


_FACTS = tuple(field.name for field in fields(ActivityFacts))


def checked(facts: ActivityFacts, now: datetime) -> ActivityFacts:
    """The facts without stray spaces, as they can be kept.

    Raises `ActivityInvalid`, `StartPast`, and `RecurrenceInvalid` for the rule.
    """
    texts: dict[str, Any] = {}
    for name, limit in LIMITS.items():
        text = (getattr(facts, name) or "").strip()
        if len(text) > limit or (name == "title" and not text):
            raise ActivityInvalid(field=name, limit=limit)
        texts[name] = text or None
    about = tuple(dict.fromkeys(item.strip() for item in facts.interests if item.strip()))
    if len(about) > MAX_INTERESTS or any(len(item) > MAX_INTEREST for item in about):
        raise ActivityInvalid(field="interests", limit=MAX_INTERESTS)
    if facts.kind not in tables.ACTIVITY_KINDS:
        raise ActivityInvalid(field="kind", limit=len(tables.ACTIVITY_KINDS))
    _check_range("capacity", facts.capacity, 1, MAX_CAPACITY)
    _check_range("minutes", facts.minutes, 1, MAX_MINUTES)
    _check_range("cancel_minutes", facts.cancel_minutes, 0, MAX_MINUTES)
    zone = ZoneInfo(facts.zone)
    local_start = facts.local_start.replace(microsecond=0)
    starts_at = recurrence.in_zone(local_start, zone)
    if starts_at <= now:
        raise StartPast(starts_at=starts_at)
    if starts_at > now + MAX_AHEAD:
        raise ActivityInvalid(field="local_start", limit=MAX_AHEAD.days)
    rule = recurrence.checked_rule(facts.rrule, local_start, zone) if facts.rrule else None
    return replace(facts, **texts, interests=about, local_start=local_start, rrule=rule)


def _check_range(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ActivityInvalid(field=field, limit=most)


async def create(
    tx: Transaction, scope: StaffScope, facts: ActivityFacts, by_member: int, now: datetime
) -> Series:
    """Keep an activity as a draft, which members do not see. Raises as `checked`."""
    facts = checked(facts, now)
    await _require_both(tx, scope, facts)
    return await write(tx, facts, now, created_by=by_member)


async def change_draft(
    tx: Transaction, scope: StaffScope, series_id: int, facts: ActivityFacts, now: datetime
) -> Series:
    """Say it anew before it is published. Raises `NotDraft`, `SeriesUnknown`, as `checked`."""
    await _own_draft(tx, scope, series_id)
    facts = checked(facts, now)
    await _require_both(tx, scope, facts)
    await tx.execute(
        update(tables.series).where(tables.series.c.id == series_id).values(**stored(facts))
    )
    return await series(tx, series_id)


async def discard(tx: Transaction, scope: StaffScope, series_id: int) -> None:
    """Throw a draft away. Raises `NotDraft`, `SeriesUnknown`."""
    await _own_draft(tx, scope, series_id)
    await tx.execute(delete(tables.series).where(tables.series.c.id == series_id))


async def publish(
    tx: Transaction, scope: StaffScope, series_id: int, now: datetime
) -> list[Occurrence]:
    """Show a draft to members; returns its occurrences. The same again changes nothing.

    Raises `SeriesUnknown` and, for a draft that was left too long, `StartPast`.
    """
    found = await _locked(tx, scope, series_id)
    if found.status == "draft":
        checked(found.facts, now)
        await _require_both(tx, scope, found.facts)
        await _set(tx, series_id, status="published")
        await write_ahead(tx, found, now)
    return await occurrences_of(tx, series_id)


async def repeat(
    tx: Transaction, scope: StaffScope, series_id: int, rrule: str, now: datetime
) -> list[Occurrence]:
    """Let a published activity repeat from its date on; returns all its occurrences.

    Raises `AlreadyRepeats`, `RecurrenceInvalid`, `SeriesUnknown`.
    """
    found = await _locked(tx, scope, series_id)
    if found.rrule is not None:
        raise AlreadyRepeats(number=series_id)
    rule = recurrence.checked_rule(rrule, found.local_start, ZoneInfo(found.zone))
    await _set(tx, series_id, rrule=rule)
    if found.status == "published":
        await write_ahead(tx, replace(found, rrule=rule), now)
    return await occurrences_of(tx, series_id)


async def extend(tx: Transaction, now: datetime) -> int:
    """Write the occurrences that have come into the horizon; says how many. Periodic."""
    table = tables.series
    query = _SERIES.where(table.c.status == "published", table.c.rrule.is_not(None))
    written = 0
    for row in await tx.rows(query):
        if await missing(tx, _series(row), now):
            # Read again under the lock: its rule may just have been cut.
            await tx.begin()
            locked = await tx.row(query.where(table.c.id == row.id).with_for_update())
            written += await write_ahead(tx, _series(locked), now) if locked is not None else 0
    return written


async def duplicate(
    tx: Transaction,
    scope: StaffScope,
    series_id: int,
    local_start: datetime | None,
    by_member: int,
    now: datetime,
) -> Series:
    """A draft like an older activity, once; without a start on the next same weekday and time.

    Raises `SeriesUnknown`, `StartPast`.
    """
    found = await series(tx, series_id)
    scope.require(found.center_id)
    if local_start is None:
        local_start = found.local_start
        today = now.astimezone(ZoneInfo(found.zone)).replace(tzinfo=None)
        weeks = max(0, (today - local_start) // timedelta(weeks=1)) + 1
        local_start += timedelta(weeks=weeks)
    facts = replace(found.facts, local_start=local_start, rrule=None)
    return await create(tx, scope, facts, by_member, now)


async def series(tx: Transaction, series_id: int) -> Series:
    """Raises `SeriesUnknown`."""
    row = await tx.row(_SERIES.where(tables.series.c.id == series_id))
    if row is None:
        raise SeriesUnknown(number=series_id)
    return _series(row)


async def recent(tx: Transaction, scope: StaffScope, limit: int = 10) -> list[Series]:
    """What was published within the staff member's scope, the newest first."""
    table = tables.series
    query = _SERIES.where(table.c.status != "draft").order_by(table.c.id.desc()).limit(limit)
    if not scope.district:
        query = query.where(table.c.center_id.in_(scope.centers))
    return [_series(row) for row in await tx.rows(query)]


async def drafts(tx: Transaction, scope: StaffScope, by_member: int) -> list[Series]:
    """The drafts that a staff member left, the newest first."""
    table = tables.series
    query = _SERIES.where(table.c.status == "draft", table.c.created_by == by_member)
    found = [_series(row) for row in await tx.rows(query.order_by(table.c.id.desc()))]
    return [draft for draft in found if scope.serves(draft.center_id)]


async def look(
    tx: Transaction, facts: ActivityFacts, now: datetime, *, besides_series: int | None = None
) -> tuple[Concern, ...]:
    """What to see before publishing: rooms that are taken, holidays, within the horizon."""
    slots = [
        Slot(facts.center_id, facts.venue, start, start + timedelta(minutes=facts.minutes))
        for start in starts_ahead(facts, now)
    ]
    besides: Iterable[Occurrence] = ()
    if besides_series is not None:
        besides = await occurrences_of(tx, besides_series)
    return await concerns(tx, slots, ZoneInfo(facts.zone), besides={one.id for one in besides})


async def occurrences_of(tx: Transaction, series_id: int) -> list[Occurrence]:
    """Every occurrence that was written, past and cancelled ones too, by original start."""
    table = tables.occurrence
    query = occurrences().where(table.c.series_id == series_id).order_by(table.c.original_start)
    return [occurrence_of(row) for row in await tx.rows(query)]


async def _require_both(tx: Transaction, scope: StaffScope, facts: ActivityFacts) -> None:
    """Raises `NotStaff`; a club of the whole district is open to all staff."""
    scope.require(facts.center_id)
    if facts.club_id is not None:
        (key,) = tables.series.c.club_id.foreign_keys
        club = key.column.table.c
        center_id = await tx.value(select(club.center_id).where(club.id == facts.club_id))
        if center_id is not None:
            scope.require(center_id)


def starts_ahead(facts: ActivityFacts, now: datetime) -> list[datetime]:
    """The starts to be written now: those to come within the horizon, or the only one."""
    until = now + (HORIZON if facts.rrule else MAX_AHEAD)
    zone = ZoneInfo(facts.zone)
    ahead = recurrence.starts(facts.rrule, facts.local_start, zone, after=now, until=until)
    if not ahead and facts.rrule:  # begins beyond the horizon: the first one shows it
        first = recurrence.in_zone(facts.local_start, zone)
        ahead = [first] if first > now else []
    return ahead


async def write(
    tx: Transaction,
    facts: ActivityFacts,
    now: datetime,
    *,
    created_by: int | None,
    status: str = "draft",
    source: str = "chat",
    source_uid: str | None = None,
) -> Series:
    """Insert checked facts."""
    result = await tx.execute(
        insert(tables.series).values(
            **stored(facts),
            status=status,
            source=source,
            source_uid=source_uid,
            created_by=created_by,
            created_at=now,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return await series(tx, int(key[0]))


async def write_ahead(tx: Transaction, found: Series, now: datetime) -> int:
    """Write the occurrences that are not there yet; says how many."""
    values = [
        {"series_id": found.id, "original_start": start, **occurrence_values(found, start)}
        for start in await missing(tx, found, now)
    ]
    if not values:
        return 0
    statement = upsert(tx, tables.occurrence).values(values)
    return (await tx.execute(statement.on_conflict_do_nothing())).rowcount


async def missing(tx: Transaction, found: Series, now: datetime) -> list[datetime]:
    """The starts within the horizon of which no occurrence is written yet."""
    table = tables.occurrence.c
    query = select(table.original_start).where(table.series_id == found.id)
    known = {row.original_start for row in await tx.rows(query)}
    return [start for start in starts_ahead(found, now) if start not in known]


def occurrence_values(facts: ActivityFacts, start: datetime) -> dict[str, Any]:
    """A fresh occurrence that begins at `start`, but for what it belongs to."""
    return {
        "token": secrets.token_urlsafe(9),
        "check_in_secret": secrets.token_urlsafe(16),
        "starts_at": start,
        "ends_at": start + timedelta(minutes=facts.minutes),
        "cancel_until": start - timedelta(minutes=facts.cancel_minutes),
        "title": facts.title,
        "description": facts.description,
        "center_id": facts.center_id,
        "venue": facts.venue,
        "capacity": facts.capacity,
        "seats_left": facts.capacity,
        "guests_allowed": facts.guests_allowed,
        "photo_file_id": facts.photo_file_id,
    }


def stored(facts: ActivityFacts) -> dict[str, Any]:
    """The columns of `facts`."""
    values = {name: getattr(facts, name) for name in _FACTS}
    values["local_start"] = facts.local_start.isoformat(timespec="seconds")
    values["interests"] = list(facts.interests)
    return values


async def _locked(tx: Transaction, scope: StaffScope, series_id: int) -> Series:
    """Locked, so that two who publish write one set of occurrences."""
    await tx.begin()
    row = await tx.row(_SERIES.where(tables.series.c.id == series_id).with_for_update())
    if row is None:
        raise SeriesUnknown(number=series_id)
    scope.require(row.center_id)
    return _series(row)


async def _own_draft(tx: Transaction, scope: StaffScope, series_id: int) -> None:
    if (await _locked(tx, scope, series_id)).status != "draft":
        raise NotDraft(number=series_id)


async def _set(tx: Transaction, series_id: int, **values: Any) -> None:
    await tx.execute(update(tables.series).where(tables.series.c.id == series_id).values(**values))


_NAMES = tuple(field.name for field in fields(Series))
_SERIES: Any = select(*(tables.series.c[name] for name in _NAMES))


def _series(row: AnyRow) -> Series:
    values = dict(row._mapping)
    values["local_start"] = datetime.fromisoformat(row.local_start)
    values["interests"] = tuple(row.interests or ())
    return Series(**values)
