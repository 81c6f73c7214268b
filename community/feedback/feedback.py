"""What those who were there thought of it: stars and one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.activities.occurrences import occurrence
from community.errors import CommunityError
from community.feedback import tables
from community.registrations import tables as registration_tables
from community.registrations import tickets
from community.staff.roles import StaffScope
from community.storage.database import Transaction
from community.storage.upsert import upsert

MAX_LINE = 200


class NotAttended(CommunityError):
    """Only who was checked in tells how it was."""


class FeedbackInvalid(CommunityError):
    """1 to 5 stars, and a line of at most `limit` characters."""


@dataclass(frozen=True, slots=True)
class FeedbackSummary:
    """What an occurrence got; `average` is None without any. Lines carry no names."""

    count: int
    average: float | None
    lines: tuple[tuple[int, str], ...]
    """Stars and the line, oldest first."""


async def give(
    tx: Transaction,
    member_id: int,
    occurrence_id: int,
    stars: int,
    line: str | None,
    now: datetime,
) -> None:
    """Keep or replace a member's feedback. Without a line the one given before stays.

    Raises `NotAttended`, `FeedbackInvalid`.
    """
    line = " ".join(line.split()) if line else None
    if not 1 <= stars <= 5 or (line is not None and len(line) > MAX_LINE):
        raise FeedbackInvalid(limit=MAX_LINE)
    ticket = await tickets.of_member(tx, member_id, occurrence_id)
    if ticket is None or ticket.checked_in_at is None:
        raise NotAttended(number=occurrence_id)
    values = {"stars": stars, "given_at": now}
    if line is not None:
        values["line"] = line
    statement = upsert(tx, tables.feedback).values(registration_id=ticket.id, **values)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["registration_id"], set_=values)
    )


async def summary(tx: Transaction, scope: StaffScope, occurrence_id: int) -> FeedbackSummary:
    """For the staff. Raises `ActivityUnknown`, `NotStaff`."""
    scope.require((await occurrence(tx, occurrence_id)).center_id)
    table, registration = tables.feedback.c, registration_tables.registration
    query = (
        select(table.stars, table.line)
        .join(registration, registration.c.id == table.registration_id)
        .where(registration.c.occurrence_id == occurrence_id)
        .order_by(table.id)
    )
    rows = await tx.rows(query)
    average = sum(row.stars for row in rows) / len(rows) if rows else None
    lines = tuple((row.stars, row.line) for row in rows if row.line)
    return FeedbackSummary(len(rows), average, lines)
