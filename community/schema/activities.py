"""Activities: series and their occurrences, who has a seat or waits, who came; and clubs."""

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

from community.schema.base import UtcTime, id_column, member_column, metadata, one_of

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
REGISTRATION_STATES = ("seated", "waiting", "offered", "cancelled", "declined")

club = Table(
    "club",
    metadata,
    id_column(),
    Column("token", String(32), nullable=False, unique=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("description", String(500)),
    Column("center_id", ForeignKey("center.id", ondelete="SET NULL")),
    Column("active", Boolean, nullable=False, server_default="1"),
    Column("created_at", UtcTime, nullable=False),
    CheckConstraint("length(name) > 0", name="named"),
)

club_member = Table(
    "club_member",
    metadata,
    id_column(),
    Column("club_id", ForeignKey("club.id", ondelete="CASCADE"), nullable=False),
    member_column(),
    Column("joined_at", UtcTime, nullable=False),
    UniqueConstraint("club_id", "member_id"),
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

# One row for each member and occurrence, whatever became of it.
registration = Table(
    "registration",
    metadata,
    id_column(),
    Column("token", String(32), nullable=False, unique=True),
    Column("occurrence_id", ForeignKey("occurrence.id", ondelete="CASCADE"), nullable=False),
    member_column(),
    Column("guests", Integer, nullable=False, server_default="0"),
    Column("state", String(16), nullable=False),
    Column("queued_at", UtcTime, nullable=False),  # the place in the queue, ties by id
    Column("offer_until", UtcTime),
    Column("leads", JSON),  # minutes before the start; NULL: as the member has set
    Column("changed_at", UtcTime, nullable=False),
    UniqueConstraint("occurrence_id", "member_id"),
    one_of("state", REGISTRATION_STATES),
    CheckConstraint("guests BETWEEN 0 AND 1", name="guests_range"),
    CheckConstraint("(state = 'offered') = (offer_until IS NOT NULL)", name="offer_has_an_end"),
)
Index(
    "ix_registration_queue",
    registration.c.occurrence_id,
    registration.c.state,
    registration.c.queued_at,
)
Index("ix_registration_member", registration.c.member_id, registration.c.state)

# What was done to a registration, so that the same tap is never done twice.
registration_operation = Table(
    "registration_operation",
    metadata,
    Column(
        "registration_id",
        ForeignKey("registration.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("op_id", String(32), primary_key=True),
    Column("at", UtcTime, nullable=False),
)

check_in = Table(
    "check_in",
    metadata,
    id_column(),
    Column(
        "registration_id",
        ForeignKey("registration.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("at", UtcTime, nullable=False),
    Column("how", String(16), nullable=False),
    Column("by_member", ForeignKey("member.id", ondelete="SET NULL")),
    one_of("how", ("scan", "code", "staff")),
)

feedback = Table(
    "feedback",
    metadata,
    id_column(),
    Column(
        "registration_id",
        ForeignKey("registration.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("stars", Integer, nullable=False),
    Column("line", String(200)),
    Column("given_at", UtcTime, nullable=False),
    CheckConstraint("stars BETWEEN 1 AND 5", name="stars_range"),
)

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
