"""What a member sent. The row keeps the same update from being handled twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, update

from community.capability import Kept, Person, Personal
from community.storage.database import Transaction
from community.updates import tables

NOBODY = 0
"""The lane of updates that nobody sent."""


async def _erase(tx: Transaction, member: Person, now: datetime) -> None:
    """What they said goes, also what waits; and whose it was. The update that asks for this is
    under way: what it says goes in the same commit, with its "done"."""
    row = tables.inbox.c
    waits = row.state == "new"
    await tx.execute(
        update(tables.inbox)
        .where(row.lane == member.channel_user_id)
        .values(
            lane=NOBODY,
            payload=case((row.state == "claimed", row.payload), else_=None),
            state=case((waits, "dropped"), else_=row.state),
            settled_at=case((waits, now), else_=row.settled_at),
        )
    )


PERSONAL = Personal(kept=(Kept("update", (tables.inbox,), stays=True),), erase=_erase)
