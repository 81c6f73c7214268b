"""How fast the whole fleet may send: one row that holds when the next message fits.

The generic cell rate algorithm (ITU-T I.371, as a virtual schedule): with an interval T
between messages and a tolerance τ, messages fit when the row is at most τ ahead of now, and
each moves the row on by T from where it is or from now, whichever is later. In any second
at most (1 + τ) / T messages go out, plus those that are granted together.

What members asked for goes out at once and is only counted (`spend`); what the bot sends on
its own takes what is left (`take`), and a fifth of the rate where nothing is left. Times are
Unix seconds of the machines, which must agree to a fraction of a second; never the clock that
the playground moves.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Float, case, cast, literal, select, update
from sqlalchemy.sql.elements import ColumnElement

from community.messages import tables
from community.storage.database import Transaction
from community.storage.upsert import upsert

BULK: Final = "bulk"
PER_SECOND: Final = 25.0
TOGETHER: Final = 2
"""At most so many are granted at once: 1.08 s × 25 + 2 = 29 in any second."""
TOLERANCE_S: Final = 2 / PER_SECOND
MOST_SPENT_S: Final = 0.4
"""How long answers hold up the rest: what went out before that counts no more."""
LONGEST_PAUSE_S: Final = 3600.0
"""A row further ahead is not believed: a clock was wrong."""
_NEXT = tables.rate_limit.c.next_at
_ROW = tables.rate_limit.c.name == BULK


async def take(
    tx: Transaction,
    now_s: float,
    messages: int = 1,
    *,
    per_second: float = PER_SECOND,
    tolerance_s: float = TOLERANCE_S,
) -> float:
    """Take room for messages: 0.0 when they may go now, else the seconds until it is worth
    asking again, and nothing is taken."""
    taking = (
        update(tables.rate_limit)
        .where(_ROW, _believed(now_s) <= now_s + tolerance_s)
        .values(next_at=_later(_believed(now_s), now_s) + messages / per_second)
        .returning(_NEXT)
    )
    if (await tx.execute(taking)).scalar() is not None:
        return 0.0
    ahead = await tx.value(select(_believed(now_s)).where(_ROW))
    if ahead is None:
        await _create(tx, now_s)
        return await take(tx, now_s, messages, per_second=per_second, tolerance_s=tolerance_s)
    return max(float(ahead) - tolerance_s - now_s, 0.001)


async def spend(
    tx: Transaction, now_s: float, messages: int, *, per_second: float = PER_SECOND
) -> None:
    """Count messages that went out without asking: the bulk waits for them, but not long."""
    believed, most = _believed(now_s), now_s + MOST_SPENT_S
    counted = _later(believed, now_s) + messages / per_second
    await _move(tx, now_s, case((counted < most, counted), else_=_later(believed, most)))


async def push(tx: Transaction, now_s: float, seconds: float) -> None:
    """Telegram said "retry after": nobody in the fleet sends for so long."""
    until = now_s + min(seconds, LONGEST_PAUSE_S) + TOLERANCE_S
    await _move(tx, now_s, _later(_believed(now_s), until))


async def _move(tx: Transaction, now_s: float, to: ColumnElement[float]) -> None:
    moving = update(tables.rate_limit).where(_ROW).values(next_at=to)
    if (await tx.execute(moving)).rowcount == 0:
        await _create(tx, now_s)
        await tx.execute(moving)


async def _create(tx: Transaction, now_s: float) -> None:
    first = upsert(tx, tables.rate_limit).values(name=BULK, next_at=now_s)
    await tx.execute(first.on_conflict_do_nothing())


def _believed(now_s: float) -> ColumnElement[float]:
    return case((now_s + 2 * LONGEST_PAUSE_S < _NEXT, _float(now_s)), else_=_NEXT)


def _later(one: ColumnElement[float], other: float) -> ColumnElement[float]:
    return case((one < other, _float(other)), else_=one)


def _float(value: float) -> ColumnElement[float]:
    return cast(literal(value), Float(53))
