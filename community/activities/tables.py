"""Activities: series, and the occurrences that are written from them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from community.storage.base import UtcTime, id_column, metadata, one_of

ACTIVITY_KINDS = (
    "party_lesson",
    "salon",
    "sport",
    "workshop",
    "volunteering",
    "micro_lecture",
    "family",
    "other",
)

# What repeats, and from which template. Without an rrule it has one occurrence.
series = Table(
    "series",
    metadata,
    id_column(),
    Column("kind", String(16), nullable=False),
    Column("title", String(80), nullable=False),
    Column("description", String(1000)),
    Column("center_id", ForeignKey("center.id", ondelete="RESTRICT"), nullable=False),
    Column("venue", String(80)),  # the room; clashes are looked for within center and venue
    Column("club_id", ForeignKey("club.id", ondelete="SET NULL")),
    Column("interests", JSON, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("local_start", String(19), nullable=False),  # wall clock, 2026-11-25T19:30:00
    Column("minutes", Integer, nullable=False),
    Column("rrule", String(300)),  # RFC 5545, without DTSTART
    Column("capacity", Integer, nullable=False),
    Column("guests_allowed", Boolean, nullable=False, server_default="0"),
    Column("cancel_minutes", Integer, nullable=False, server_default="180"),
    Column("photo_file_id", String(200)),
    Column("status", String(16), nullable=False, server_default="draft"),
    Column("source", String(16), nullable=False, server_default="chat"),
    Column("source_uid", String(255), unique=True),  # the UID of an imported calendar event
    Column("created_by", ForeignKey("member.id", ondelete="SET NULL")),
    Column("created_at", UtcTime, nullable=False),
    one_of("kind", ACTIVITY_KINDS),
    one_of("status", ("draft", "published", "ended")),
    one_of("source", ("chat", "file", "ics")),
    CheckConstraint("capacity > 0", name="capacity_positive"),
    CheckConstraint("minutes > 0", name="minutes_positive"),
    CheckConstraint("cancel_minutes >= 0", name="cancel_minutes_range"),
    CheckConstraint("length(title) > 0", name="titled"),
)

# Written ahead of time from the series; from then on it has its own facts.
occurrence = Table(
    "occurrence",
    metadata,
    id_column(),
    Column("token", String(32), nullable=False, unique=True),
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), nullable=False),
    Column("original_start", UtcTime, nullable=False),
    Column("starts_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("title", String(80), nullable=False),
    Column("description", String(1000)),
    Column("center_id", ForeignKey("center.id", ondelete="RESTRICT"), nullable=False),
    Column("venue", String(80)),
    Column("capacity", Integer, nullable=False),
    Column("seats_left", Integer, nullable=False),
    Column("guests_allowed", Boolean, nullable=False, server_default="0"),
    Column("cancel_until", UtcTime, nullable=False),
    Column("photo_file_id", String(200)),
    Column("detached", Boolean, nullable=False, server_default="0"),  # edited on its own
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("status", String(16), nullable=False, server_default="published"),
    Column("cancel_reason", String(200)),
    Column("check_in_secret", String(32), nullable=False),
    UniqueConstraint("series_id", "original_start"),
    one_of("status", ("published", "cancelled")),
    CheckConstraint("capacity > 0", name="capacity_positive"),
    CheckConstraint("seats_left BETWEEN 0 AND capacity", name="never_overbooked"),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    CheckConstraint(
        "(status = 'cancelled') = (cancel_reason IS NOT NULL)", name="cancelled_with_reason"
    ),
)

Index("ix_occurrence_coming", occurrence.c.status, occurrence.c.starts_at)

Index("ix_occurrence_venue", occurrence.c.center_id, occurrence.c.starts_at)
