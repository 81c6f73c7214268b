"""What holds of reports beyond the constraints."""

from __future__ import annotations

from sqlalchemy import select

from community.capability import Check
from community.reports import tables
from community.storage.database import Transaction


async def _settled(tx: Transaction) -> list[str]:
    report = tables.center_report.c
    query = select(report.id).where(report.settled_by.is_not(None), report.settled_at.is_(None))
    return [f"report {row.id}: settled by somebody, and open" for row in await tx.rows(query)]


CHECKS = (Check("settled", "A report that somebody settled is settled.", _settled),)
