"""Seats that add up, offers that end, who came: what holds of registrations."""

from __future__ import annotations

from sqlalchemy import case, func, or_, select

from community.activities import tables as activity_tables
from community.capability import Check
from community.registrations import tables
from community.storage.database import Transaction


async def _seats(tx: Transaction) -> list[str]:
    """Never more than the capacity, and what is left is what nobody holds."""
    table, registration = activity_tables.occurrence.c, tables.registration.c
    seats = case((registration.state.in_(tables.HOLDING), 1 + registration.guests), else_=0)
    held = func.coalesce(func.sum(seats), 0)
    query = (
        select(table.id, table.capacity, table.seats_left, held.label("held"))
        .outerjoin(tables.registration, registration.occurrence_id == table.id)
        .group_by(table.id, table.capacity, table.seats_left)
        .having(or_(held > table.capacity, held != table.capacity - table.seats_left))
        .order_by(table.id)
    )
    return [
        f"occurrence {row.id}: {row.held} seats held of {row.capacity}, {row.seats_left} left"
        for row in await tx.rows(query)
    ]


async def _once(tx: Transaction) -> list[str]:
    table = tables.registration.c
    twice = (
        select(table.member_id, table.occurrence_id)
        .group_by(table.member_id, table.occurrence_id)
        .having(func.count() > 1)
    )
    return [
        f"registration: member {row.member_id} has several for {row.occurrence_id}"
        for row in await tx.rows(twice)
    ]


async def _states(tx: Transaction) -> list[str]:
    table = tables.registration.c
    strange = select(table.id, table.state).where(table.state.not_in(tables.REGISTRATION_STATES))
    return [f"registration {row.id}: state {row.state}" for row in await tx.rows(strange)]


async def _offers(tx: Transaction) -> list[str]:
    table = tables.registration.c
    endless = select(table.id).where(
        or_(table.state == "offered", table.offer_until.is_not(None)),
        or_(table.offer_until.is_(None), table.state != "offered"),
    )
    return [f"registration {row.id}: an offer without an end" for row in await tx.rows(endless)]


async def _absent(tx: Transaction) -> list[str]:
    check_in, registration = tables.check_in, tables.registration
    absent = (
        select(registration.c.id)
        .join(check_in, check_in.c.registration_id == registration.c.id)
        .where(registration.c.state != "seated")
    )
    return [f"registration {row[0]}: checked in without a seat" for row in await tx.rows(absent)]


async def _check_ins(tx: Transaction) -> list[str]:
    table = tables.check_in.c
    twice = select(table.registration_id).group_by(table.registration_id).having(func.count() > 1)
    return [f"registration {row[0]}: checked in twice" for row in await tx.rows(twice)]


CHECKS = (
    Check("seats", "Seats held and seats left are the capacity, which is never exceeded.", _seats),
    Check("once", "A member has one registration for a date.", _once),
    Check("states", "A registration is in exactly one known state.", _states),
    Check("offers", "An offer has an end, and only an offer.", _offers),
    Check("present", "Who was checked in has a seat.", _absent),
    Check("check-ins", "A registration is checked in once.", _check_ins),
)
