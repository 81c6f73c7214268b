"""Members say that what is shown of a center is wrong; staff see the list and settle it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from community.errors import CommunityError
from community.members.members import lock
from community.places import tables as place_tables
from community.reports import tables
from community.staff.roles import StaffScope
from community.storage.database import Transaction
from community.storage.upsert import upsert

MAX_REPORTS_A_DAY = 10
MAX_DETAIL = 500


class ReportUnknown(CommunityError):
    """No report has this number."""


class TooManyReports(CommunityError):
    """A member makes at most `limit` reports a day."""


@dataclass(frozen=True, slots=True)
class Report:
    id: int
    center_id: int
    center_name: str
    reason: str
    detail: str | None
    reported_at: datetime


async def report(
    tx: Transaction,
    member_id: int,
    center_id: int,
    reason: str,
    *,
    op_id: str,
    now: datetime,
    detail: str | None = None,
) -> bool:
    """Write a report down; the same `op_id` again changes nothing and returns False.

    `detail` is cut at 500 characters. Raises `TooManyReports` after 10 in 24 hours.
    """
    table = tables.center_report
    await lock(tx, member_id)
    since = select(func.count()).where(
        table.c.member_id == member_id,
        table.c.reported_at > now - timedelta(days=1),
        table.c.op_id != op_id,
    )
    if await tx.value(since) >= MAX_REPORTS_A_DAY:
        raise TooManyReports(limit=MAX_REPORTS_A_DAY)
    statement = upsert(tx, table).values(
        member_id=member_id,
        center_id=center_id,
        op_id=op_id,
        reason=reason,
        detail=detail[:MAX_DETAIL] if detail else None,
        reported_at=now,
    )
    result = await tx.execute(statement.on_conflict_do_nothing(index_elements=["op_id"]))
    return result.rowcount > 0


async def open_reports(tx: Transaction, scope: StaffScope, limit: int = 50) -> list[Report]:
    """The oldest reports that nobody settled, of the centers that the staff member serves."""
    table, center = tables.center_report, place_tables.center
    query = (
        select(
            table.c.id,
            table.c.center_id,
            center.c.name.label("center_name"),
            table.c.reason,
            table.c.detail,
            table.c.reported_at,
        )
        .join(center, center.c.id == table.c.center_id)
        .where(table.c.settled_at.is_(None))
        .order_by(table.c.id)
        .limit(limit)
    )
    if not scope.district:
        query = query.where(table.c.center_id.in_(scope.centers))
    return [Report(**row._mapping) for row in await tx.rows(query)]


async def settle(
    tx: Transaction, scope: StaffScope, report_id: int, by_member: int, now: datetime
) -> bool:
    """Mark a report as dealt with; returns False when it was so already.

    Raises `ReportUnknown` for a number that is not in the staff member's scope.
    """
    table = tables.center_report
    found = await tx.row(select(table.c.center_id).where(table.c.id == report_id))
    if found is None or not scope.serves(found.center_id):
        raise ReportUnknown(number=report_id)
    result = await tx.execute(
        update(table)
        .where(table.c.id == report_id, table.c.settled_at.is_(None))
        .values(settled_at=now, settled_by=by_member)
    )
    return result.rowcount > 0
