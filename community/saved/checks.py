"""How much one member may keep: counted under a lock, as no constraint can count."""

from __future__ import annotations

from sqlalchemy import Table, func, select

from community.capability import Check
from community.saved import tables
from community.saved.favourites import MAX_FAVOURITES, MAX_SAVED_PLACES
from community.storage.database import Transaction


async def _places(tx: Transaction) -> list[str]:
    return await _above(tx, tables.saved_place, MAX_SAVED_PLACES, "places")


async def _favourites(tx: Transaction) -> list[str]:
    return await _above(tx, tables.favourite, MAX_FAVOURITES, "favourites")


async def _above(tx: Transaction, table: Table, most: int, what: str) -> list[str]:
    query = (
        select(table.c.member_id, func.count())
        .group_by(table.c.member_id)
        .having(func.count() > most)
        .order_by(table.c.member_id)
    )
    return [
        f"saved: member {row[0]} keeps {row[1]} {what}, more than {most}"
        for row in await tx.rows(query)
    ]


CHECKS = (
    Check("places", f"Nobody keeps more than {MAX_SAVED_PLACES} places.", _places),
    Check("favourites", f"Nobody keeps more than {MAX_FAVOURITES} favourites.", _favourites),
)
