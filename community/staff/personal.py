"""Who serves which center is the district's to say: a role does not go with its member."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from community.capability import Kept, Person, Personal
from community.staff import tables
from community.storage.database import Transaction
from community.storage.json_rows import json_rows


async def _export(tx: Transaction, member: Person) -> dict[str, Any]:
    role = tables.staff_role.c
    query = select(role.role, role.center_id).where(
        role.channel == member.channel, role.channel_user_id == member.channel_user_id
    )
    return {"staff_roles": await json_rows(tx, query)}


PERSONAL = Personal(kept=(Kept("role", (tables.staff_role,), stays=True),), export=_export)
