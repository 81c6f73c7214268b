"""What holds of the inbox beyond the constraints."""

from __future__ import annotations

from sqlalchemy import select

from community.capability import Check
from community.storage.database import Transaction
from community.updates import tables

_OPEN = ("new", "claimed")


async def _settled(tx: Transaction) -> list[str]:
    row = tables.inbox.c
    query = (
        select(row.update_id, row.state)
        .where(row.state.in_(_OPEN) == row.settled_at.is_not(None))
        .order_by(row.update_id)
    )
    return [
        f"inbox {one.update_id}: {one.state}, "
        + ("and settled all the same" if one.state in _OPEN else "and nobody knows since when")
        for one in await tx.rows(query)
    ]


CHECKS = (Check("settled", "Updates that are settled say when, and only they.", _settled),)
