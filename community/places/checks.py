"""What holds of centers beyond the constraints."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from community.capability import Check
from community.hours.opening import HoursInvalid, OpeningHours
from community.places import centers, tables
from community.places.facilities import FACILITIES
from community.places.fields import CENTERS
from community.storage.database import Transaction
from community.tables import tables as table_tables

_ANY_ZONE = ZoneInfo("Asia/Shanghai")


async def _hours(tx: Transaction) -> list[str]:
    found = []
    for center in await centers.all_centers(tx, closed=True):
        if center.hours is None:
            continue
        try:
            OpeningHours.parse(center.hours, _ANY_ZONE)
        except HoursInvalid as error:
            found.append(f"center {center.ref}: hours cannot be read: {error}")
    return found


async def _facilities(tx: Transaction) -> list[str]:
    found = []
    for center in await centers.all_centers(tx, closed=True):
        strange = [key for key in center.facilities if key not in FACILITIES]
        if strange:
            found.append(f"center {center.ref}: unknown facilities {', '.join(strange)}")
    return found


async def _imports(tx: Transaction) -> list[str]:
    batch, change = table_tables.import_batch.c, table_tables.import_change.c
    query = (
        select(change.ref, func.count())
        .outerjoin(tables.center, tables.center.c.ref == change.ref)
        .join(table_tables.import_batch, batch.id == change.batch_id)
        .where(tables.center.c.id.is_(None), batch.undone_at.is_(None))
        .where(batch.about == CENTERS.about)
        .group_by(change.ref)
    )
    return [f"import: center {row[0]} was imported and is gone" for row in await tx.rows(query)]


CHECKS = (
    Check("hours", "The hours of every center can be evaluated.", _hours),
    Check("facilities", "Facilities are words of the vocabulary.", _facilities),
    Check("imports", "What was imported and not undone is there.", _imports),
)
