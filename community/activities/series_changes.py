"""A series whose later part becomes different, or ends: its rule is cut in two."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from community.activities import recurrence, tables
from community.activities.occurrences import Occurrence
from community.activities.series import Series, stored, write, write_ahead
from community.storage.database import Transaction


async def follow(
    tx: Transaction,
    old: Series,
    every: Collection[Occurrence],
    first: Occurrence | None,
    facts: Series,
    shift: timedelta,
    now: datetime,
) -> None:
    """Let the series be as `facts` from the date `first` on, `shift` later on the clock.

    Dates before it stay with the old series; those from it on go to a new one unless there
    are none before. Without `first` the series stays.
    """
    if first is None:
        return
    zone = ZoneInfo(old.zone)
    before = [one for one in every if one.original_start < first.original_start]
    coming = [one for one in every if one.original_start >= first.original_start]
    facts = later(old, first, facts, shift)
    if before and old.rrule is not None:
        # What comes is what a file speaks of: it keeps the UID.
        ended = recurrence.ended_before(old.rrule, _wall(first.original_start, zone))
        await _set(tx, old.id, rrule=ended, source_uid=None)
        new = await write(
            tx,
            facts.facts,
            now,
            created_by=old.created_by,
            status=old.status,
            source=old.source,
            source_uid=old.source_uid,
        )
    else:
        await _set(tx, old.id, **stored(facts.facts))
        new = replace(facts, id=old.id)
    await _hand_over(tx, coming, new.id, shift, zone)
    if new.rrule is not None:
        await write_ahead(tx, new, now)


def later(old: Series, first: Occurrence, facts: Series, shift: timedelta) -> Series:
    """The series as `facts` from the date `first` on, `shift` later on the clock.

    Raises `RecurrenceInvalid` where its dates cannot be shifted.
    """
    local = _wall(first.original_start, ZoneInfo(old.zone))
    rule = old.rrule
    if rule is not None:
        rule = recurrence.continued_from(rule, old.local_start, local)
        days = ((local + shift).date() - local.date()).days
        rule = recurrence.moved_by(rule, days, shift)
    return replace(facts, local_start=local + shift, rrule=rule)


async def end(
    tx: Transaction, old: Series, every: Collection[Occurrence], first: Occurrence | None
) -> None:
    """Let nothing come of the series from the date `first` on."""
    if first is None:
        return
    if old.rrule is not None and any(one.original_start < first.original_start for one in every):
        local = _wall(first.original_start, ZoneInfo(old.zone))
        await _set(tx, old.id, rrule=recurrence.ended_before(old.rrule, local))
    else:
        await _set(tx, old.id, status="ended")


async def _hand_over(
    tx: Transaction, later: Collection[Occurrence], series_id: int, shift: timedelta, zone: ZoneInfo
) -> None:
    """Give dates to a series, with the original starts that its rule has. In an order in
    which none takes the place of one that is still there."""
    table = tables.occurrence
    ordered = sorted(later, key=lambda one: one.original_start, reverse=shift > timedelta())
    for one in ordered:
        original = recurrence.in_zone(_wall(one.original_start, zone) + shift, zone)
        await tx.execute(
            update(table)
            .where(table.c.id == one.id)
            .values(series_id=series_id, original_start=original)
        )


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


async def _set(tx: Transaction, series_id: int, **values: Any) -> None:
    await tx.execute(update(tables.series).where(tables.series.c.id == series_id).values(**values))
