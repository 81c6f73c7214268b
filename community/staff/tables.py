"""Who serves which center."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table

from community.storage.base import UtcTime, id_column, metadata, one_of

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
