"""Who has a seat or waits, what was done to it, and who came."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from community.storage.base import UtcTime, id_column, member_column, metadata, one_of

REGISTRATION_STATES = ("seated", "waiting", "offered", "cancelled", "declined")
HOLDING = ("seated", "offered")
"""States that take seats."""
ALIVE = ("seated", "offered", "waiting")
"""States of those whom the activity still concerns."""

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
