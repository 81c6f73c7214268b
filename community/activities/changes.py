"""Changes to what is published: one date, this and all that follow, or all that come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from community.activities import seats, series_changes, tables
from community.activities.concerns import Concern, Slot, concerns
from community.activities.facts import (
    AboutToChange,
    Cancelled,
    Changed,
    MessageWritten,
    Moved,
    Step,
)
from community.activities.occurrences import Occurrence, occurrence
from community.activities.recurrence import in_zone
from community.activities.seats import CapacityTooSmall, RegistrationClosed
from community.activities.series import (
    LIMITS,
    MAX_CAPACITY,
    MAX_MINUTES,
    ActivityInvalid,
    Series,
    StartPast,
    occurrences_of,
    series,
)
from community.errors import CommunityError
from community.facts import tell
from community.staff.roles import StaffScope
from community.storage.database import Transaction

MAX_REASON = 200
MAX_MESSAGE = 500


class ReasonMissing(CommunityError):
    """Members are told why: 1 to `limit` characters."""


class MessageInvalid(CommunityError):
    """A message to attendees has 1 to `limit` characters."""


class Which(StrEnum):
    """How far a change reaches. What has begun is never changed."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be different. None: as it is; "" empties description, venue and photo."""

    title: str | None = None
    description: str | None = None
    center_id: int | None = None
    venue: str | None = None
    local_start: datetime | None = None
    """Naive, of the occurrence that is chosen; others move as far."""
    minutes: int | None = None
    capacity: int | None = None
    guests_allowed: bool | None = None
    cancel_minutes: int | None = None
    photo_file_id: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does: to which occurrences, and how many members are told."""

    occurrences: tuple[int, ...]
    moved: bool
    notified: int
    concerns: tuple[Concern, ...] = ()
    series: Series | None = field(default=None, compare=False)
    """What the series would be from its first date that changes on; of a preview only."""


@dataclass(frozen=True, slots=True)
class _Plan:
    chosen: Occurrence
    series: Series
    all: tuple[Occurrence, ...]
    """Of the series, also those that the change does not reach."""
    steps: tuple[Step, ...]
    which: Which


async def preview(
    tx: Transaction, scope: StaffScope, occurrence_id: int, which: Which, edit: Edit, now: datetime
) -> Effect:
    """What `apply` would do, with what to think of; writes nothing. Raises as `apply`."""
    plan = await _plan(tx, scope, occurrence_id, which, edit, now)
    effect = await _effect(tx, plan, [step for step in plan.steps if step.moved])
    first = _reach(plan)
    if first is None:
        return effect
    facts = _facts(plan.series, edit)
    return replace(effect, series=series_changes.later(plan.series, first, facts, _shift(plan)))


async def apply(
    tx: Transaction, scope: StaffScope, occurrence_id: int, which: Which, edit: Edit, now: datetime
) -> Effect:
    """Change occurrences, and what is written from the series later.

    Everybody who has a seat, an offer or waits is told of another time or place; reminders
    are planned anew (by those who hear `Changed` and `Moved`). Raises `CapacityTooSmall`,
    `StartPast`, `ActivityInvalid`, `RegistrationClosed` (it has begun or is cancelled),
    `RecurrenceInvalid` (the dates of a month cannot be shifted), `ActivityUnknown`,
    `NotStaff`; then nothing is written.
    """
    await _lock_series(tx, occurrence_id)
    plan = await _plan(tx, scope, occurrence_id, which, edit, now)
    for step in sorted(plan.steps, key=lambda step: step.after.id):
        locked = await seats.lock(tx, step.after.id)
        taken = locked.capacity - locked.seats_left
        if step.after.capacity < taken:
            raise CapacityTooSmall(taken=taken, capacity=step.after.capacity)
    # Counted under the locks, so that what is told is what happens.
    effect = await _effect(tx, plan, [step for step in plan.steps if step.moved])
    await series_changes.follow(
        tx, plan.series, plan.all, _reach(plan), _facts(plan.series, edit), _shift(plan), now
    )
    for step in sorted(plan.steps, key=lambda step: step.after.id):
        await _write(tx, step, detached=_on_its_own(plan))
        await tell(tx, Changed(step, now))
    if effect.moved:
        await tell(tx, Moved(tuple(step for step in plan.steps if step.moved), now))
    return effect


async def preview_cancel(
    tx: Transaction, scope: StaffScope, occurrence_id: int, which: Which, now: datetime
) -> Effect:
    """What `cancel` would do; writes nothing."""
    plan = await _plan(tx, scope, occurrence_id, which, Edit(), now)
    return await _effect(tx, plan, plan.steps, look=False)


async def cancel(
    tx: Transaction,
    scope: StaffScope,
    occurrence_id: int,
    which: Which,
    reason: str,
    now: datetime,
) -> Effect:
    """Call activities off; everybody concerned is told once, with the reason.

    THIS skips one date of a series; otherwise the series ends. Raises `ReasonMissing`,
    `RegistrationClosed`, `ActivityUnknown`, `NotStaff`.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= MAX_REASON:
        raise ReasonMissing(limit=MAX_REASON)
    await _lock_series(tx, occurrence_id)
    plan = await _plan(tx, scope, occurrence_id, which, Edit(), now)
    for step in sorted(plan.steps, key=lambda step: step.after.id):
        await seats.lock(tx, step.after.id)
    effect = await _effect(tx, plan, plan.steps, look=False)
    if not _on_its_own(plan):
        await series_changes.end(tx, plan.series, plan.all, _reach(plan))
    table = tables.occurrence
    steps = [_with(step, revision=step.before.revision + 1) for step in plan.steps]
    for step in steps:
        values = {"status": "cancelled", "cancel_reason": reason, "revision": step.after.revision}
        await tx.execute(update(table).where(table.c.id == step.after.id).values(**values))
    await tell(tx, Cancelled(tuple(steps), reason, now))
    return effect


