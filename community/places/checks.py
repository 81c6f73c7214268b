"""What holds of centers beyond the constraints."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from community.capability import Check
from community.hours.opening import HoursInvalid, OpeningHours
from community.places import centers, tables
from community.places.facilities import FACILITIES
from community.storage.database import Transaction

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
    change = tables.import_change.c
    query = (
        select(change.center_ref, func.count())
        .outerjoin(tables.center, tables.center.c.ref == change.center_ref)
        .join(tables.import_batch, tables.import_batch.c.id == change.batch_id)
        .where(tables.center.c.id.is_(None), tables.import_batch.c.undone_at.is_(None))
        .group_by(change.center_ref)
    )
    return [f"import: center {row[0]} was imported and is gone" for row in await tx.rows(query)]


CHECKS = (
    Check("hours", "The hours of every center can be evaluated.", _hours),
    Check("facilities", "Facilities are words of the vocabulary.", _facilities),
    Check("imports", "What was imported and not undone is there.", _imports),
)
