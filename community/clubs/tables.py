"""Clubs and who is in them."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, String, Table, UniqueConstraint

from community.storage.base import UtcTime, id_column, member_column, metadata

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
