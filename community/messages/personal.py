"""Messages to a member, and which of them follow a live location."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from community.capability import Kept, Person, Personal
from community.messages import tables
from community.storage.database import Transaction
from community.storage.json_rows import json_rows


async def _export(tx: Transaction, member: Person) -> dict[str, Any]:
    outbox = tables.outbox.c
    query = (
        select(outbox.kind, outbox.payload, outbox.due_at, outbox.state, outbox.settled_at)
        .where(outbox.member_id == member.id)
        .order_by(outbox.id)
    )
    return {"notices": await json_rows(tx, query)}


async def _erase(tx: Transaction, member: Person, now: datetime) -> None:
    """A private chat has the number of its user."""
    answer = tables.live_answer
    await tx.execute(delete(answer).where(answer.c.chat_id == member.channel_user_id))


PERSONAL = Personal(
    kept=(
        Kept("notice", (tables.outbox,)),
        Kept("live-answer", (tables.live_answer,)),
    ),
    export=_export,
    erase=_erase,
)
