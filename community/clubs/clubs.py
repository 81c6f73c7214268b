"""Clubs (社团): members join, see what comes, and get a digest on Sunday evening."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, delete, func, select, update

from community.activities import tables as activity_tables
from community.activities.occurrences import Occurrence, Window, occurrence_of, occurrences
from community.activities.recurrence import in_zone
from community.clubs import tables
from community.clubs.notices import DIGEST
from community.errors import CommunityError
from community.members import tables as member_tables
from community.messages import outbox
from community.messages.outbox import Notice
from community.staff.roles import NotStaff, StaffScope
from community.storage.database import AnyRow, Transaction
from community.storage.upsert import upsert

MAX_NAME = 60
MAX_DESCRIPTION = 500
DIGEST_HOUR = 20
DIGEST_LATEST_HOUR = 22
PLANNED_AHEAD = timedelta(hours=12)
"""The digests of Sunday 20:00 are written down from 8:00 on."""
SUNDAY = 6


class ClubUnknown(CommunityError):
    """No club has this number or link, or it is given up."""


class ClubNameInvalid(CommunityError):
    """A club needs a name of 1 to `limit` characters."""


class ClubNameTaken(CommunityError):
    """Another club has this `name`."""


@dataclass(frozen=True, slots=True)
class Club:
    """A club as one member sees it."""

    id: int
    token: str
    name: str
    description: str | None
    center_id: int | None
    members: int
    joined: bool


async def all_clubs(tx: Transaction, member_id: int) -> list[Club]:
    """Every active club, those with most members first."""
    found = [_club(row) for row in await tx.rows(_clubs(member_id))]
    return sorted(found, key=lambda club: (-club.members, club.name))


async def club(tx: Transaction, club_id: int, member_id: int) -> Club:
    """Raises `ClubUnknown`."""
    return await _one(tx, member_id, tables.club.c.id == club_id)


async def by_token(tx: Transaction, token: str, member_id: int) -> Club:
    """The club of a deep link. Raises `ClubUnknown`."""
    return await _one(tx, member_id, tables.club.c.token == token)


async def create(
    tx: Transaction,
    scope: StaffScope,
    name: str,
    description: str | None,
    center_id: int | None,
    now: datetime,
) -> Club:
    """A club of a center, or of the whole district.

    Raises `ClubNameInvalid`, `ClubNameTaken`, `NotStaff`.
    """
    _require(scope, center_id)
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME:
        raise ClubNameInvalid(limit=MAX_NAME)
    token = secrets.token_urlsafe(9)
    statement = upsert(tx, tables.club).values(
        token=token,
        name=name,
        description=description[:MAX_DESCRIPTION] if description else None,
        center_id=center_id,
        created_at=now,
    )
    written = await tx.execute(statement.on_conflict_do_nothing(index_elements=["name"]))
    if written.rowcount == 0:
        raise ClubNameTaken(name=name)
    return await by_token(tx, token, 0)


async def give_up(tx: Transaction, scope: StaffScope, club_id: int) -> None:
    """Show the club no longer; what it organises stays. Raises `ClubUnknown`, `NotStaff`."""
    _require(scope, (await club(tx, club_id, 0)).center_id)
    table = tables.club
    await tx.execute(update(table).where(table.c.id == club_id).values(active=False))


async def join(tx: Transaction, member_id: int, club_id: int, now: datetime) -> bool:
    """Returns False for who is in it already. Raises `ClubUnknown`."""
    await club(tx, club_id, member_id)
    statement = upsert(tx, tables.club_member).values(
        club_id=club_id, member_id=member_id, joined_at=now
    )
    return (await tx.execute(statement.on_conflict_do_nothing())).rowcount == 1


async def leave(tx: Transaction, member_id: int, club_id: int) -> bool:
    """Returns False for who was not in it."""
    table = tables.club_member
    result = await tx.execute(
        delete(table).where(table.c.club_id == club_id, table.c.member_id == member_id)
    )
    return result.rowcount == 1


async def coming_of_member(
    tx: Transaction, member_id: int, now: datetime, *, window: Window | None = None
) -> list[Occurrence]:
    """What comes in the member's clubs, the next first."""
    table = activity_tables.occurrence.c
    query = _in_clubs(occurrences(), now, window).where(tables.club_member.c.member_id == member_id)
    return [occurrence_of(row) for row in await tx.rows(query.order_by(table.starts_at, table.id))]


