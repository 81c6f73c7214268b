"""The inbox: every update is a row before anything else happens to it.

A row is `new`, then `claimed` by one worker under a lease, then `done`; or `dead` after
failing too often, or `dropped` by the operator. The updates of one lane (a member, or a
chat) are claimed in their order and one at a time; lanes run side by side.

All writes to a claimed row name its worker: who lost the lease changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, TextClause, bindparam, column, text

from community.storage.base import UtcTime
from community.storage.database import Transaction

MOST_ATTEMPTS = 5
"""An update whose handler failed this often is dead."""
MOST_LOST_LEASES = 25
"""An update whose worker died this often, without any error, is dead: it may be what kills."""
PAYLOAD_KEPT = timedelta(hours=48)
"""What a dead update says is kept so long, so that it can be tried again. What any other said
goes in the commit that settles it."""
WINDOW = 1000
"""How many of the oldest open updates a claim looks at, unless it is to look at all."""
ROW_KEPT = timedelta(days=6)
"""Rows guard against the same update coming twice (Telegram keeps updates for a day), and are
gone before update ids may begin anew (after a week without updates)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it came: its number, its lane, the raw JSON."""

    update_id: int
    lane: int
    payload: str


@dataclass(frozen=True, slots=True)
class ClaimedUpdate:
    """An update that this worker holds until its lease ends."""

    update_id: int
    lane: int
    payload: str
    attempts: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A row for the operator: everything but what the member wrote."""

    update_id: int
    lane: int
    state: str
    attempts: int
    received_at: datetime
    error: str | None
    has_payload: bool


async def store(tx: Transaction, arrivals: Iterable[Arrival], now: datetime) -> int:
    """Write updates down; those that are there already stay as they are. Returns the new ones."""
    by_id = {arrival.update_id: arrival for arrival in arrivals}
    ordered = [by_id[number] for number in sorted(by_id)]  # one order for all: no deadlock
    if not ordered:
        return 0
    if tx.dialect == "sqlite":
        rows: Any = json.dumps([[row.update_id, row.lane, row.payload] for row in ordered])
        result = await tx.execute(_STORE_SQLITE, {"rows": rows, "now": now})
    else:
        columns = {
            "ids": [row.update_id for row in ordered],
            "lanes": [row.lane for row in ordered],
            "payloads": [row.payload for row in ordered],
        }
        result = await tx.execute(_STORE_POSTGRES, {**columns, "now": now})
    return len(result.all())


async def claim(
    tx: Transaction,
    worker: str,
    now: datetime,
    *,
    limit: int,
    lease: timedelta,
    busy: Iterable[int] = (),
    window: int | None = WINDOW,
) -> list[ClaimedUpdate]:
    """Take the oldest open update of each lane, oldest first, unless its lane is `busy`.

    A lane whose oldest open update is claimed, or waits for its next attempt, is left alone.
    Only the `window` oldest are looked at (None: all), so that a claim costs the same however
    many wait; a lane whose updates fill the window hides those behind it.
    """
    values = {"worker": worker, "now": now, "until": now + lease, "limit": limit}
    values["window"] = _ALL if window is None else window
    statement = _CLAIM_SQLITE if tx.dialect == "sqlite" else _CLAIM_POSTGRES
    result = await tx.execute(statement, {**values, "busy": _list(tx, busy)})
    claimed = [ClaimedUpdate(**row._mapping) for row in result.all()]
    return sorted(claimed, key=lambda one: one.update_id)


async def done(tx: Transaction, worker: str, update_ids: Iterable[int], now: datetime) -> set[int]:
    """Mark updates done and forget what they said; returns those that were still this worker's."""
    ids = sorted(update_ids)
    if not ids:
        return set()
    statement = _DONE_SQLITE if tx.dialect == "sqlite" else _DONE_POSTGRES
    result = await tx.execute(statement, {"worker": worker, "ids": _list(tx, ids), "now": now})
    return {row.update_id for row in result.all()}


async def fail(
    tx: Transaction,
    worker: str,
    claimed: ClaimedUpdate,
    now: datetime,
    *,
    error: str,
    retry_after: timedelta | None,
) -> bool:
    """Count a failed attempt: back into its lane after a pause, or dead when there is none."""
    values = {
        "id": claimed.update_id,
        "worker": worker,
        "state": "dead" if retry_after is None else "new",
        "not_before": None if retry_after is None else now + retry_after,
        "settled_at": now if retry_after is None else None,
        "error": error[:200],
    }
    return (await tx.execute(_FAIL, values)).rowcount > 0


async def put_back(
    tx: Transaction,
    worker: str,
    update_ids: Iterable[int] | None = None,
    not_before: datetime | None = None,
) -> int:
    """Give claimed updates back uncounted: the fault was not theirs. None: all of the worker."""
    values: dict[str, Any] = {"worker": worker, "not_before": not_before}
    if update_ids is None:
        return (await tx.execute(_PUT_ALL_BACK, values)).rowcount
    statement = _PUT_BACK_SQLITE if tx.dialect == "sqlite" else _PUT_BACK_POSTGRES
    values["ids"] = _list(tx, sorted(update_ids))
    return (await tx.execute(statement, values)).rowcount


