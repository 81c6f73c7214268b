"""Members, what they agreed to, and the form they are filling in."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from community.storage.base import UtcTime, id_column, member_column, metadata

member = Table(
    "member",
    metadata,
    id_column(),
    Column("channel", String(16), nullable=False),
    Column("channel_user_id", BigInteger, nullable=False),
    Column("language", String(8)),  # NULL: follow the client
    Column("client_language", String(8)),  # what the client spoke last; NULL: never told
    Column("active", Boolean, nullable=False, server_default="1"),
    Column("quiet_from", Integer),  # minutes after midnight; NULL: the default of the rules
    Column("quiet_until", Integer),
    Column("leads", JSON),  # minutes before the start; NULL: the default of the rules
    Column("digest", Boolean, nullable=False, server_default="1"),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("channel", "channel_user_id"),
    CheckConstraint("quiet_from BETWEEN 0 AND 1439", name="quiet_from_range"),
    CheckConstraint("quiet_until BETWEEN 0 AND 1439", name="quiet_until_range"),
)

consent = Table(
    "consent",
    metadata,
    id_column(),
    member_column(),
    Column("purpose", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("given_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
    CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="withdrawn_after"),
)

# One consent in force for a purpose; withdrawn ones stay as the record.
Index(
    "uq_consent_in_force",
    consent.c.member_id,
    consent.c.purpose,
    unique=True,
    sqlite_where=consent.c.withdrawn_at.is_(None),
    postgresql_where=consent.c.withdrawn_at.is_(None),
)

draft = Table(
    "draft",
    metadata,
    id_column(),
    member_column(),
    Column("form", String(32), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    UniqueConstraint("member_id"),
)
