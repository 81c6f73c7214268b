"""What the nightly check asks of activities: seats that add up, offers that end."""

from __future__ import annotations

from sqlalchemy import case, func, or_, select

from community.activities import tables
from community.activities.seats import HOLDING
from community.feedback import tables as feedback_tables
from community.registrations import tables as registration_tables
from community.storage.database import Transaction


async def check_activities(tx: Transaction) -> list[str]:
    """One line for each broken promise."""
    return [
        *await _seats(tx),
        *await _states(tx),
        *await _offers(tx),
        *await _attendance(tx),
        *await _series(tx),
    ]


async def _seats(tx: Transaction) -> list[str]:
    """Never more than the capacity, and what is left is what nobody holds."""
    table, registration = tables.occurrence.c, registration_tables.registration.c
    seats = case((registration.state.in_(HOLDING), 1 + registration.guests), else_=0)
    held = func.coalesce(func.sum(seats), 0)
    query = (
        select(table.id, table.capacity, table.seats_left, held.label("held"))
        .outerjoin(registration_tables.registration, registration.occurrence_id == table.id)
        .group_by(table.id, table.capacity, table.seats_left)
        .having(or_(held > table.capacity, held != table.capacity - table.seats_left))
        .order_by(table.id)
    )
    return [
        f"occurrence {row.id}: {row.held} seats held of {row.capacity}, {row.seats_left} left"
        for row in await tx.rows(query)
    ]


async def _states(tx: Transaction) -> list[str]:
    table = registration_tables.registration.c
    twice = (
        select(table.member_id, table.occurrence_id)
        .group_by(table.member_id, table.occurrence_id)
        .having(func.count() > 1)
    )
    strange = select(table.id, table.state).where(
        table.state.not_in(registration_tables.REGISTRATION_STATES)
    )
    return [
        *(
            f"registration: member {row.member_id} has several for {row.occurrence_id}"
            for row in await tx.rows(twice)
        ),
        *(f"registration {row.id}: state {row.state}" for row in await tx.rows(strange)),
    ]


async def _offers(tx: Transaction) -> list[str]:
    table = registration_tables.registration.c
    endless = select(table.id).where(
        or_(table.state == "offered", table.offer_until.is_not(None)),
        or_(table.offer_until.is_(None), table.state != "offered"),
    )
    return [f"registration {row.id}: an offer without an end" for row in await tx.rows(endless)]


async def _attendance(tx: Transaction) -> list[str]:
    check_in, feedback = registration_tables.check_in, feedback_tables.feedback
    registration = registration_tables.registration
    absent = (
        select(registration.c.id)
        .join(check_in, check_in.c.registration_id == registration.c.id)
        .where(registration.c.state != "seated")
    )
    unseen = (
        select(feedback.c.registration_id)
        .outerjoin(check_in, check_in.c.registration_id == feedback.c.registration_id)
        .where(check_in.c.id.is_(None))
    )
    return [
        *(f"registration {row[0]}: checked in without a seat" for row in await tx.rows(absent)),
        *(f"registration {row[0]}: feedback without attendance" for row in await tx.rows(unseen)),
    ]


async def _series(tx: Transaction) -> list[str]:
    series, occurrence = tables.series, tables.occurrence
    shown = (
        select(series.c.id)
        .join(occurrence, occurrence.c.series_id == series.c.id)
        .where(series.c.status == "draft")
        .distinct()
    )
    return [f"series {row[0]}: a draft that members see" for row in await tx.rows(shown)]
