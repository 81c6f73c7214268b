"""What holds of the outbox beyond the constraints."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, cast, literal, select

from community.capability import Check
from community.messages import tables
from community.storage.database import Transaction


async def _keys(tx: Transaction) -> list[str]:
    row = tables.outbox.c
    said: ColumnElement[str] = cast(row.kind, String)
    for number in (row.member_id, row.object_id, row.revision):
        said = said + literal(":") + cast(number, String)
    query = select(row.id).where(row.dedup_key != said).order_by(row.id)
    return [
        f"outbox {found.id}: another key than its content has" for found in await tx.rows(query)
    ]


CHECKS = (Check("keys", "The key of a notice is its kind, member, object and revision.", _keys),)
