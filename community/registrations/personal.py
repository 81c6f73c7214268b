"""What a member signed up for, and where they were."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.activities import tables as activity_tables
from community.capability import Kept, Person, Personal
from community.registrations import tables
from community.registrations.registrations import leave_everything
from community.storage.database import Transaction
from community.storage.json_rows import json_rows


async def _export(tx: Transaction, member: Person) -> dict[str, Any]:
    registration, occurrence = tables.registration, activity_tables.occurrence
    check_in = tables.check_in
    query = (
        select(
            occurrence.c.title,
            occurrence.c.starts_at,
            registration.c.state,
            registration.c.guests,
            registration.c.leads,
            registration.c.queued_at,
            registration.c.offer_until,
            registration.c.changed_at,
            check_in.c.at.label("checked_in_at"),
            check_in.c.how.label("checked_in_how"),
        )
        .select_from(registration)
        .join(occurrence, occurrence.c.id == registration.c.occurrence_id)
        .outerjoin(check_in, check_in.c.registration_id == registration.c.id)
        .where(registration.c.member_id == member.id)
        .order_by(registration.c.id)
    )
    return {"registrations": await json_rows(tx, query)}


async def _erase(tx: Transaction, member: Person, now: datetime) -> None:
    """Their seats are offered to those who wait."""
    await leave_everything(tx, member.id, now)


PERSONAL = Personal(
    kept=(
        Kept("registration", (tables.registration, tables.registration_operation)),
        Kept("check-in", (tables.check_in,)),
    ),
    export=_export,
    erase=_erase,
)
