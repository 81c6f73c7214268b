"""What holds of roles beyond the constraints."""

from __future__ import annotations

from sqlalchemy import func, select

from community.capability import Check
from community.staff import tables
from community.storage.database import Transaction


async def _roles(tx: Transaction) -> list[str]:
    """NULL is the whole district: no constraint sees two of them as the same."""
    role = tables.staff_role.c
    query = (
        select(role.channel, role.channel_user_id, role.center_id)
        .group_by(role.channel, role.channel_user_id, role.center_id)
        .having(func.count() > 1)
        .order_by(role.channel, role.channel_user_id)
    )
    return [
        f"staff: {row.channel} {row.channel_user_id} has several roles "
        + (f"at center {row.center_id}" if row.center_id else "in the district")
        for row in await tx.rows(query)
    ]


CHECKS = (
    Check("roles", "Nobody has two roles at one center, or two in the whole district.", _roles),
)
