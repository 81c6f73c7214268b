"""One row of a file: published as an activity, or what is published follows what it says now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from community.activities import changes, recurrence, series, tables
from community.activities.changes import Edit, Which
from community.activities.files.differences import check_new, core_of, edit_of, override_of
from community.activities.files.file import ActivityRow, Override
from community.activities.files.undo import facts_now
from community.activities.occurrences import Occurrence
from community.activities.rule_dates import Effort
from community.activities.series import ActivityFacts, Series
from community.errors import CommunityError
from community.staff.roles import StaffScope
from community.storage.database import Transaction
from community.storage.upsert import upsert
from community.tables.reports import Change

MAX_UID = 255
_CALENDAR = "calendar:"


class RuleChanged(CommunityError):
    """It repeats in another way than what is published."""


class RuleTooCostly(CommunityError):
    """The rules of this file take too long to be worked out; this row comes after the limit."""


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
    calendar: str | None = None
    """The key of the calendar that is followed: its UIDs are its own. None for a file that
    was sent."""
    cancel_reason: str = "–"
    """Told to members when the file takes a date back; files give no reasons."""


@dataclass(frozen=True, slots=True)
class Taking:
    """How the rows of a file are taken, one after the other.

    With `dry` nothing is written and nothing locked: what would be done is worked out from
    what is there.
    """

    tx: Transaction
    scope: StaffScope
    defaults: Defaults
    by_member: int | None
    now: datetime
    effort: Effort
    dry: bool = False

    async def take(self, row: ActivityRow) -> tuple[str, Change | None]:
        """What became of a row, by the names of `Report`, and what is different now.

        Raises `RuleChanged`, `RuleTooCostly`, `AlreadyPast`, `NotStaff`, and as
        `series.checked` and `changes.apply` do.
        """
        found = await self._found(row)
        if found is not None:
            self.scope.require(found.center_id)
            what, after = await self._follow(found, row)
            if what == "unchanged":
                return what, None
            return what, await self._change(row, found.facts, after, after.id)
        if row.cancelled:
            return "unchanged", None
        facts = self._facts(row)
        starts = self._starts(facts)
        if not starts:
            raise AlreadyPast()
        facts = series.checked(self._from(facts, starts[0]), self.now)
        self.scope.require(facts.center_id)
        number = None
        if not self.dry:
            made = await series.write(
                self.tx,
                facts,
                self.now,
                created_by=self.by_member,
                status="published",
                source=self.defaults.source,
                source_uid=self._uid(row.uid),
            )
            await series.write_ahead(self.tx, made, self.now)
            number = made.id
        await self._exceptions(facts, number, row)
        return "added", await self._change(row, None, facts, number)

    async def _change(
        self,
        row: ActivityRow,
        before: ActivityFacts | None,
        after: ActivityFacts,
        series_id: int | None,
    ) -> Change:
        was = series.stored(before) if before else None
        if series_id is None or self.dry:
            now = {**series.stored(after), "revisions": 0}
        else:
            now = dict(await facts_now(self.tx, series_id))
        return Change(row.row_number, str(series_id or ""), row.title, was, now)

    async def _found(self, row: ActivityRow) -> Series | None:
        """What is published with the UID of the row, by the same source."""
        table = tables.series.c
        query = select(table.id).where(table.source_uid == self._uid(row.uid))
        number = await self.tx.value(query if self.dry else query.with_for_update())
        if number is None and self.defaults.calendar is not None:
            number = await self._adopted(row)
        return None if number is None else await series.series(self.tx, number)

    async def _adopted(self, row: ActivityRow) -> int | None:
        """What this calendar published before UIDs were kept by their source; from now on it
        is the calendar's. Nobody created it, and it is at the calendar's center."""
        table = tables.series
        query = select(table.c.id).where(
            table.c.source_uid == _plain_uid(row.uid),
            table.c.source == "ics",
            table.c.created_by.is_(None),
            table.c.center_id == self.defaults.center_id,
        )
        number = await self.tx.value(query)
        if number is not None and not self.dry:
            values = {"source_uid": self._uid(row.uid)}
            await self.tx.execute(update(table).where(table.c.id == number).values(**values))
        return None if number is None else int(number)

    def _uid(self, uid: str) -> str:
        """The UID as it is kept: what a calendar says of its events is said of no others."""
        if self.defaults.calendar is None:
            return _plain_uid(uid)
        prefix = f"{_CALENDAR}{self.defaults.calendar}:"
        return prefix + (uid if len(prefix + uid) <= MAX_UID else _digest(uid))

    def _facts(self, row: ActivityRow) -> ActivityFacts:
        zone, defaults = ZoneInfo(row.zone), self.defaults
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

    def _starts(self, facts: ActivityFacts) -> list[datetime]:
        """Those to come, as far as the calendar of series reaches."""
        starts = self._between(facts, self.now, self.now + series.MAX_AHEAD)
        return [start for start in starts if start > self.now]

    def _between(self, facts: ActivityFacts, after: datetime, until: datetime) -> list[datetime]:
        zone = ZoneInfo(facts.zone)
        found = recurrence.starts(
            facts.rrule, facts.local_start, zone, after=after, until=until, effort=self.effort
        )
        if facts.rrule is not None and self.effort.left < 0:
            raise RuleTooCostly()
        return found

    def _from(self, facts: ActivityFacts, start: datetime) -> ActivityFacts:
        """The same from a later date on."""
        local = _wall(start, facts.zone)
        if facts.rrule is None or local == facts.local_start:
            return facts
        return replace(facts, local_start=local, rrule=self._continued(facts, local))

    def _continued(self, facts: ActivityFacts, local: datetime) -> str:
        assert facts.rrule is not None
        return recurrence.continued_from(facts.rrule, facts.local_start, local, self.effort)

    async def _follow(self, found: Series, row: ActivityRow) -> tuple[str, Series]:
        """Change what is published to what the file says now; returns the series as it is then."""
        coming = await self._coming(found.id)
        if row.cancelled:
            if not coming:
                return "unchanged", found
            await self._cancel(coming[0].id, Which.ALL)
            return "cancelled", found
        facts = self._facts(row)
        starts = self._starts(facts)
        changed = False
        if coming:
            edit = edit_of(found, coming[0], row, starts)
            if edit != Edit():
                found, changed = await self._edited(found, coming[0].id, edit, row), True
        edited = changed
        followed, found = await self._follow_rule(found, facts, starts, edited=edited)
        number = None if self.dry and edited else found.id
        changed |= followed | await self._exceptions(found, number, row)
        return ("updated" if changed else "unchanged"), found

    async def _edited(
        self, found: Series, occurrence_id: int, edit: Edit, row: ActivityRow
    ) -> Series:
        """The series after a change of all that comes: it may have been cut in two."""
        args = (self.tx, self.scope, occurrence_id, Which.ALL, edit, self.now)
        if self.dry:
            return (await changes.preview(*args)).series or found
        await changes.apply(*args)
        return await self._found(row) or found

    async def _follow_rule(
        self, found: Series, facts: ActivityFacts, starts: Sequence[datetime], *, edited: bool
    ) -> tuple[bool, Series]:
        """Let the series end when the file's rule ends; returns it as it is then.

        Raises `RuleChanged`.
        """
        if found.rrule is None and facts.rrule is None:
            return False, found
        if (
            found.rrule is None
            or facts.rrule is None
            or core_of(found.rrule) != core_of(facts.rrule)
        ):
            raise RuleChanged(rule=facts.rrule or "")
        rule = self._continued(facts, found.local_start)
        longer = replace(found, rrule=rule)
        if rule == found.rrule or (self.dry and edited):
            return False, longer
        kept = set(starts)
        dropped = [
            one
            for one in await self._coming(found.id)
            if one.original_start not in kept and not one.detached
        ]
        if self.dry:
            return bool(dropped or await series.missing(self.tx, longer, self.now)), longer
        table = tables.series
        await self.tx.execute(update(table).where(table.c.id == found.id).values(rrule=rule))
        for one in dropped:
            await self._cancel(one.id, Which.THIS)
        written = await series.write_ahead(self.tx, longer, self.now)
        return bool(dropped or written), longer

    async def _exceptions(
        self, facts: ActivityFacts, series_id: int | None, row: ActivityRow
    ) -> bool:
        """Dates of the rule that the file leaves out or has otherwise; without a `series_id`
        none of them is written yet."""
        zone = ZoneInfo(facts.zone)
        skipped = dict.fromkeys(recurrence.in_zone(local, zone) for local in row.skipped)
        others = {recurrence.in_zone(one.original_start, zone): one for one in row.overrides}
        dates = self._dates(facts, [*skipped, *others])
        if not dates:
            return False
        known: dict[datetime, Occurrence] = {}
        if series_id is not None:
            every = await series.occurrences_of(self.tx, series_id)
            known = {one.original_start: one for one in every}
        changed = await self._skip(facts, series_id, known, [at for at in skipped if at in dates])
        for moment, override in others.items():
            if moment in dates and moment not in skipped:
                changed |= await self._change_date(facts, series_id, known, moment, override)
        return changed

    def _dates(self, facts: ActivityFacts, wanted: Iterable[datetime]) -> set[datetime]:
        """Which of these moments are dates to come of the rule."""
        until = self.now + series.MAX_AHEAD
        near = {moment for moment in wanted if self.now < moment <= until}
        return near & set(self._between(facts, min(near), max(near))) if near else near

    async def _skip(
        self,
        facts: ActivityFacts,
        series_id: int | None,
        known: Mapping[datetime, Occurrence],
        moments: Iterable[datetime],
    ) -> bool:
        """Call dates off. Those that are not written yet are written so: nobody has them."""
        moments = list(moments)
        fresh = [moment for moment in moments if moment not in known]
        if fresh and series_id is not None and not self.dry:
            off = {"status": "cancelled", "cancel_reason": self.defaults.cancel_reason}
            await self._write(facts, series_id, fresh, off)
        running = [
            known[one] for one in moments if one in known and not known[one].closed(self.now)
        ]
        for one in running:
            await self._cancel(one.id, Which.THIS)
        return bool(fresh or running)

    async def _change_date(
        self,
        facts: ActivityFacts,
        series_id: int | None,
        known: Mapping[datetime, Occurrence],
        moment: datetime,
        override: Override,
    ) -> bool:
        one = known.get(moment)
        if one is None and series_id is not None and not self.dry:
            await self._write(facts, series_id, [moment], {})
            every = await series.occurrences_of(self.tx, series_id)
            one = next(found for found in every if found.original_start == moment)
        if one is not None and one.closed(self.now):
            return False
        if override.cancelled:
            if one is not None:
                await self._cancel(one.id, Which.THIS)
            return True
        edit = override_of(one or facts, _wall(moment, facts.zone), override)
        if edit == Edit():
            return False
        if one is None:
            check_new(edit, facts, self.now)
        else:
            change = changes.preview if self.dry else changes.apply
            await change(self.tx, self.scope, one.id, Which.THIS, edit, self.now)
        return True

    async def _write(
        self,
        facts: ActivityFacts,
        series_id: int,
        moments: Iterable[datetime],
        more: Mapping[str, Any],
    ) -> None:
        values = [
            {
                "series_id": series_id,
                "original_start": moment,
                **series.occurrence_values(facts, moment),
                **more,
            }
            for moment in moments
        ]
        statement = upsert(self.tx, tables.occurrence).values(values)
        await self.tx.execute(statement.on_conflict_do_nothing())

    async def _cancel(self, occurrence_id: int, which: Which) -> None:
        if self.dry:
            await changes.preview_cancel(self.tx, self.scope, occurrence_id, which, self.now)
            return
        reason = self.defaults.cancel_reason
        await changes.cancel(self.tx, self.scope, occurrence_id, which, reason, self.now)

    async def _coming(self, series_id: int) -> Sequence[Occurrence]:
        """Undetached ones first."""
        every = await series.occurrences_of(self.tx, series_id)
        coming = [one for one in every if not one.closed(self.now)]
        return sorted(coming, key=lambda one: (one.detached, one.original_start))


def _plain_uid(uid: str) -> str:
    """The UID of a row of a file that was sent; it is never one that a calendar has."""
    return uid if len(uid) <= MAX_UID and not uid.startswith(_CALENDAR) else _digest(uid)


def _digest(uid: str) -> str:
    return f"sha256:{hashlib.sha256(uid.encode()).hexdigest()}"


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
