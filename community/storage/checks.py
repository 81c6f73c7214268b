"""The nightly check: what constraints cannot express, or what a damaged file breaks."""

from __future__ import annotations

from sqlalchemy import func, select, text

from community.activities.checks import check_activities
from community.hours.opening import HoursInvalid, OpeningHours
from community.members import tables as member_tables
from community.places import centers
from community.places import tables as place_tables
from community.places.facilities import FACILITIES
from community.storage import migrations
from community.storage.database import Database, Transaction

_ANY_ZONE = "Asia/Shanghai"


async def check_database(database: Database) -> list[str]:
    """One line for each broken promise; empty when all is well."""
    current, newest = await migrations.current(database), migrations.newest()
    if current != newest:
        return [f"migrations: the database is at {current}, this version needs {newest}"]
    async with database.transaction() as tx:
        return [
            *await _engine(tx),
            *await _centers(tx),
            *await _consents(tx),
            *await _imports(tx),
            *await check_activities(tx),
        ]


async def _engine(tx: Transaction) -> list[str]:
    if tx.dialect != "sqlite":
        return []
    found = [
        f"integrity: {row[0]}"
        for row in await tx.rows(text("PRAGMA integrity_check"))
        if row[0] != "ok"
    ]
    dangling = await tx.rows(text("PRAGMA foreign_key_check"))
    return found + [f"foreign key: {row[0]} row {row[1]} points nowhere" for row in dangling]


async def _centers(tx: Transaction) -> list[str]:
    from zoneinfo import ZoneInfo

    zone, found = ZoneInfo(_ANY_ZONE), []
    for center in await centers.all_centers(tx, closed=True):
        if center.hours is not None:
            try:
                OpeningHours.parse(center.hours, zone)
            except HoursInvalid as error:
                found.append(f"center {center.ref}: hours cannot be read: {error}")
        strange = [key for key in center.facilities if key not in FACILITIES]
        if strange:
            found.append(f"center {center.ref}: unknown facilities {', '.join(strange)}")
    return found


async def _consents(tx: Transaction) -> list[str]:
    consent = member_tables.consent.c
    query = (
        select(consent.member_id, consent.purpose, func.count())
        .where(consent.withdrawn_at.is_(None))
        .group_by(consent.member_id, consent.purpose)
        .having(func.count() > 1)
    )
    return [
        f"consent: member {row[0]} has {row[2]} in force for {row[1]}"
        for row in await tx.rows(query)
    ]


async def _imports(tx: Transaction) -> list[str]:
    change = place_tables.import_change.c
    query = (
        select(change.center_ref, func.count())
        .outerjoin(place_tables.center, place_tables.center.c.ref == change.center_ref)
        .join(place_tables.import_batch, place_tables.import_batch.c.id == change.batch_id)
        .where(place_tables.center.c.id.is_(None), place_tables.import_batch.c.undone_at.is_(None))
        .group_by(change.center_ref)
    )
    return [f"import: center {row[0]} was imported and is gone" for row in await tx.rows(query)]
