"""Activities of a file into the database: new ones published, known ones followed.

The UID tells which activity is which, so the same file again changes nothing. What the file
does not say stays; what is not in the file stays. Members are told of what changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from community.activities import changes, recurrence, series, tables
from community.activities.changes import Edit, Which
from community.activities.file import ActivityFile, ActivityRow, Override
from community.activities.occurrences import Occurrence
from community.activities.rows import ACTIVITIES
from community.activities.series import ActivityFacts, Series
from community.activities.undo import facts_now
from community.errors import CommunityError
from community.staff.roles import StaffScope
from community.storage.database import Transaction
from community.storage.upsert import upsert
from community.tables import batches
from community.tables.batches import Source
from community.tables.reports import Change, Report
from community.tables.rows import RowProblem

MAX_UID = 255


class RuleChanged(CommunityError):
    """It repeats in another way than what is published."""


class AlreadyPast(CommunityError):
    """None of its dates is to come."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where a file does not say."""

    kind: str
    center_id: int
    capacity: int
    minutes: int = 60
    cancel_minutes: int = 180
    source: str = "file"
    """`ics` or `file`."""
    cancel_reason: str = "–"
    """Told to members when the file takes a date back; files give no reasons."""


async def import_activities(
    tx: Transaction,
    scope: StaffScope,
    file: ActivityFile,
    defaults: Defaults,
    by_member: int | None,
    now: datetime,
    *,
    source: Source | None = None,
    dry_run: bool = False,
) -> Report:
    """Take every row that can be taken; with a `source` what is new can be undone.

    Problems of taking have the code of a `CommunityError`; that all is over is a warning.
    Raises `NotStaff` where the defaults are out of scope; rows out of scope are problems.
    """
    scope.require(defaults.center_id)
    connection = await tx.begin()
    whole = await connection.begin_nested()
    done: dict[str, list[Any]] = {"added": [], "updated": [], "cancelled": [], "unchanged": []}
    problems = list(file.problems)
    for row in file.rows:
        try:
            async with connection.begin_nested():
                what, change = await _take(tx, scope, row, defaults, by_member, now)
            done[what].append(change or row.row_number)
        except CommunityError as error:
            past = isinstance(error, AlreadyPast | series.StartPast)
            values = {key: _plain(value) for key, value in error.values.items()}
            problems.append(
                RowProblem(row.row_number, "", row.title, error.code, values, warning=past)
            )
    problems.sort(key=lambda problem: problem.row_number)
    batch = None
    if source is not None and not dry_run:
        batch = await batches.remember(tx, ACTIVITIES.about, done["added"], source, now)
    await (whole.rollback() if dry_run else whole.commit())
    results = {name: tuple(rows) for name, rows in done.items()}
    return Report(
        ACTIVITIES.about,
        **results,
        problems=tuple(problems),
        unknown_columns=file.unknown_columns,
        other_sheets=file.other_sheets,
        batch=batch,
    )


def _plain(value: object) -> str | int | float:
    return value if isinstance(value, str | int | float) else str(value)


async def _take(
    tx: Transaction,
    scope: StaffScope,
    row: ActivityRow,
    defaults: Defaults,
    by_member: int | None,
    now: datetime,
) -> tuple[str, Change | None]:
    """What became of a row, by the names of `Report`."""
    uid = row.uid
    if len(uid) > MAX_UID:
        uid = f"sha256:{hashlib.sha256(uid.encode()).hexdigest()}"
    number = await tx.value(
        select(tables.series.c.id).where(tables.series.c.source_uid == uid).with_for_update()
    )
    if number is not None:
        found = await series.series(tx, number)
        scope.require(found.center_id)
        what = await _follow(tx, scope, found, row, defaults, now)
        if what == "unchanged":
            return what, None
        return what, await _change(tx, row, number, found.facts)
    if row.cancelled:
        return "unchanged", None
    facts = _facts(row, defaults)
    starts = _starts(facts, now)
    if not starts:
        raise AlreadyPast()
    facts = series.checked(_from(facts, starts[0]), now)
    scope.require(facts.center_id)
    made = await series.write(
        tx,
        facts,
        now,
        created_by=by_member,
        status="published",
        source=defaults.source,
        source_uid=uid,
    )
    await series.write_ahead(tx, made, now)
    await _exceptions(tx, scope, made, row, defaults, now)
    return "added", await _change(tx, row, made.id, None)


async def _change(
    tx: Transaction, row: ActivityRow, series_id: int, before: ActivityFacts | None
) -> Change:
    was = series.stored(before) if before else None
    after = await facts_now(tx, series_id)
    return Change(row.row_number, str(series_id), row.title, was, after)


def _facts(row: ActivityRow, defaults: Defaults) -> ActivityFacts:
    zone = ZoneInfo(row.zone)
    rule = recurrence.checked_rule(row.rrule, row.local_start, zone) if row.rrule else None
    return ActivityFacts(
        kind=row.kind or defaults.kind,
        title=row.title,
        center_id=row.center_id or defaults.center_id,
        local_start=row.local_start,
        minutes=row.minutes or defaults.minutes,
        capacity=row.capacity or defaults.capacity,
        zone=row.zone,
        description=row.description,
        venue=row.venue,
        interests=row.interests,
        rrule=rule,
        cancel_minutes=defaults.cancel_minutes,
    )


def _starts(facts: ActivityFacts, now: datetime) -> list[datetime]:
    """Those to come, as far as the calendar of series reaches."""
    zone, until = ZoneInfo(facts.zone), now + series.MAX_AHEAD
    starts = recurrence.starts(facts.rrule, facts.local_start, zone, after=now, until=until)
    return [start for start in starts if start > now]


