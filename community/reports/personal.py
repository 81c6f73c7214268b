"""A report is about a center: it stays when its author goes, and leads to nobody then."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from community.capability import Kept, Person, Personal
from community.places import tables as place_tables
from community.reports import tables
from community.storage.database import Transaction
from community.storage.json_rows import json_rows


async def _export(tx: Transaction, member: Person) -> dict[str, Any]:
    report, center = tables.center_report, place_tables.center
    query = (
        select(
            center.c.ref,
            report.c.reason,
            report.c.detail,
            report.c.reported_at,
            report.c.settled_at,
        )
        .join(report, report.c.center_id == center.c.id)
        .where(report.c.member_id == member.id)
    )
    return {"reports": await json_rows(tx, query)}


PERSONAL = Personal(kept=(Kept("report", (tables.center_report,), stays=True),), export=_export)
