"""What members say is wrong with a center."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from community.storage.base import (
    UtcTime,
    center_column,
    id_column,
    member_column,
    metadata,
    one_of,
)

REPORT_REASONS = ("hours", "position", "phone", "closed", "facilities", "other")

center_report = Table(
    "center_report",
    metadata,
    id_column(),
    member_column("SET NULL", nullable=True),
    center_column(),
    Column("op_id", String(32), nullable=False, unique=True),
    Column("reason", String(16), nullable=False),
    Column("detail", String(500)),
    Column("reported_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime),
    Column("settled_by", ForeignKey("member.id", ondelete="SET NULL")),
    one_of("reason", REPORT_REASONS),
)

Index("ix_center_report_open", center_report.c.center_id, center_report.c.settled_at)
