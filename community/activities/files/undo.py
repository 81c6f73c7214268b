"""How an import of activities is undone: what it added goes, while nobody has a seat in it.

What an import changed or cancelled stays: members were told of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select

from community.activities import series, tables
from community.activities.files.rows import ACTIVITIES
from community.storage.database import Transaction
from community.tables.batches import Imports
from community.tables.reports import Facts


async def facts_now(tx: Transaction, series_id: int) -> Facts:
    """The facts of a series, and how often its dates were changed."""
    found = await series.series(tx, series_id)
    dates = await series.occurrences_of(tx, series_id)
    return {**series.stored(found.facts), "revisions": sum(one.revision for one in dates)}


async def _look(tx: Transaction, refs: Collection[str]) -> Mapping[str, Facts]:
    """Of those that nobody has a seat in. Locked: nobody takes one meanwhile."""
    table, numbers = tables.occurrence.c, [int(ref) for ref in refs]
    dates = await tx.rows(
        select(table.series_id, table.seats_left, table.capacity)
        .where(table.series_id.in_(numbers))
        .order_by(table.id)
        .with_for_update()
    )
    taken = {row.series_id for row in dates if row.seats_left < row.capacity}
    left = {row.series_id for row in dates} - taken
    return {str(number): await facts_now(tx, number) for number in sorted(left)}


async def _put_back(tx: Transaction, before: Mapping[str, Facts | None], _now: datetime) -> None:
    numbers = [int(ref) for ref in before]
    await tx.execute(delete(tables.series).where(tables.series.c.id.in_(numbers)))


IMPORTS = Imports(ACTIVITIES.about, _look, _put_back)
