"""When a member is left in peace, on the wall clock of the place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from community import schema
from community.database import Transaction

QUIET_FROM = 22 * 60 + 30
QUIET_UNTIL = 8 * 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` until before `end`, minutes after midnight; equal ones mean never."""

    begin: int = QUIET_FROM
    end: int = QUIET_UNTIL

    def cover(self, at: datetime, zone: ZoneInfo) -> bool:
        local = at.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if self.begin <= self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end

    def over(self, at: datetime, zone: ZoneInfo) -> datetime:
        """`at` itself outside quiet hours, otherwise the moment at which they end (UTC)."""
        if not self.cover(at, zone):
            return at
        local = at.astimezone(zone)
        day = local.date()
        if self.begin > self.end and local.hour * 60 + local.minute >= self.begin:
            day += timedelta(days=1)
        end = datetime(day.year, day.month, day.day, self.end // 60, self.end % 60, tzinfo=zone)
        return end.astimezone(UTC)


async def quiet_hours_of(tx: Transaction, member_ids: Collection[int]) -> dict[int, QuietHours]:
    """Of every member asked for; the usual ones where a member has set none."""
    table, numbers = schema.member, sorted(set(member_ids))
    found: dict[int, QuietHours] = {}
    for first in range(0, len(numbers), _AT_ONCE):
        query = select(table.c.id, table.c.quiet_from, table.c.quiet_until).where(
            table.c.id.in_(numbers[first : first + _AT_ONCE])
        )
        for row in await tx.rows(query):
            begin = QUIET_FROM if row.quiet_from is None else row.quiet_from
            end = QUIET_UNTIL if row.quiet_until is None else row.quiet_until
            found[row.id] = QuietHours(begin, end)
    return found


_AT_ONCE = 500
"""Databases limit how many values a statement may carry."""
