"""Messages that the bot sends on its own: written down first, sent later by the postman.

A notice is put into the outbox in the transaction that makes it true; `claims` takes it from
there. The key of a notice says what it is about, so that putting it twice is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import Select, delete, func, select, update

from community.messages import rows, tables
from community.messages.kinds import NoticeKind
from community.storage.database import Transaction
from community.storage.upsert import upsert

SETTLED: Final = ("sent", "failed", "expired")
"""Nothing happens to these any more. `unknown` is not among them: it waits for a person."""
KEPT_DAYS: Final = 30
_BATCH = 500
_TABLE, _ROW = rows.TABLE, rows.ROW


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one member. Nothing of it arrives before `due_at` or after `not_after`."""

    kind: NoticeKind
    member_id: int
    object_id: int
    revision: int
    due_at: datetime
    not_after: datetime
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the outbox as staff see it; no text and no name."""

    id: int
    kind: str
    member_id: int
    object_id: int
    state: str
    due_at: datetime
    not_after: datetime
    attempts: int
    maybe_sent: bool
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many rows are in each state, and for how long the oldest due one has waited."""

    rows: dict[str, int]
    oldest_due_age_s: float


async def put(tx: Transaction, notices: Iterable[Notice]) -> int:
    """Write notices down; returns how many are new. One with a key that is known changes
    nothing, whatever became of the first."""
    statement = rows.insert_one(upsert(tx, _TABLE)).returning(_ROW.id)
    new, rest = 0, iter(notices)
    while batch := list(islice(rest, _BATCH)):
        new += len((await tx.execute(statement, [_columns(notice) for notice in batch])).all())
    return new


async def withdraw(
    tx: Transaction,
    *kinds: NoticeKind,
    objects: Collection[int] | Select[Any],
    member_id: int | None = None,
) -> int:
    """Delete what has not been begun, for one member or for all; returns how many.

    What is on its way already is checked against the world once more before it is sent.
    """
    chosen = objects if isinstance(objects, Select) else sorted(objects)
    statement = rows.withdrawal(*kinds).where(_ROW.object_id.in_(chosen))
    if member_id is not None:
        statement = statement.where(_ROW.member_id == member_id)
    return int((await tx.execute(statement)).rowcount)


async def last_revision(tx: Transaction, kind: NoticeKind, object_id: int) -> int:
    """Of what was ever put about this object; 0 without any."""
    query = select(func.max(_ROW.revision))
    return int(
        await tx.value(query.where(_ROW.kind == kind.name, _ROW.object_id == object_id)) or 0
    )


async def entries(
    tx: Transaction, states: Sequence[str] = ("unknown", "failed"), limit: int = 100
) -> list[Entry]:
    """Rows in these states, the oldest due first."""
    columns = [_ROW[name] for name in Entry.__dataclass_fields__]
    query = (
        select(*columns).where(_ROW.state.in_(states)).order_by(_ROW.due_at, _ROW.id).limit(limit)
    )
    return [Entry(**row._mapping) for row in await tx.rows(query)]


async def retry(tx: Transaction, ids: Collection[int], now: datetime) -> list[int]:
    """Send parked or failed rows again, silently if they may have arrived; returns which.

    A row whose `not_after` has passed stays as it is.
    """
    return await _changed(
        tx,
        update(_TABLE)
        .where(_ROW.id.in_(ids), _ROW.state.in_(("unknown", "failed")), _ROW.not_after > now)
        .values(
            state="pending",
            due_at=now,
            silent=_ROW.maybe_sent,
            outcome="retried by staff",
            settled_at=None,
        ),
    )


async def drop(tx: Transaction, ids: Collection[int], now: datetime) -> list[int]:
    """Never send these; returns which could still be dropped."""
    return await _changed(
        tx,
        update(_TABLE)
        .where(_ROW.id.in_(ids), _ROW.state.in_(("pending", "unknown", "failed")))
        .values(state="expired", outcome="dropped by staff", settled_at=now),
    )


async def statistics(tx: Transaction, now: datetime) -> Statistics:
    """For the operator; every state is named, also those without rows."""
    return Statistics(await rows_by_state(tx), await oldest_due_age(tx, now))


async def rows_by_state(tx: Transaction) -> dict[str, int]:
    """How many rows are in each state, also in those without any."""
    counted = select(_ROW.state, func.count().label("rows")).group_by(_ROW.state)
    found = {row.state: row.rows for row in await tx.rows(counted)}
    return dict.fromkeys(tables.OUTBOX_STATES, 0) | found


async def oldest_due_age(tx: Transaction, now: datetime) -> float:
    """For how many seconds the oldest due row has waited."""
    due = await tx.value(select(func.min(_ROW.due_at)).where(_ROW.state == "pending"))
    return max(0.0, (now - due).total_seconds()) if due else 0.0


async def purge(tx: Transaction, now: datetime, days: int = KEPT_DAYS) -> int:
    """Delete what was settled more than `days` ago; returns how many rows."""
    cut = now - timedelta(days=days)
    old = select(_ROW.id).where(_ROW.state.in_(SETTLED), _ROW.settled_at < cut).limit(_BATCH)
    gone = 0
    while ids := [row.id for row in await tx.rows(old)]:
        gone += (await tx.execute(delete(_TABLE).where(_ROW.id.in_(ids)))).rowcount
    return gone


def _columns(notice: Notice) -> dict[str, Any]:
    return rows.columns(
        notice.kind,
        member_id=notice.member_id,
        object_id=notice.object_id,
        revision=notice.revision,
        payload=notice.payload,
        due_at=notice.due_at,
        not_after=notice.not_after,
    )


async def _changed(tx: Transaction, statement: Any) -> list[int]:
    return sorted((await tx.execute(statement.returning(_ROW.id))).scalars())
