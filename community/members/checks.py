"""What holds of members beyond the constraints."""

from __future__ import annotations

from sqlalchemy import func, select

from community.capability import Check
from community.members import tables
from community.storage.database import Transaction


async def _consents(tx: Transaction) -> list[str]:
    consent = tables.consent.c
    query = (
        select(consent.member_id, consent.purpose, func.count())
        .where(consent.withdrawn_at.is_(None))
        .group_by(consent.member_id, consent.purpose)
        .having(func.count() > 1)
    )
    return [
        f"consent: member {row[0]} has {row[2]} in force for {row[1]}"
        for row in await tx.rows(query)
    ]


CHECKS = (Check("consents", "A member has at most one consent in force for a purpose.", _consents),)
