"""What no database holds is left out of one row, of many, and of many that return something."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from community.places.tables import revision
from community.storage.database import Database


@pytest.mark.parametrize("returning", [False, True])
async def test_of_many_rows_at_once(database: Database, returning: bool) -> None:
    rows = [{"name": f"a\0{number}", "value": number} for number in range(3)]
    statement = insert(revision).returning(revision.c.name) if returning else insert(revision)
    async with database.transaction() as tx:
        await tx.execute(statement, rows)
    async with database.transaction() as tx:
        kept = {row.name for row in await tx.rows(select(revision.c.name))}
    assert kept >= {"a0", "a1", "a2"}
