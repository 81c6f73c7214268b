"""What members have set, for many at once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from community.members import tables
from community.members.quiet_hours import QuietHours
from community.storage.database import Transaction

_AT_ONCE = 500
"""Databases limit how many values a statement may carry."""


async def quiet_hours_of(tx: Transaction, member_ids: Collection[int]) -> dict[int, QuietHours]:
    """Of every member asked for; the usual ones where a member has set none."""
    table, numbers = tables.member.c, sorted(set(member_ids))
    found: dict[int, QuietHours] = {}
    for first in range(0, len(numbers), _AT_ONCE):
        query = select(table.id, table.quiet_from, table.quiet_until).where(
            table.id.in_(numbers[first : first + _AT_ONCE])
        )
        for row in await tx.rows(query):
            found[row.id] = QuietHours.of_member(row.quiet_from, row.quiet_until)
    return found
