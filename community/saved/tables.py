"""What a member keeps on purpose: favourite centers, and places such as home."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, String, Table, UniqueConstraint

from community.storage.base import (
    UtcTime,
    center_column,
    id_column,
    member_column,
    metadata,
    on_earth,
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
