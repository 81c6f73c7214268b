"""Which clubs a member is in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from community.capability import Kept, Person, Personal
from community.clubs import tables
from community.storage.database import Transaction
from community.storage.json_rows import json_rows


async def _export(tx: Transaction, member: Person) -> dict[str, Any]:
    club, joined = tables.club, tables.club_member
    query = (
        select(club.c.name, joined.c.joined_at)
        .join(joined, joined.c.club_id == club.c.id)
        .where(joined.c.member_id == member.id)
        .order_by(joined.c.id)
    )
    return {"clubs": await json_rows(tx, query)}


PERSONAL = Personal(kept=(Kept("club", (tables.club_member,)),), export=_export)
