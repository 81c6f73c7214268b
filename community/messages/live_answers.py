"""Which message answers which live location, and when it may be edited again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from community.messages import tables
from community.storage.database import Transaction
from community.storage.upsert import upsert

_TABLE = tables.live_answer


@dataclass(frozen=True, slots=True)
class LiveKey:
    """A live location: the chat and the number of its message."""

    chat_id: int
    location_message_id: int


async def begin(
    tx: Transaction, key: LiveKey, digest: str, now: datetime, *, expires_at: datetime
) -> None:
    """A live location is being answered; forgets those that ended."""
    await tx.execute(delete(_TABLE).where(_TABLE.c.expires_at < now))
    values = {
        "answer_message_id": None,
        "edited_at": now,
        "digest": digest,
        "expires_at": expires_at,
    }
    statement = upsert(tx, _TABLE).values(
        chat_id=key.chat_id, location_message_id=key.location_message_id, **values
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["chat_id", "location_message_id"], set_=values
        )
    )


async def answered(tx: Transaction, key: LiveKey, message_id: int) -> None:
    """The answer was sent as this message."""
    await tx.execute(update(_TABLE).where(*_is(key)).values(answer_message_id=message_id))


async def claim_edit(
    tx: Transaction, key: LiveKey, digest: str, now: datetime, *, not_before: timedelta
) -> int | None:
    """The message to edit, if the last edit is long enough ago and the text differs.

    One conditional update decides, so that two processes never edit for the same move.
    """
    due = (
        _TABLE.c.answer_message_id.is_not(None),
        _TABLE.c.edited_at <= now - not_before,
        _TABLE.c.digest != digest,
    )
    message = await tx.value(select(_TABLE.c.answer_message_id).where(*_is(key), *due))
    if message is None:
        return None
    result = await tx.execute(
        update(_TABLE).where(*_is(key), *due).values(edited_at=now, digest=digest)
    )
    return int(message) if result.rowcount else None


async def forget(tx: Transaction, key: LiveKey) -> None:
    """The answer is gone: the member deleted it and wants no other."""
    await tx.execute(delete(_TABLE).where(*_is(key)))


async def forget_ended(tx: Transaction, now: datetime) -> int:
    """Delete what followed locations that are not shared any more; says how many. Periodic."""
    over = _TABLE.c.expires_at < now
    if await tx.row(select(_TABLE.c.chat_id).where(over).limit(1)) is None:
        return 0
    return int((await tx.execute(delete(_TABLE).where(over))).rowcount)


def _is(key: LiveKey) -> tuple[ColumnElement[bool], ...]:
    return (
        _TABLE.c.chat_id == key.chat_id,
        _TABLE.c.location_message_id == key.location_message_id,
    )