async def recover(tx: Transaction, now: datetime, *, alone: bool = False) -> int:
    """Give back what dead workers held; returns how many.

    A worker is dead when its lease ran out, on PostgreSQL also when its session is gone
    (`community.storage.presence`). `alone`: this process is the only one, so all others are dead.
    """
    statement = _RECOVER_SQLITE if tx.dialect == "sqlite" else _RECOVER_POSTGRES
    values = {"now": now, "most": MOST_LOST_LEASES, "alone": alone}
    return (await tx.execute(statement, values)).rowcount


async def purge(tx: Transaction, now: datetime) -> int:
    """Forget what dead updates said after 48 hours, and all rows after six days."""
    await tx.execute(_PURGE_ROWS, {"before": now - ROW_KEPT})
    return (await tx.execute(_PURGE_PAYLOADS, {"before": now - PAYLOAD_KEPT})).rowcount


async def entries(tx: Transaction, states: Sequence[str], limit: int = 100) -> list[Entry]:
    """Rows in these states, oldest first."""
    rows = await tx.rows(_ENTRIES, {"states": list(states), "limit": limit})
    return [Entry(**{**row._mapping, "has_payload": bool(row.has_payload)}) for row in rows]


async def retry(tx: Transaction, update_ids: Sequence[int] | None = None) -> int:
    """Let dead updates try again (None: all) whose content is still there."""
    return await _on_chosen(tx, _RETRY, update_ids, {})


async def drop(tx: Transaction, update_ids: Sequence[int], now: datetime) -> int:
    """Never handle these dead or waiting updates."""
    return await _on_chosen(tx, _DROP, update_ids, {"now": now})


async def counts(tx: Transaction) -> dict[str, int]:
    """How many rows there are in each state."""
    return {row.state: row.number for row in await tx.rows(_COUNTS)}


async def oldest_age(tx: Transaction, now: datetime) -> float:
    """Seconds since the oldest update arrived that is not settled; 0 without one."""
    received = await tx.value(_OLDEST)
    return 0.0 if received is None else max(0.0, (now - received).total_seconds())


async def _on_chosen(
    tx: Transaction, statement: TextClause, update_ids: Sequence[int] | None, values: dict[str, Any]
) -> int:
    if update_ids is None:
        dead = await entries(tx, ("dead",), limit=1_000_000)
        update_ids = [entry.update_id for entry in dead]
    changed = 0
    for update_id in update_ids:
        changed += (await tx.execute(statement, {**values, "id": update_id})).rowcount
    return changed


def _list(tx: Transaction, numbers: Iterable[int]) -> Any:
    numbers = list(numbers)
    return json.dumps(numbers) if tx.dialect == "sqlite" else numbers


def _sql(statement: str) -> TextClause:
    """With the types of moments, whatever their names in the statement."""
    moments = ("now", "until", "not_before", "settled_at", "before")
    return text(statement).bindparams(
        *(bindparam(name, type_=UtcTime()) for name in moments if f":{name}" in statement)
    )


# Both engines use the partial index `ix_inbox_open` only where its condition stands literally.
_OPEN = "state IN ('new', 'claimed')"
_IDS_SQLITE = "update_id IN (SELECT value FROM json_each(:ids))"
_IDS_POSTGRES = "update_id = ANY(CAST(:ids AS BIGINT[]))"

_STORE = "INSERT INTO inbox (update_id, lane, payload, received_at) SELECT "
_STORE_SQLITE = _sql(
    _STORE + "value ->> 0, value ->> 1, value ->> 2, :now FROM json_each(:rows) WHERE true "
    "ON CONFLICT (update_id) DO NOTHING RETURNING update_id"
)
_STORE_POSTGRES = _sql(
    _STORE + "id, lane, payload, :now FROM unnest(CAST(:ids AS BIGINT[]), "
    "CAST(:lanes AS BIGINT[]), CAST(:payloads AS TEXT[])) AS arrival (id, lane, payload) "
    "ON CONFLICT (update_id) DO NOTHING RETURNING update_id"
)

_ALL = 2**62
_HEADS = (
    "SELECT i.update_id FROM (SELECT lane, MIN(update_id) AS head FROM "
    f"(SELECT lane, update_id FROM inbox {{index}} WHERE {_OPEN} "
    "ORDER BY update_id LIMIT :window) AS oldest "
    "GROUP BY lane) AS lanes JOIN inbox AS i ON i.update_id = lanes.head "
    "WHERE i.state = 'new' AND (i.lease_until IS NULL OR i.lease_until <= :now) "
)
_CLAIM = (
    "UPDATE inbox SET state = 'claimed', lease_until = :until, lease_by = :worker "
    "WHERE update_id IN ({heads}) RETURNING update_id, lane, payload, attempts, received_at"
)


