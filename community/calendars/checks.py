"""What holds of calendars beyond the constraints."""

from __future__ import annotations

from sqlalchemy import select

from community.calendars import tables
from community.capability import Check
from community.storage.database import Transaction


async def _secure(tx: Transaction) -> list[str]:
    source = tables.calendar_source.c
    query = select(source.id).where(source.url.not_like("https://%")).order_by(source.id)
    return [f"calendar {row.id}: is not fetched over https" for row in await tx.rows(query)]


CHECKS = (Check("secure", "Calendars are fetched over https only.", _secure),)