def _from(facts: ActivityFacts, start: datetime) -> ActivityFacts:
    """The same from a later date on."""
    local = _wall(start, facts.zone)
    if facts.rrule is None or local == facts.local_start:
        return facts
    rule = recurrence.continued_from(facts.rrule, facts.local_start, local)
    return replace(facts, local_start=local, rrule=rule)


async def _follow(
    tx: Transaction,
    scope: StaffScope,
    found: Series,
    row: ActivityRow,
    defaults: Defaults,
    now: datetime,
) -> str:
    """Change what is published to what the file says now."""
    coming = await _coming(tx, found.id, now)
    if row.cancelled:
        if not coming:
            return "unchanged"
        await changes.cancel(tx, scope, coming[0].id, Which.ALL, defaults.cancel_reason, now)
        return "cancelled"
    facts = _facts(row, defaults)
    changed = False
    if coming:
        edit = _edit(found, coming[0], row, facts, now)
        if edit != Edit():
            await changes.apply(tx, scope, coming[0].id, Which.ALL, edit, now)
            changed = True
    changed |= await _follow_rule(tx, scope, found.id, facts, defaults, now)
    current = await series.series(tx, found.id)
    changed |= await _exceptions(tx, scope, current, row, defaults, now)
    return "updated" if changed else "unchanged"


def _edit(
    found: Series, first: Occurrence, row: ActivityRow, facts: ActivityFacts, now: datetime
) -> Edit:
    values: dict[str, Any] = {}
    for name in ("title", "description", "venue", "center_id", "minutes", "capacity"):
        said = getattr(row, name)
        if said is not None and said != getattr(found, name):
            values[name] = said
    starts = _starts(facts, now)
    if starts and first.original_start not in starts and not first.detached:
        values["local_start"] = _wall(starts[0], found.zone)
    return Edit(**values)


async def _follow_rule(
    tx: Transaction,
    scope: StaffScope,
    series_id: int,
    facts: ActivityFacts,
    defaults: Defaults,
    now: datetime,
) -> bool:
    """Let the series end when the file's rule ends. Raises `RuleChanged`."""
    found = await series.series(tx, series_id)
    if found.rrule is None and facts.rrule is None:
        return False
    if found.rrule is None or facts.rrule is None or _core(found.rrule) != _core(facts.rrule):
        raise RuleChanged(rule=facts.rrule or "")
    rule = recurrence.continued_from(facts.rrule, facts.local_start, found.local_start)
    if rule == found.rrule:
        return False
    table = tables.series
    await tx.execute(update(table).where(table.c.id == series_id).values(rrule=rule))
    starts = set(_starts(facts, now))
    dropped = [
        one
        for one in await _coming(tx, series_id, now)
        if one.original_start not in starts and not one.detached
    ]
    for one in dropped:
        await changes.cancel(tx, scope, one.id, Which.THIS, defaults.cancel_reason, now)
    written = await series.write_ahead(tx, replace(found, rrule=rule), now)
    return bool(dropped or written)


def _core(rule: str) -> frozenset[str]:
    """How it repeats, but for when it ends."""
    ends = ("COUNT=", "UNTIL=", "WKST=")
    return frozenset(part for part in rule.split(";") if not part.startswith(ends))


async def _exceptions(
    tx: Transaction,
    scope: StaffScope,
    found: Series,
    row: ActivityRow,
    defaults: Defaults,
    now: datetime,
) -> bool:
    """Dates of the rule that the file leaves out or has otherwise."""
    changed = False
    for local in row.skipped:
        one = await _date(tx, found, local, now)
        if one is not None and not one.closed(now):
            await changes.cancel(tx, scope, one.id, Which.THIS, defaults.cancel_reason, now)
            changed = True
    for override in row.overrides:
        one = await _date(tx, found, override.original_start, now)
        if one is None or one.closed(now):
            continue
        edit = _override(one, override)
        if override.cancelled:
            await changes.cancel(tx, scope, one.id, Which.THIS, defaults.cancel_reason, now)
        elif edit != Edit():
            await changes.apply(tx, scope, one.id, Which.THIS, edit, now)
        changed |= override.cancelled or edit != Edit()
    return changed


def _override(one: Occurrence, override: Override) -> Edit:
    local = _wall(one.starts_at, one.zone)
    minutes = int((one.ends_at - one.starts_at) / timedelta(minutes=1))
    return Edit(
        title=override.title if override.title != one.title else None,
        local_start=override.local_start if override.local_start != local else None,
        minutes=override.minutes if override.minutes not in (None, minutes) else None,
        venue=override.venue if override.venue not in (None, one.venue) else None,
    )


async def _date(
    tx: Transaction, found: Series, local: datetime, now: datetime
) -> Occurrence | None:
    """One date of the series, written if it is beyond the horizon; None if it is none."""
    zone = ZoneInfo(found.zone)
    moment = recurrence.in_zone(local, zone)
    if moment <= now or moment > now + series.MAX_AHEAD:
        return None
    if not recurrence.starts(found.rrule, found.local_start, zone, after=moment, until=moment):
        return None
    values = series.occurrence_values(found, moment)
    statement = upsert(tx, tables.occurrence).values(
        series_id=found.id, original_start=moment, **values
    )
    await tx.execute(statement.on_conflict_do_nothing())
    every = await series.occurrences_of(tx, found.id)
    return next(one for one in every if one.original_start == moment)


async def _coming(tx: Transaction, series_id: int, now: datetime) -> Sequence[Occurrence]:
    """Undetached ones first."""
    every = [one for one in await series.occurrences_of(tx, series_id) if not one.closed(now)]
    return sorted(every, key=lambda one: (one.detached, one.original_start))


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
