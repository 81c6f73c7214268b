"""Activities as members see them: occurrences, looked up by where, when and what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from community.activities import tables
from community.activities.recurrence import in_zone
from community.errors import CommunityError
from community.storage.database import AnyRow, Transaction

EVENING_FROM = 17
"""Hour from which an activity is one of tonight."""
NIGHT_UNTIL = 4
"""Hour before which the night belongs to the day before."""


class ActivityUnknown(CommunityError):
    """No activity has this id or link."""


class Window(NamedTuple):
    """Moments from `begin` until before `end`."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of an activity. Moments are in UTC; `zone` is where it takes place."""

    id: int
    token: str
    series_id: int
    kind: str
    title: str
    description: str | None
    center_id: int
    venue: str | None
    club_id: int | None
    interests: tuple[str, ...]
    zone: str
    original_start: datetime
    starts_at: datetime
    ends_at: datetime
    capacity: int
    seats_left: int
    guests_allowed: bool
    cancel_until: datetime
    photo_file_id: str | None
    revision: int
    status: str
    cancel_reason: str | None
    detached: bool
    """Changed on its own: what happens to the series leaves its time and place."""
    recurring: bool

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    @property
    def cancelled(self) -> bool:
        return self.status == "cancelled"

    @property
    def taken(self) -> int:
        """Seats of those who have or are offered one."""
        return self.capacity - self.seats_left

    def closed(self, now: datetime) -> bool:
        """Nobody signs up or leaves any more: it has begun, or is cancelled."""
        return self.cancelled or self.starts_at <= now


async def occurrence(tx: Transaction, occurrence_id: int) -> Occurrence:
    """Raises `ActivityUnknown`."""
    row = await tx.row(occurrences().where(tables.occurrence.c.id == occurrence_id))
    if row is None:
        raise ActivityUnknown(number=occurrence_id)
    return occurrence_of(row)


async def by_token(tx: Transaction, token: str) -> Occurrence:
    """The occurrence of a deep link. Raises `ActivityUnknown`."""
    row = await tx.row(occurrences().where(tables.occurrence.c.token == token))
    if row is None:
        raise ActivityUnknown(token=token)
    return occurrence_of(row)


async def coming(
    tx: Transaction,
    now: datetime,
    *,
    window: Window | None = None,
    center_ids: Collection[int] | None = None,
    club_id: int | None = None,
    interest: str | None = None,
    kind: str | None = None,
    limit: int = 50,
) -> list[Occurrence]:
    """What is published and has not begun, the next first; filters narrow it."""
    table, series = tables.occurrence, tables.series
    query = _coming(now)
    if window is not None:
        query = query.where(table.c.starts_at >= window.begin, table.c.starts_at < window.end)
    if center_ids is not None:
        query = query.where(table.c.center_id.in_(sorted(center_ids)))
    if club_id is not None:
        query = query.where(series.c.club_id == club_id)
    if kind is not None:
        query = query.where(series.c.kind == kind)
    if interest is None:
        query = query.limit(limit)
    found = [occurrence_of(row) for row in await tx.rows(query)]
    if interest is not None:
        found = [one for one in found if interest in one.interests]
    return found[:limit]


async def count_at(tx: Transaction, center_id: int, now: datetime) -> int:
    """How many activities come at a center."""
    table = tables.occurrence.c
    query = select(func.count()).where(
        table.center_id == center_id, table.status == "published", table.starts_at > now
    )
    return int(await tx.value(query))


async def interests(tx: Transaction, now: datetime) -> list[str]:
    """What coming activities are about, the most frequent first."""
    found = Counter(
        interest for row in await tx.rows(_coming(now)) for interest in occurrence_of(row).interests
    )
    return [name for name, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))]


def tonight(now: datetime, zone: ZoneInfo) -> Window:
    """From 17:00, or from now when it is later, until 04:00; after midnight until 04:00 too."""
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=1 if local.hour < NIGHT_UNTIL else 0)
    evening = datetime(day.year, day.month, day.day, EVENING_FROM)  # noqa: DTZ001 - wall clock
    night = evening + timedelta(hours=24 - EVENING_FROM + NIGHT_UNTIL)
    return Window(max(now, in_zone(evening, zone)), in_zone(night, zone))


def this_week(now: datetime, zone: ZoneInfo) -> Window:
    """From now until Sunday is over."""
    return Window(now, _monday_after(now, zone))


def next_week(now: datetime, zone: ZoneInfo) -> Window:
    """The seven days after this week."""
    monday = _monday_after(now, zone)
    return Window(monday, _monday_after(monday, zone))


def _monday_after(now: datetime, zone: ZoneInfo) -> datetime:
    day = now.astimezone(zone).date()
    monday = day + timedelta(days=7 - day.weekday())
    return in_zone(datetime(monday.year, monday.month, monday.day), zone)  # noqa: DTZ001


def _coming(now: datetime) -> Any:
    table = tables.occurrence
    return (
        occurrences()
        .where(table.c.status == "published", table.c.starts_at > now)
        .order_by(table.c.starts_at, table.c.id)
    )


def occurrences() -> Any:
    """A SELECT of what `occurrence_of` takes, to be narrowed."""
    table, series = tables.occurrence, tables.series
    own = [column for column in table.c if column.name != "check_in_secret"]
    return select(
        *own,
        series.c.kind,
        series.c.club_id,
        series.c.interests,
        series.c.zone,
        series.c.rrule.is_not(None).label("recurring"),
    ).join(series, series.c.id == table.c.series_id)


def occurrence_of(row: AnyRow) -> Occurrence:
    """A row of `occurrences()`; other columns of the row are left alone."""
    values = {name: row._mapping[name] for name in _FIELDS}
    return Occurrence(**{**values, "interests": tuple(row.interests or ())})


_FIELDS = tuple(Occurrence.__dataclass_fields__)