def _claiming(heads: str, index: str) -> Any:
    statement = _sql(_CLAIM.format(heads=heads.format(index=index)))
    return statement.bindparams(bindparam("window", type_=BigInteger())).columns(
        column("update_id"),
        column("lane"),
        column("payload"),
        column("attempts"),
        column("received_at", UtcTime()),
    )


_CLAIM_SQLITE = _claiming(
    _HEADS + "AND i.lane NOT IN (SELECT value FROM json_each(:busy)) "
    "ORDER BY i.update_id LIMIT :limit",
    # Left to itself SQLite walks through all that was done to find what is open.
    index="INDEXED BY ix_inbox_open",
)
_CLAIM_POSTGRES = _claiming(
    _HEADS + "AND i.lane <> ALL(CAST(:busy AS BIGINT[])) "
    "ORDER BY i.update_id LIMIT :limit FOR UPDATE OF i SKIP LOCKED",
    index="",
)

_DONE = (
    "UPDATE inbox SET state = 'done', settled_at = :now, lease_until = NULL, payload = NULL "
    "WHERE {ids} AND state = 'claimed' AND lease_by = :worker RETURNING update_id"
)
_DONE_SQLITE = _sql(_DONE.format(ids=_IDS_SQLITE))
_DONE_POSTGRES = _sql(_DONE.format(ids=_IDS_POSTGRES))

_FAIL = _sql(
    "UPDATE inbox SET state = :state, attempts = attempts + 1, lease_until = :not_before, "
    "lease_by = NULL, settled_at = :settled_at, error = :error "
    "WHERE update_id = :id AND state = 'claimed' AND lease_by = :worker"
)

_PUT_BACK = (
    "UPDATE inbox SET state = 'new', lease_until = :not_before, lease_by = NULL "
    f"WHERE {_OPEN} AND state = 'claimed' AND lease_by = :worker"
)
_PUT_ALL_BACK = _sql(_PUT_BACK)
_PUT_BACK_SQLITE = _sql(f"{_PUT_BACK} AND {_IDS_SQLITE}")
_PUT_BACK_POSTGRES = _sql(f"{_PUT_BACK} AND {_IDS_POSTGRES}")

_RECOVER = (
    "UPDATE inbox SET attempts = attempts + 1, lease_until = NULL, lease_by = NULL, "
    "error = 'WorkerLost', "
    "state = CASE WHEN attempts + 1 >= :most THEN 'dead' ELSE 'new' END, "
    "settled_at = CASE WHEN attempts + 1 >= :most THEN :now END "
    "WHERE update_id IN (SELECT update_id FROM inbox "
    f"WHERE {_OPEN} AND state = 'claimed' AND (:alone OR lease_until < :now"
)
_RECOVER_SQLITE = _sql(_RECOVER + "))")
# Who is present holds an advisory lock whose number stands in `lease_by` behind the "#".
_RECOVER_POSTGRES = _sql(
    _RECOVER + " OR (lease_by LIKE '%#%' AND NOT EXISTS (SELECT 1 FROM pg_locks AS held "
    "WHERE held.locktype = 'advisory' AND held.objsubid = 1 AND "
    "((held.classid::bigint << 32) | held.objid::bigint) = "
    "split_part(lease_by, '#', 2)::bigint))) FOR UPDATE SKIP LOCKED)"
)

_PURGE_PAYLOADS = _sql(
    "UPDATE inbox SET payload = NULL WHERE settled_at < :before AND payload IS NOT NULL"
)
_PURGE_ROWS = _sql("DELETE FROM inbox WHERE settled_at < :before")

_ENTRIES = (
    text(
        "SELECT update_id, lane, state, attempts, received_at, error, "
        "payload IS NOT NULL AS has_payload FROM inbox WHERE state IN :states "
        "ORDER BY received_at, update_id LIMIT :limit"
    )
    .bindparams(bindparam("states", expanding=True), bindparam("limit", type_=BigInteger()))
    .columns(received_at=UtcTime())
)
_RETRY = _sql(
    "UPDATE inbox SET state = 'new', attempts = 0, settled_at = NULL, lease_until = NULL "
    "WHERE update_id = :id AND state = 'dead' AND payload IS NOT NULL"
)
_DROP = _sql(
    "UPDATE inbox SET state = 'dropped', settled_at = :now, lease_until = NULL, payload = NULL "
    "WHERE update_id = :id AND state IN ('new', 'dead')"
)
_COUNTS = text("SELECT state, COUNT(*) AS number FROM inbox GROUP BY state")
_OLDEST = text(f"SELECT MIN(received_at) AS received_at FROM inbox WHERE {_OPEN}").columns(
    received_at=UtcTime()
)
