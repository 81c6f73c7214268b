"""Who wrote an activity down. It stays when they go, and leads to nobody then."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from community.activities import tables
from community.capability import Kept, Person, Personal
from community.storage.database import Transaction
from community.storage.json_rows import json_rows


async def _export(tx: Transaction, member: Person) -> dict[str, Any]:
    series = tables.series.c
    query = (
        select(series.title, series.status, series.created_at)
        .where(series.created_by == member.id)
        .order_by(series.id)
    )
    return {"activities_written": await json_rows(tx, query)}


PERSONAL = Personal(kept=(Kept("written", (tables.series,), stays=True),), export=_export)
