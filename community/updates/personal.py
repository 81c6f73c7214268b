"""What a member sent. The row keeps the same update from being handled twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from community.capability import Kept, Person, Personal
from community.storage.database import Transaction
from community.updates import tables

NOBODY = 0
"""The lane of updates that nobody sent."""


async def _erase(tx: Transaction, member: Person, now: datetime) -> None:
    """Of all that is settled the content goes, and whose it was. The update that asks for this
    is under way, and leads to them until it is forgotten."""
    table = tables.inbox
    await tx.execute(
        update(table)
        .where(table.c.lane == member.channel_user_id, table.c.settled_at.is_not(None))
        .values(lane=NOBODY, payload=None)
    )


PERSONAL = Personal(kept=(Kept("update", (tables.inbox,), stays=True),), erase=_erase)
