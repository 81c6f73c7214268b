"""The form that a member is filling in: a row with an expiry, so that any process can go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select

from community.members import tables
from community.members.members import Member
from community.storage.database import Transaction
from community.storage.upsert import upsert

LIFETIME = timedelta(minutes=30)
_FORM = select(tables.draft.c.form, tables.draft.c.fields).where(
    tables.draft.c.member_id == bindparam("member")
)


@dataclass(frozen=True, slots=True)
class Draft:
    form: str
    fields: dict[str, Any]


async def put(
    tx: Transaction, member_id: int, form: str, fields: dict[str, Any], now: datetime
) -> None:
    """Begin or continue a form; a member fills in one at a time, the newest wins."""
    values = {"form": form, "fields": fields, "expires_at": now + LIFETIME}
    statement = upsert(tx, tables.draft).values(member_id=member_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["member_id"], set_=values))


async def get(tx: Transaction, member: Member, now: datetime) -> Draft | None:
    """The form that was open when the member was looked up."""
    if not _is_open(member, now):
        return None
    row = await tx.row(_FORM, {"member": member.id})
    return None if row is None else Draft(row.form, row.fields)


async def abandon(tx: Transaction, member: Member, now: datetime) -> None:
    """Close that form because the member turned to something else; writes only if one is open."""
    if _is_open(member, now):
        await drop(tx, member.id)


async def drop(tx: Transaction, member_id: int) -> None:
    """Close the form, filled in or given up."""
    await tx.execute(delete(tables.draft).where(tables.draft.c.member_id == member_id))


async def forget_expired(tx: Transaction, now: datetime) -> int:
    """Delete the forms that nobody went on with; says how many. Periodic."""
    over = tables.draft.c.expires_at <= now
    if await tx.row(select(tables.draft.c.id).where(over).limit(1)) is None:
        return 0
    return int((await tx.execute(delete(tables.draft).where(over))).rowcount)


def _is_open(member: Member, now: datetime) -> bool:
    return member.form_until is not None and member.form_until > now
