"""The private calendar that a member subscribed to; its secret link is not exported."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from community.calendars import tables
from community.capability import Kept, Person, Personal
from community.storage.database import Transaction
from community.storage.json_rows import json_rows


async def _export(tx: Transaction, member: Person) -> dict[str, Any]:
    feed = tables.calendar_feed.c
    query = select(feed.created_at).where(feed.member_id == member.id)
    return {"calendar_feeds": await json_rows(tx, query)}


PERSONAL = Personal(kept=(Kept("calendar", (tables.calendar_feed,)),), export=_export)