async def set_digest(tx: Transaction, member_id: int, wanted: bool) -> None:
    """Whether the member gets a digest at all."""
    table = member_tables.member
    await tx.execute(update(table).where(table.c.id == member_id).values(digest=wanted))


async def wants_digest(tx: Transaction, member_id: int) -> bool:
    """Whether the member gets one."""
    table = member_tables.member
    return bool(await tx.value(select(table.c.digest).where(table.c.id == member_id)))


async def plan_digests(tx: Transaction, now: datetime, zone: ZoneInfo) -> int:
    """On Sundays from 8:00 on, write down the digests of 20:00; says how many are new.

    Members get one who are active, want it, and have something coming in their clubs in
    the week that begins after that Sunday. Periodic; the same again writes nothing.
    """
    day = now.astimezone(zone).date()
    due = _at(day, DIGEST_HOUR, zone)
    last = _at(day, DIGEST_LATEST_HOUR, zone)
    if day.weekday() != SUNDAY or not due - PLANNED_AHEAD <= now < last:
        return 0
    monday = day + timedelta(days=1)
    window = week(monday, zone)
    member = member_tables.member
    query = (
        _in_clubs(select(member.c.id), now, window)
        .select_from(member)
        .where(member.c.active, member.c.digest)
        .distinct()
        .order_by(member.c.id)
    )
    number = week_number(monday)
    notices = [
        Notice(DIGEST, row.id, number, 0, max(due, now), last) for row in await tx.rows(query)
    ]
    return await outbox.put(tx, notices) if notices else 0


async def digest(
    tx: Transaction, member_id: int, number: int, now: datetime, zone: ZoneInfo
) -> list[Occurrence]:
    """What to tell of the week with this number (`object_id` of the notice), as it is now."""
    monday = date.fromisocalendar(number // 100, number % 100, 1)
    return await coming_of_member(tx, member_id, now, window=week(monday, zone))


def week_number(day: date) -> int:
    """ISO year times 100 plus the ISO week."""
    year, number, _ = day.isocalendar()
    return year * 100 + number


def week(monday: date, zone: ZoneInfo) -> Window:
    """From Monday 00:00 to the next."""
    return Window(_at(monday, 0, zone), _at(monday + timedelta(days=7), 0, zone))


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return in_zone(datetime(day.year, day.month, day.day, hour), zone)  # noqa: DTZ001


def _in_clubs(query: Any, now: datetime, window: Window | None) -> Any:
    """Narrow a query, of occurrences or of members, to what comes in clubs they are in."""
    table, series, joined = activity_tables.occurrence.c, activity_tables.series, tables.club_member
    of_members = query.column_descriptions[0].get("expr") is member_tables.member.c.id
    if of_members:
        query = (
            query.join(joined, joined.c.member_id == member_tables.member.c.id)
            .join(series, series.c.club_id == joined.c.club_id)
            .join(activity_tables.occurrence, table.series_id == series.c.id)
        )
    else:
        query = query.join(joined, joined.c.club_id == series.c.club_id)
    query = query.join(tables.club, tables.club.c.id == joined.c.club_id)
    query = query.where(tables.club.c.active, table.status == "published", table.starts_at > now)
    if window is not None:
        query = query.where(table.starts_at >= window.begin, table.starts_at < window.end)
    return query


async def _one(tx: Transaction, member_id: int, where: Any) -> Club:
    row = await tx.row(_clubs(member_id).where(where))
    if row is None:
        raise ClubUnknown()
    return _club(row)


def _clubs(member_id: int) -> Any:
    table, joined, own = tables.club, tables.club_member, tables.club_member.alias("own")
    members = select(func.count()).where(joined.c.club_id == table.c.id).scalar_subquery()
    return (
        select(
            table.c.id,
            table.c.token,
            table.c.name,
            table.c.description,
            table.c.center_id,
            members.label("members"),
            own.c.id.is_not(None).label("joined"),
        )
        .outerjoin(own, and_(own.c.club_id == table.c.id, own.c.member_id == member_id))
        .where(table.c.active)
    )


def _club(row: AnyRow) -> Club:
    return Club(**{**row._mapping, "joined": bool(row.joined)})


def _require(scope: StaffScope, center_id: int | None) -> None:
    if center_id is not None:
        scope.require(center_id)
    elif not scope.district:
        raise NotStaff()
