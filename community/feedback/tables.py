"""What those who were there thought of it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table

from community.storage.base import UtcTime, id_column, metadata

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
