"""Calendars going out to members, and those that come in."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint

from community.activities.tables import ACTIVITY_KINDS
from community.storage.base import UtcTime, id_column, member_column, metadata, one_of

calendar_feed = Table(
    "calendar_feed",
    metadata,
    id_column(),
    member_column(),
    Column("token", String(64), nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("member_id"),
)

# An https calendar that the scheduler fetches activities from.
calendar_source = Table(
    "calendar_source",
    metadata,
    id_column(),
    Column("url", String(500), nullable=False, unique=True),
    Column("center_id", ForeignKey("center.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("etag", String(200)),
    Column("fetched_at", UtcTime),
    Column("lease_until", UtcTime),  # while a process fetches it
    Column("trouble", String(200)),
    one_of("kind", ACTIVITY_KINDS),
)
