"""What staff should see before they go on: a room that is taken, a holiday."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from community.activities import tables
from community.activities.occurrences import occurrence_of, occurrences
from community.hours.holidays import DayKind, Festival, calendar_day
from community.storage.database import Transaction

CHINESE_ZONES = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi", "PRC")
"""Where the state calendar speaks."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time and a room that an activity is to take."""

    center_id: int
    venue: str | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class VenueClash:
    """The room is taken by another activity at an overlapping time."""

    starts_at: datetime
    title: str
    other_starts_at: datetime
    other_ends_at: datetime
    venue: str
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class HolidayOn:
    """The day is a statutory holiday, or a weekend day that is worked (调休)."""

    starts_at: datetime
    kind: DayKind
    festival: Festival | None


Concern = VenueClash | HolidayOn


async def concerns(
    tx: Transaction,
    slots: Collection[Slot],
    zone: ZoneInfo,
    *,
    besides: Collection[int] = (),
) -> tuple[Concern, ...]:
    """Clashes with published occurrences other than `besides`, then holidays, by time."""
    clashes = await _clashes(tx, slots, frozenset(besides))
    return (*clashes, *holidays((slot.starts_at for slot in slots), zone))


def holidays(moments: Iterable[datetime], zone: ZoneInfo) -> list[HolidayOn]:
    """Of these moments, those on special days; none outside China or the known years."""
    if zone.key not in CHINESE_ZONES:
        return []
    found = []
    for moment in sorted(moments):
        day = calendar_day(moment.astimezone(zone).date())
        if day.kind in (DayKind.HOLIDAY, DayKind.MAKE_UP):
            found.append(HolidayOn(moment, day.kind, day.festival))
    return found


async def _clashes(
    tx: Transaction, slots: Collection[Slot], besides: frozenset[int]
) -> list[VenueClash]:
    """Without a room nothing clashes: a center has many."""
    placed = [(slot, room) for slot in slots if (room := _room(slot.venue))]
    if not placed:
        return []
    table = tables.occurrence.c
    query = occurrences().where(
        table.status == "published",
        table.center_id.in_({slot.center_id for slot, _ in placed}),
        table.starts_at < max(slot.ends_at for slot, _ in placed),
        table.ends_at > min(slot.starts_at for slot, _ in placed),
        table.venue.is_not(None),
    )
    others = [occurrence_of(row) for row in await tx.rows(query.order_by(table.starts_at))]
    return [
        VenueClash(
            slot.starts_at, other.title, other.starts_at, other.ends_at, slot.venue or "", other.id
        )
        for slot, room in sorted(placed, key=lambda pair: pair[0].starts_at)
        for other in others
        if other.id not in besides
        and other.center_id == slot.center_id
        and _room(other.venue) == room
        and other.starts_at < slot.ends_at
        and slot.starts_at < other.ends_at
    ]


def _room(venue: str | None) -> str:
    return "".join((venue or "").split()).casefold()
