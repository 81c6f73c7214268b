"""What holds of series and their dates beyond the constraints."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from community.activities import recurrence, tables
from community.capability import Check
from community.storage.database import Transaction


async def _drafts(tx: Transaction) -> list[str]:
    series, occurrence = tables.series, tables.occurrence
    shown = (
        select(series.c.id)
        .join(occurrence, occurrence.c.series_id == series.c.id)
        .where(series.c.status == "draft")
        .distinct()
        .order_by(series.c.id)
    )
    return [f"series {row[0]}: a draft that members see" for row in await tx.rows(shown)]


async def _rules(tx: Transaction) -> list[str]:
    series = tables.series.c
    query = select(series.id, series.rrule, series.local_start, series.zone).order_by(series.id)
    found = []
    for row in await tx.rows(query):
        try:
            recurrence.in_zone(datetime.fromisoformat(row.local_start), ZoneInfo(row.zone))
            if row.rrule is not None:
                recurrence.read_rule(row.rrule)
        except (ValueError, LookupError, recurrence.RecurrenceInvalid) as error:
            found.append(f"series {row.id}: cannot be repeated: {type(error).__name__}")
    return found


CHECKS = (
    Check("drafts", "What is a draft is not shown.", _drafts),
    Check("rules", "Zone, start and rule of every series can be read.", _rules),
)
