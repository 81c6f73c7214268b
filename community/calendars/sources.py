"""Calendars of others from which activities are fetched: the list that is allowed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from community.calendars import tables
from community.calendars.addresses import checked_url
from community.errors import CommunityError
from community.staff.roles import NotStaff, StaffScope
from community.storage.database import Transaction
from community.storage.upsert import upsert

FETCHED_EVERY = timedelta(hours=1)
LEASE = timedelta(minutes=5)
"""Longer than it takes to fetch a calendar and to write down what it says."""
MAX_TROUBLE = 200
MAX_ETAG = 200


class SourceKnown(CommunityError):
    """This calendar is fetched already."""


@dataclass(frozen=True, slots=True)
class CalendarSource:
    """A calendar and the center that its activities are at."""

    id: int
    url: str
    center_id: int
    kind: str
    etag: str | None
    fetched_at: datetime | None
    trouble: str | None
    """A code of what went wrong the last time."""

    @property
    def key(self) -> str:
        """By which the UIDs of this calendar at this center are told from others."""
        named = f"{self.center_id} {self.url}"
        return hashlib.sha256(named.encode()).hexdigest()[:16]


_COLUMNS = [tables.calendar_source.c[name] for name in CalendarSource.__dataclass_fields__]


async def add(
    tx: Transaction, scope: StaffScope, url: str, center_id: int, kind: str
) -> CalendarSource:
    """Allow a calendar; only staff of the whole district do.

    Raises `AddressRefused`, `SourceKnown`, `NotStaff`.
    """
    _require_district(scope)
    checked_url(url)
    statement = upsert(tx, tables.calendar_source).values(url=url, center_id=center_id, kind=kind)
    written = await tx.execute(statement.on_conflict_do_nothing(index_elements=["url"]))
    if written.rowcount == 0:
        raise SourceKnown(url=url)
    return next(one for one in await all_sources(tx) if one.url == url)


async def remove(tx: Transaction, scope: StaffScope, source_id: int) -> bool:
    """Fetch it no longer; what came from it stays. Raises `NotStaff`."""
    _require_district(scope)
    table = tables.calendar_source
    return (await tx.execute(delete(table).where(table.c.id == source_id))).rowcount == 1


async def all_sources(tx: Transaction) -> list[CalendarSource]:
    """In the order in which they were added."""
    query = select(*_COLUMNS).order_by(tables.calendar_source.c.id)
    return [CalendarSource(**row._mapping) for row in await tx.rows(query)]


async def claim(tx: Transaction, now: datetime) -> CalendarSource | None:
    """One that nobody fetched within the last hour and nobody fetches now.

    It is the caller's until `fetched`, or until the lease ends because the process died.
    """
    table = tables.calendar_source
    due = (
        select(table.c.id)
        .where(
            or_(table.c.fetched_at.is_(None), table.c.fetched_at <= now - FETCHED_EVERY),
            or_(table.c.lease_until.is_(None), table.c.lease_until <= now),
        )
        .order_by(table.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    statement = (
        update(table)
        .where(table.c.id.in_(select(due.c.id)))
        .values(lease_until=now + LEASE)
        .returning(*_COLUMNS)
    )
    row = (await tx.execute(statement)).one_or_none()
    return CalendarSource(**row._mapping) if row else None


async def fetched(
    tx: Transaction, source_id: int, now: datetime, *, etag: str | None, trouble: str | None
) -> None:
    """Note how it went; a trouble keeps the mark of what was read before."""
    table = tables.calendar_source
    values = {
        "fetched_at": now,
        "lease_until": None,
        "trouble": trouble[:MAX_TROUBLE] if trouble else None,
    }
    if trouble is None:
        values["etag"] = etag if etag and len(etag) <= MAX_ETAG else None
    await tx.execute(update(table).where(table.c.id == source_id).values(**values))


def _require_district(scope: StaffScope) -> None:
    if not scope.district:
        raise NotStaff()
