"""What the postman does to the outbox: claim with a lease, mark as sending, settle.

    pending → claimed → sending → sent | unknown | failed | expired

`sending` is committed just before the call, so that a process that dies leaves behind which
messages may have arrived: at most those in flight.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, case, exists, literal_column, select, update
from sqlalchemy.sql.elements import ColumnElement

from community.messages import tables
from community.messages.kinds import NoticeKind, kind_named, names_of
from community.storage import base
from community.storage.database import Transaction

MOST_ATTEMPTS: Final = 5
"""A message whose sending the process did not survive this often is parked."""
DIED: Final = "the process died while sending"
_TABLE = tables.outbox
_ROW = _TABLE.c
# Partial indexes are used only where the text of the query has the text of the index; a
# boolean type would add `= 1` to it.
_PENDING: ColumnElement[bool] = literal_column("outbox.state = 'pending'")
_OPEN: ColumnElement[bool] = literal_column("outbox.state NOT IN ('sent', 'failed', 'expired')")
_LEASED: ColumnElement[bool] = literal_column("outbox.state IN ('claimed', 'sending')")


@dataclass(frozen=True, slots=True)
class ClaimedNotice:
    """A notice that this process may send, until its lease ends."""

    id: int
    kind: NoticeKind
    member_id: int
    object_id: int
    revision: int
    payload: dict[str, Any]
    priority: int
    due_at: datetime
    not_after: datetime
    attempts: int
    silent: bool
    maybe_sent: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of an attempt; `state` pending means that it is to be made again.

    Holds for the attempt it names: a row that somebody has begun to send since is left alone.
    """

    id: int
    attempts: int
    state: str
    due_at: datetime
    silent: bool
    maybe_sent: bool
    outcome: str | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Recovered:
    """Rows whose lease had ended: given back unsent, to be sent again, parked."""

    returned: int = 0
    again: int = 0
    parked: int = 0


async def anything_to_do(tx: Transaction, now: datetime) -> bool:
    """Whether a message is due or a lease has ended. One read, for the idle tick."""
    return bool(await tx.value(_ANYTHING, {"now": now}))


async def claim(
    tx: Transaction, now: datetime, *, by: str, limit: int, lease: timedelta
) -> list[ClaimedNotice]:
    """Take up to `limit` due notices: by priority, the oldest due first. One statement."""
    due = (
        select(_ROW.id)
        .where(_PENDING, _ROW.due_at <= now)
        .order_by(_ROW.priority, _ROW.due_at, _ROW.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    statement = (
        update(_TABLE)
        .where(_ROW.id.in_(select(due.c.id)))
        .values(state="claimed", lease_until=now + lease, lease_by=by)
        .returning(*(_ROW[name] for name in ClaimedNotice.__dataclass_fields__))
    )
    rows = (await tx.execute(statement)).all()
    claimed = [
        ClaimedNotice(**{**row._mapping, "kind": kind_named(tx.rules, row.kind)}) for row in rows
    ]
    return sorted(claimed, key=lambda one: (one.priority, one.due_at, one.id))


async def begin_sending(
    tx: Transaction, ids: Collection[int], now: datetime, *, by: str, lease: timedelta
) -> set[int]:
    """Mark claimed rows as being sent; returns those that are still ours to send."""
    statement = (
        update(_TABLE)
        .where(_ROW.id.in_(ids), _ROW.state == "claimed", _ROW.lease_by == by)
        .values(state="sending", attempts=_ROW.attempts + 1, lease_until=now + lease)
        .returning(_ROW.id)
    )
    return set((await tx.execute(statement)).scalars())


async def settle(tx: Transaction, settlements: Sequence[Settlement], now: datetime) -> None:
    """Write down what became of attempts."""
    if not settlements:
        return
    values = []
    for one in settlements:
        value = {f"new_{name}": given for name, given in asdict(one).items()}
        value["new_settled_at"] = None if one.state == "pending" else now
        values.append(value)
    await tx.execute(_SETTLE, values)


async def expire(tx: Transaction, now: datetime) -> int:
    """Give up what is due but no longer matters; returns how many."""
    result = await tx.execute(
        update(_TABLE)
        .where(_PENDING, _ROW.due_at <= now, _ROW.not_after <= now)
        .values(state="expired", outcome="too late", settled_at=now)
    )
    return int(result.rowcount)


async def recover(tx: Transaction, now: datetime, in_hand: Collection[int] = ()) -> Recovered:
    """Deal with ended leases, but not of `in_hand`, which this process knows to be alive.

    A claimed row was never sent: it is pending again. A row that was being sent has an unknown
    outcome: it is sent again, silently and flagged, where twice is fine, else parked.
    """
    ended = [_LEASED, _ROW.lease_until <= now, _ROW.id.not_in(in_hand)]
    returned = await tx.execute(
        update(_TABLE)
        .where(*ended, _ROW.state == "claimed")
        .values(state="pending", lease_until=None, lease_by=None)
    )
    fine = names_of(tx.rules, lambda kind: kind.twice_is_fine)
    again = _ROW.kind.in_(fine) & (_ROW.attempts < MOST_ATTEMPTS)
    unknown = await tx.execute(
        update(_TABLE)
        .where(*ended, _ROW.state == "sending")
        .values(
            state=case((again, "pending"), else_="unknown"),
            settled_at=case((again, None), else_=now),
            silent=True,
            maybe_sent=True,
            outcome=DIED,
            lease_until=None,
            lease_by=None,
        )
        .returning(_ROW.state)
    )
    states = list(unknown.scalars())
    return Recovered(
        returned=returned.rowcount,
        again=states.count("pending"),
        parked=states.count("unknown"),
    )


async def release(tx: Transaction, *, by: str) -> int:
    """Give back what this process has claimed and not begun to send."""
    result = await tx.execute(
        update(_TABLE)
        .where(_LEASED, _ROW.state == "claimed", _ROW.lease_by == by)
        .values(state="pending", lease_until=None, lease_by=None)
    )
    return int(result.rowcount)


_NOW = bindparam("now", type_=base.UtcTime())
_ANYTHING = select(
    exists().where(_PENDING, _ROW.due_at <= _NOW).select_from(_TABLE)
    | exists().where(_LEASED, _ROW.lease_until <= _NOW).select_from(_TABLE)
)
_SETTLE = (
    update(_TABLE)
    .where(
        _ROW.id == bindparam("new_id"),
        _ROW.attempts == bindparam("new_attempts"),
        _OPEN,
    )
    .values(
        state=bindparam("new_state"),
        due_at=bindparam("new_due_at"),
        silent=bindparam("new_silent"),
        maybe_sent=bindparam("new_maybe_sent"),
        outcome=bindparam("new_outcome"),
        message_id=bindparam("new_message_id"),
        settled_at=bindparam("new_settled_at"),
        lease_until=None,
        lease_by=None,
    )
)
