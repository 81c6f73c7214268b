"""What is kept of a member about activities and clubs, for their own copy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from community import schema
from community.database import Transaction


async def export(tx: Transaction, member_id: int) -> dict[str, Any]:
    """Registrations with attendance and feedback, clubs, the calendar, notices; JSON values."""
    registration, club = schema.registration, schema.club
    occurrence, series = schema.occurrence, schema.series
    registrations = (
        select(
            occurrence.c.title,
            occurrence.c.starts_at,
            registration.c.state,
            registration.c.guests,
            registration.c.leads,
            registration.c.queued_at,
            registration.c.offer_until,
            registration.c.changed_at,
            schema.check_in.c.at.label("checked_in_at"),
            schema.check_in.c.how.label("checked_in_how"),
            schema.feedback.c.stars,
            schema.feedback.c.line,
            schema.feedback.c.given_at,
        )
        .select_from(registration)
        .join(occurrence, occurrence.c.id == registration.c.occurrence_id)
        .outerjoin(schema.check_in, schema.check_in.c.registration_id == registration.c.id)
        .outerjoin(schema.feedback, schema.feedback.c.registration_id == registration.c.id)
        .where(registration.c.member_id == member_id)
        .order_by(registration.c.id)
    )
    clubs = (
        select(club.c.name, schema.club_member.c.joined_at)
        .join(schema.club_member, schema.club_member.c.club_id == club.c.id)
        .where(schema.club_member.c.member_id == member_id)
        .order_by(schema.club_member.c.id)
    )
    feeds = select(schema.calendar_feed.c.created_at).where(
        schema.calendar_feed.c.member_id == member_id
    )
    written = (
        select(series.c.title, series.c.status, series.c.created_at)
        .where(series.c.created_by == member_id)
        .order_by(series.c.id)
    )
    notices = (
        select(
            schema.outbox.c.kind,
            schema.outbox.c.payload,
            schema.outbox.c.due_at,
            schema.outbox.c.state,
            schema.outbox.c.settled_at,
        )
        .where(schema.outbox.c.member_id == member_id)
        .order_by(schema.outbox.c.id)
    )
    return {
        "registrations": await rows_as_json(tx, registrations),
        "clubs": await rows_as_json(tx, clubs),
        "calendar_feeds": await rows_as_json(tx, feeds),
        "activities_written": await rows_as_json(tx, written),
        "notices": await rows_as_json(tx, notices),
    }


async def rows_as_json(tx: Transaction, query: Any) -> list[dict[str, Any]]:
    """The rows of a SELECT by column, moments as ISO 8601."""
    return [
        {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in row._mapping.items()
        }
        for row in await tx.rows(query)
    ]