async def message_attendees(
    tx: Transaction, scope: StaffScope, occurrence_id: int, text: str, *, op_id: str, now: datetime
) -> int:
    """Write to everybody with a seat; the same `op_id` again writes to nobody.

    Returns to how many. Raises `MessageInvalid`, `ActivityUnknown`, `NotStaff`.
    """
    found = await occurrence(tx, occurrence_id)
    scope.require(found.center_id)
    text = text.strip()
    if not 0 < len(text) <= MAX_MESSAGE:
        raise MessageInvalid(limit=MAX_MESSAGE)
    return sum(await tell(tx, MessageWritten(found, text, op_id, now)))


async def count_notified(tx: Transaction, occurrence_ids: Collection[int]) -> int:
    """How many members a change of these would be told to."""
    answers = await tell(tx, AboutToChange(tuple(occurrence_ids)))
    return len({member for members in answers for member in members})


async def _lock_series(tx: Transaction, occurrence_id: int) -> None:
    """Let two who change the same series do it one after the other."""
    await tx.begin()
    number = select(tables.occurrence.c.series_id).where(tables.occurrence.c.id == occurrence_id)
    table = tables.series
    query = select(table.c.id).where(table.c.id == number.scalar_subquery())
    await tx.row(query.with_for_update())


async def _plan(
    tx: Transaction, scope: StaffScope, occurrence_id: int, which: Which, edit: Edit, now: datetime
) -> _Plan:
    chosen = await occurrence(tx, occurrence_id)
    scope.require(chosen.center_id)
    scope.require(edit.center_id or chosen.center_id)
    if chosen.closed(now):
        raise RegistrationClosed(status=chosen.status, starts_at=chosen.starts_at)
    edit = checked(edit)
    every = tuple(await occurrences_of(tx, chosen.series_id))
    reached = [one for one in every if one.id == chosen.id or _reaches(which, chosen, one, now)]
    plan = _Plan(chosen, await series(tx, chosen.series_id), every, (), which)
    steps = tuple(Step(one, _after(one, plan, edit, now)) for one in reached)
    for step in steps:
        if step.after.starts_at <= now:
            raise StartPast(starts_at=step.after.starts_at)
        if step.after.capacity < step.before.taken:
            raise CapacityTooSmall(taken=step.before.taken, capacity=step.after.capacity)
    return replace(plan, steps=steps)


def _reaches(which: Which, chosen: Occurrence, one: Occurrence, now: datetime) -> bool:
    if which is Which.THIS or one.closed(now):
        return False
    return which is Which.ALL or one.original_start >= chosen.original_start


def checked(edit: Edit) -> Edit:
    """The same. Raises `ActivityInvalid` for what fits no activity."""
    for name, limit in LIMITS.items():
        text = getattr(edit, name)
        if text is not None and (
            len(text.strip()) > limit or (name == "title" and not text.strip())
        ):
            raise ActivityInvalid(field=name, limit=limit)
    ranges = {
        "capacity": (1, MAX_CAPACITY),
        "minutes": (1, MAX_MINUTES),
        "cancel_minutes": (0, MAX_MINUTES),
    }
    for name, (least, most) in ranges.items():
        value = getattr(edit, name)
        if value is not None and not least <= value <= most:
            raise ActivityInvalid(field=name, limit=most)
    return edit


