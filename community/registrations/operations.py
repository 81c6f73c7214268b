"""Taps that were carried out, so that the same one again changes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from community.registrations import tables
from community.storage.database import Transaction
from community.storage.upsert import upsert


async def done(tx: Transaction, registration_id: int, op_id: str | None) -> bool:
    """Whether this operation was done before, whatever came after it."""
    table = tables.registration_operation.c
    query = select(table.op_id).where(
        table.registration_id == registration_id, table.op_id == op_id
    )
    return op_id is not None and await tx.row(query) is not None


async def begin(tx: Transaction, registration_id: int, op_id: str | None, now: datetime) -> bool:
    """Note that an operation is done; False when it was before and is not to be repeated.

    Without an `op_id` nothing is noted: an operation of the bot's own.
    """
    if op_id is None:
        return True
    statement = upsert(tx, tables.registration_operation).values(
        registration_id=registration_id, op_id=op_id, at=now
    )
    return (await tx.execute(statement.on_conflict_do_nothing())).rowcount == 1
