"""Members, what they agreed to, what they keep; and who serves as staff."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from community.schema.base import (
    UtcTime,
    center_column,
    id_column,
    member_column,
    metadata,
    on_earth,
    one_of,
)

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

saved_place = Table(
    "saved_place",
    metadata,
    id_column(),
    member_column(),
    Column("name", String(20), nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    UniqueConstraint("member_id", "name"),
    CheckConstraint("length(name) > 0", name="named"),
    on_earth(),
)

favourite = Table(
    "favourite",
    metadata,
    id_column(),
    member_column(),
    center_column(),
    Column("added_at", UtcTime, nullable=False),
    UniqueConstraint("member_id", "center_id"),
)

staff_role = Table(
    "staff_role",
    metadata,
    id_column(),
    Column("channel", String(16), nullable=False),
    Column("channel_user_id", BigInteger, nullable=False),
    Column("center_id", ForeignKey("center.id", ondelete="CASCADE")),  # NULL: the whole district
    Column("role", String(16), nullable=False),
    Column("granted_at", UtcTime, nullable=False),
    one_of("role", ("staff", "admin")),
)
Index("ix_staff_role_user", staff_role.c.channel, staff_role.c.channel_user_id)

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

live_answer = Table(
    "live_answer",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("location_message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("answer_message_id", BigInteger),
    Column("edited_at", UtcTime, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)
