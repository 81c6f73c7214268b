"""What is kept of a member about activities and clubs, for their own copy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.activities import tables as activity_tables
from community.calendars import tables as calendar_tables
from community.clubs import tables as club_tables
from community.feedback import tables as feedback_tables
from community.messages import tables as message_tables
from community.registrations import tables
from community.storage.database import Transaction


async def export(tx: Transaction, member_id: int) -> dict[str, Any]:
    """Registrations with attendance and feedback, clubs, the calendar, notices; JSON values."""
    registration, club = tables.registration, club_tables.club
    occurrence, series = activity_tables.occurrence, activity_tables.series
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
            tables.check_in.c.at.label("checked_in_at"),
            tables.check_in.c.how.label("checked_in_how"),
            feedback_tables.feedback.c.stars,
            feedback_tables.feedback.c.line,
            feedback_tables.feedback.c.given_at,
        )
        .select_from(registration)
        .join(occurrence, occurrence.c.id == registration.c.occurrence_id)
        .outerjoin(tables.check_in, tables.check_in.c.registration_id == registration.c.id)
        .outerjoin(
            feedback_tables.feedback,
            feedback_tables.feedback.c.registration_id == registration.c.id,
        )
        .where(registration.c.member_id == member_id)
        .order_by(registration.c.id)
    )
    clubs = (
        select(club.c.name, club_tables.club_member.c.joined_at)
        .join(club_tables.club_member, club_tables.club_member.c.club_id == club.c.id)
        .where(club_tables.club_member.c.member_id == member_id)
        .order_by(club_tables.club_member.c.id)
    )
    feeds = select(calendar_tables.calendar_feed.c.created_at).where(
        calendar_tables.calendar_feed.c.member_id == member_id
    )
    written = (
        select(series.c.title, series.c.status, series.c.created_at)
        .where(series.c.created_by == member_id)
        .order_by(series.c.id)
    )
    notices = (
        select(
            message_tables.outbox.c.kind,
            message_tables.outbox.c.payload,
            message_tables.outbox.c.due_at,
            message_tables.outbox.c.state,
            message_tables.outbox.c.settled_at,
        )
        .where(message_tables.outbox.c.member_id == member_id)
        .order_by(message_tables.outbox.c.id)
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
