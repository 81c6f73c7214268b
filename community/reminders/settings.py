"""How a member wants to be reminded: when before the start, when not at all, the digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from community.errors import CommunityError
from community.members import tables as member_tables
from community.members.quiet_hours import MINUTES_A_DAY, QuietHours
from community.registrations.registrations import MAX_LEADS, LeadsInvalid
from community.reminders import reminders
from community.storage.database import Transaction


class QuietHoursInvalid(CommunityError):
    """Begin and end are minutes of a day."""


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """`leads` are minutes before the start, the longest first."""

    quiet: QuietHours
    leads: tuple[int, ...]
    digest: bool


async def settings_of(tx: Transaction, member_id: int) -> ReminderSettings:
    """What a member has set, with what is usual for the rest."""
    table = member_tables.member.c
    row = await tx.row(
        select(table.quiet_from, table.quiet_until, table.leads, table.digest).where(
            table.id == member_id
        )
    )
    if row is None:
        return ReminderSettings(QuietHours(), reminders.DEFAULT_LEADS, digest=True)
    leads = reminders.DEFAULT_LEADS if row.leads is None else tuple(row.leads)
    return ReminderSettings(
        QuietHours.of_member(row.quiet_from, row.quiet_until), leads, row.digest
    )


async def set_quiet(tx: Transaction, member_id: int, begin: int, end: int, now: datetime) -> None:
    """Quiet from `begin` to `end`, minutes after midnight; equal ones mean never.

    Reminders are planned anew. Raises `QuietHoursInvalid`.
    """
    if not (0 <= begin < MINUTES_A_DAY and 0 <= end < MINUTES_A_DAY):
        raise QuietHoursInvalid()
    await _set(tx, member_id, now, quiet_from=begin, quiet_until=end)


async def set_usual_leads(
    tx: Transaction, member_id: int, leads: Sequence[int] | None, now: datetime
) -> None:
    """Where nothing else is said for an activity; None: as the rules have it.

    Reminders are planned anew. Raises `LeadsInvalid`.
    """
    if leads is not None and (
        len(set(leads)) > MAX_LEADS or not all(0 < lead <= reminders.LONGEST_LEAD for lead in leads)
    ):
        raise LeadsInvalid(limit=MAX_LEADS)
    chosen = None if leads is None else sorted(set(leads), reverse=True)
    await _set(tx, member_id, now, leads=chosen)


async def _set(tx: Transaction, member_id: int, now: datetime, **values: object) -> None:
    await tx.execute(
        update(member_tables.member).where(member_tables.member.c.id == member_id).values(**values)
    )
    await reminders.plan_member(tx, member_id, now)
