"""Who serves which center; asked of the database at every action, never of a button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from community.errors import CommunityError
from community.places import tables as place_tables
from community.places.centers import CenterUnknown
from community.staff import tables
from community.storage.database import Transaction


class NotStaff(CommunityError):
    """The action needs a staff role that the member does not have."""


@dataclass(frozen=True, slots=True)
class StaffScope:
    """The centers that a staff member serves; `district` means all of them."""

    district: bool
    centers: tuple[int, ...]

    def serves(self, center_id: int) -> bool:
        return self.district or center_id in self.centers

    def require(self, center_id: int) -> None:
        """Raises `NotStaff` where the scope does not reach."""
        if not self.serves(center_id):
            raise NotStaff(center=center_id)


DISTRICT = StaffScope(district=True, centers=())
"""All centers: the operator, and what the bot does on its own."""


@dataclass(frozen=True, slots=True)
class StaffRole:
    channel: str
    channel_user_id: int
    role: str
    center_ref: str | None


async def scope_of(tx: Transaction, channel: str, channel_user_id: int) -> StaffScope:
    """What a user may act on. Raises `NotStaff` when that is nothing."""
    table = tables.staff_role
    rows = await tx.rows(
        select(table.c.center_id).where(
            table.c.channel == channel, table.c.channel_user_id == channel_user_id
        )
    )
    if not rows:
        raise NotStaff()
    centers = tuple(row.center_id for row in rows if row.center_id is not None)
    return StaffScope(district=len(centers) < len(rows), centers=centers)


async def grant(
    tx: Transaction,
    channel: str,
    channel_user_id: int,
    role: str,
    now: datetime,
    center_ref: str | None = None,
) -> None:
    """Give a role at one center, or in the whole district. Raises `CenterUnknown`."""
    center_id = None
    if center_ref is not None:
        center_id = await tx.value(
            select(place_tables.center.c.id).where(place_tables.center.c.ref == center_ref)
        )
        if center_id is None:
            raise CenterUnknown(ref=center_ref)
    await revoke(tx, channel, channel_user_id, center_ref)
    await tx.execute(
        insert(tables.staff_role).values(
            channel=channel,
            channel_user_id=channel_user_id,
            role=role,
            center_id=center_id,
            granted_at=now,
        )
    )


async def revoke(
    tx: Transaction, channel: str, channel_user_id: int, center_ref: str | None = None
) -> bool:
    """Take a role back; returns whether there was one."""
    table = tables.staff_role
    where = [table.c.channel == channel, table.c.channel_user_id == channel_user_id]
    if center_ref is None:
        where.append(table.c.center_id.is_(None))
    else:
        center = select(place_tables.center.c.id).where(place_tables.center.c.ref == center_ref)
        where.append(table.c.center_id.in_(center))
    result = await tx.execute(delete(table).where(*where))
    return result.rowcount > 0


async def staff(tx: Transaction) -> list[StaffRole]:
    """Everybody with a role, in the order in which they got it."""
    table = tables.staff_role
    query = (
        select(
            table.c.channel,
            table.c.channel_user_id,
            table.c.role,
            place_tables.center.c.ref.label("center_ref"),
        )
        .outerjoin(place_tables.center, place_tables.center.c.id == table.c.center_id)
        .order_by(table.c.id)
    )
    return [StaffRole(**row._mapping) for row in await tx.rows(query)]
