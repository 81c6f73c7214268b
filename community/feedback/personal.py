"""What a member said of activities they went to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from community.capability import Kept, Person, Personal
from community.feedback import tables
from community.registrations import tables as registration_tables
from community.storage.database import Transaction
from community.storage.json_rows import json_rows


async def _export(tx: Transaction, member: Person) -> dict[str, Any]:
    """A row for every registration, in their order: it stands in theirs."""
    feedback, registration = tables.feedback, registration_tables.registration
    query = (
        select(feedback.c.stars, feedback.c.line, feedback.c.given_at)
        .select_from(registration)
        .outerjoin(feedback, feedback.c.registration_id == registration.c.id)
        .where(registration.c.member_id == member.id)
        .order_by(registration.c.id)
    )
    return {"registrations": await json_rows(tx, query)}


PERSONAL = Personal(kept=(Kept("feedback", (tables.feedback,)),), export=_export)
