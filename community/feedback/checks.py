"""What holds of feedback beyond the constraints."""

from __future__ import annotations

from sqlalchemy import select

from community.capability import Check
from community.feedback import tables
from community.registrations import tables as registration_tables
from community.storage.database import Transaction


async def _attended(tx: Transaction) -> list[str]:
    check_in, feedback = registration_tables.check_in, tables.feedback
    unseen = (
        select(feedback.c.registration_id)
        .outerjoin(check_in, check_in.c.registration_id == feedback.c.registration_id)
        .where(check_in.c.id.is_(None))
    )
    return [f"registration {row[0]}: feedback without attendance" for row in await tx.rows(unseen)]


CHECKS = (Check("attended", "Only who was there says how it was.", _attended),)