def _after(one: Occurrence, plan: _Plan, edit: Edit, now: datetime) -> Occurrence:
    """Dates that were changed on their own keep their time and place."""
    values: dict[str, Any] = {}
    for name in ("title", "description", "capacity", "guests_allowed", "photo_file_id"):
        if getattr(edit, name) is not None:
            values[name] = _emptied(getattr(edit, name))
    if one.id == plan.chosen.id or not one.detached:
        values |= _place_and_time(one, plan, edit)
    after = replace(one, **values)
    after = replace(
        after,
        cancel_until=_cancel_until(one, after, plan, edit, now),
        seats_left=after.capacity - one.taken,
    )
    shown = Step(one, after).moved or after.title != one.title
    return replace(after, revision=one.revision + 1) if shown else after


def _emptied(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    return value


def _place_and_time(one: Occurrence, plan: _Plan, edit: Edit) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if edit.center_id is not None:
        values["center_id"] = edit.center_id
    if edit.venue is not None:
        values["venue"] = _emptied(edit.venue)
    starts_at = one.starts_at
    if edit.local_start is not None:
        zone = ZoneInfo(one.zone)
        local = edit.local_start.replace(microsecond=0)
        if one.id != plan.chosen.id:
            shift = local - _wall(plan.chosen.starts_at, zone)
            if plan.chosen.detached:
                shift = local - _wall(plan.chosen.original_start, zone)
            local = _wall(one.starts_at, zone) + shift
        starts_at = in_zone(local, zone)
    duration = one.ends_at - one.starts_at
    if edit.minutes is not None:
        duration = timedelta(minutes=edit.minutes)
    return values | {"starts_at": starts_at, "ends_at": starts_at + duration}


def _cancel_until(
    one: Occurrence, after: Occurrence, plan: _Plan, edit: Edit, now: datetime
) -> datetime:
    """Who is moved may leave for at least half of the time that is left."""
    if edit.cancel_minutes is None and not Step(one, after).moved:
        return one.cancel_until
    minutes = plan.series.cancel_minutes if edit.cancel_minutes is None else edit.cancel_minutes
    until = after.starts_at - timedelta(minutes=minutes)
    if Step(one, after).moved:
        until = max(until, now + (after.starts_at - now) / 2)
    return until


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


async def _effect(
    tx: Transaction, plan: _Plan, told: Collection[Step], *, look: bool = True
) -> Effect:
    numbers = tuple(step.after.id for step in plan.steps)
    moved = [step.after for step in plan.steps if step.moved]
    slots = [Slot(one.center_id, one.venue, one.starts_at, one.ends_at) for one in moved]
    found: tuple[Concern, ...] = ()
    if look:
        found = await concerns(tx, slots, ZoneInfo(plan.series.zone), besides=numbers)
    notified = await count_notified(tx, [step.after.id for step in told])
    return Effect(numbers, bool(moved), notified, found)


def _on_its_own(plan: _Plan) -> bool:
    """Whether one date of several is changed, and the series is not."""
    return plan.which is Which.THIS and plan.series.rrule is not None


def _reach(plan: _Plan) -> Occurrence | None:
    """The first date from which the series changes; None when it does not."""
    if _on_its_own(plan):
        return None
    return min((step.before for step in plan.steps), key=lambda one: one.original_start)


def _facts(found: Series, edit: Edit) -> Series:
    """The series for what is written later, but for its time."""
    values = {
        name: _emptied(getattr(edit, name))
        for name in Edit.__dataclass_fields__
        if name != "local_start" and getattr(edit, name) is not None
    }
    return replace(found, **values)


def _shift(plan: _Plan) -> timedelta:
    """How far the wall clock of the series moves."""
    step = next(step for step in plan.steps if step.before.id == plan.chosen.id)
    zone = ZoneInfo(plan.series.zone)
    if step.before.starts_at == step.after.starts_at:
        return timedelta()
    origin = step.before.original_start if step.before.detached else step.before.starts_at
    return _wall(step.after.starts_at, zone) - _wall(origin, zone)


def _with(step: Step, **values: Any) -> Step:
    return Step(step.before, replace(step.after, **values))


async def _write(tx: Transaction, step: Step, *, detached: bool) -> None:
    """Seats are written from what is there now, under the lock."""
    table, after = tables.occurrence, step.after
    locked = await seats.lock(tx, after.id)
    if after.capacity != step.before.capacity:
        await seats.set_capacity(tx, locked, after.capacity)
    names = (
        "starts_at",
        "ends_at",
        "title",
        "description",
        "center_id",
        "venue",
        "guests_allowed",
        "cancel_until",
        "photo_file_id",
        "revision",
    )
    values: dict[str, Any] = {name: getattr(after, name) for name in names}
    if detached and step.moved:
        values["detached"] = True
    await tx.execute(update(table).where(table.c.id == after.id).values(**values))
