"""The rows of many reminders, written and withdrawn inside the database.

Every statement has one fixed form and is run with many sets of values, so that 100,000
registrations cost seconds and no memory: their rows never come to Python.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Integer,
    String,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from community.members import tables as member_tables
from community.messages import rows as outbox_rows
from community.registrations import tables as registration_tables
from community.reminders.notices import REMINDER
from community.storage import base
from community.storage.database import AnyRow, Transaction

MOST_LEADS: Final = 8
_outbox, _registration, _member = (
    outbox_rows.ROW,
    registration_tables.registration.c,
    member_tables.member.c,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Members in their seats who want the same, and whose numbers are in a range."""

    occurrence_id: int
    member_id: int | None
    own_leads: str | None
    member_leads: str | None
    quiet_from: int | None
    quiet_until: int | None
    first_id: int
    last_id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """The rows that a group should have for one lead."""

    group: Group
    starts_at: str
    lead: int
    due_at: datetime
    not_after: datetime


def revision(starts_at: str, lead: int | str) -> int:
    """One reminder for each registration, start and lead: moved back and forth it is the same
    one again, and it is not sent twice. A number of 31 bits, as the column holds."""
    return zlib.crc32(f"{starts_at} {lead}".encode()) >> 1


async def groups(
    tx: Transaction, occurrence_ids: Sequence[int], member_id: int | None
) -> list[Group]:
    """Who sits in these occurrences, by what they want."""
    query = _GROUPS.where(
        _registration.occurrence_id.in_(occurrence_ids), _registration.state == "seated"
    )
    if member_id is not None:
        query = query.where(_registration.member_id == member_id)
    rows: Sequence[AnyRow] = await tx.rows(query)
    return [Group(member_id=member_id, **row._mapping) for row in rows]


async def withdraw_all(
    tx: Transaction, occurrence_ids: Sequence[int], member_id: int | None, *, but_seated: bool
) -> None:
    """Withdraw what waits for these occurrences, or (`but_seated`) of those without a seat."""
    values = [
        {"occurrence_id": number, "member_id": member_id, "but_seated": but_seated}
        for number in occurrence_ids
    ]
    await _run(tx, _WITHDRAW_ALL, values)


async def withdraw_others(
    tx: Transaction, group: Group, starts_at: str, leads: Sequence[int]
) -> None:
    """Withdraw what waits for this group and is for another start or another lead."""
    right = [revision(starts_at, lead) for lead in leads]
    right += [-1] * (MOST_LEADS - len(right))
    values = {f"right_{place}": number for place, number in enumerate(right)}
    await _run(tx, _WITHDRAW_OTHERS, [{**asdict(group), **values, "starts_at": starts_at}])


async def write(tx: Transaction, wanted: Sequence[Wanted]) -> int:
    """Move what has another time, add what is missing; returns how many rows are new."""
    values = [
        {
            **asdict(one.group),
            "revision": revision(one.starts_at, one.lead),
            "due_at": one.due_at,
            "not_after": one.not_after,
            "payload": {"starts_at": one.starts_at, "lead": one.lead},
        }
        for one in wanted
    ]
    await _run(tx, _WITHDRAW_MOVED, values)
    insert = _INSERT_POSTGRES if tx.dialect == "postgresql" else _INSERT_SQLITE
    return await _run(tx, insert, values)


async def _run(tx: Transaction, statement: Any, values: list[dict[str, Any]]) -> int:
    """How many rows a statement has changed, over all sets of values."""
    if not values:
        return 0
    if tx.dialect == "sqlite":
        return int((await tx.execute(statement, values)).rowcount)
    # asyncpg does not count the rows of many executions at once.
    return sum([(await tx.execute(statement, one)).rowcount for one in values])


_OCCURRENCE_ID = bindparam("occurrence_id", type_=BigInteger())
_MEMBER_ID = bindparam("member_id", type_=BigInteger())
_OWN_LEADS = cast(_registration.leads, String)
_MEMBER_LEADS = cast(_member.leads, String)
_GROUPED = (
    _registration.occurrence_id,
    _OWN_LEADS.label("own_leads"),
    _MEMBER_LEADS.label("member_leads"),
    _member.quiet_from,
    _member.quiet_until,
)
_GROUPS = (
    select(
        *_GROUPED,
        func.min(_registration.id).label("first_id"),
        func.max(_registration.id).label("last_id"),
    )
    .join_from(registration_tables.registration, member_tables.member)
    .group_by(_registration.occurrence_id, _OWN_LEADS, _MEMBER_LEADS, *_GROUPED[3:])
)
_OF_MEMBER = or_(_MEMBER_ID.is_(None), _registration.member_id == _MEMBER_ID)
_IN_GROUP = (
    _registration.occurrence_id == _OCCURRENCE_ID,
    _registration.state == "seated",
    _OF_MEMBER,
    _OWN_LEADS.is_not_distinct_from(bindparam("own_leads", type_=String())),
    _MEMBER_LEADS.is_not_distinct_from(bindparam("member_leads", type_=String())),
    _member.quiet_from.is_not_distinct_from(bindparam("quiet_from", type_=Integer())),
    _member.quiet_until.is_not_distinct_from(bindparam("quiet_until", type_=Integer())),
    _registration.id >= bindparam("first_id", type_=BigInteger()),
    _registration.id <= bindparam("last_id", type_=BigInteger()),
)
_GROUP_IDS = select(_registration.id).join(member_tables.member).where(*_IN_GROUP)
_WAITING = outbox_rows.withdrawal(REMINDER)
_WITHDRAW_ALL = _WAITING.where(
    _outbox.object_id.in_(
        select(_registration.id).where(
            _registration.occurrence_id == _OCCURRENCE_ID,
            _OF_MEMBER,
            or_(
                bindparam("but_seated", type_=Boolean()).is_(False),
                _registration.state != "seated",
            ),
        )
    )
)
_SNOOZED = func.coalesce(_outbox.payload["snoozed"].as_boolean(), literal(False, Boolean()))
_WITHDRAW_OTHERS = _WAITING.where(
    _outbox.object_id.in_(_GROUP_IDS),
    *(
        _outbox.revision != bindparam(f"right_{place}", type_=Integer())
        for place in range(MOST_LEADS)
    ),
    or_(
        _SNOOZED.is_(False),
        _outbox.payload["starts_at"].as_string() != bindparam("starts_at", type_=String()),
    ),
)
_DUE_AT = bindparam("due_at", type_=base.UtcTime())
_NOT_AFTER = bindparam("not_after", type_=base.UtcTime())
_REVISION = bindparam("revision", type_=Integer())
_WITHDRAW_MOVED = _WAITING.where(
    _outbox.object_id.in_(_GROUP_IDS),
    _outbox.revision == _REVISION,
    or_(_outbox.due_at != _DUE_AT, _outbox.not_after != _NOT_AFTER),
)


def _insert(dialect: Any) -> Any:
    values = outbox_rows.columns(
        REMINDER,
        member_id=_registration.member_id,
        object_id=_registration.id,
        revision=_REVISION,
        payload=bindparam("payload", type_=JSON()),
        due_at=_DUE_AT,
        not_after=_NOT_AFTER,
    )
    return outbox_rows.insert_selected(dialect.insert(outbox_rows.TABLE), _GROUP_IDS, values)


_INSERT_SQLITE = _insert(sqlite)
_INSERT_POSTGRES = _insert(postgresql)
