"""Centers and landmarks, where their facts came from."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Float,
    Integer,
    String,
    Table,
)

from community.storage.base import OF_PROCESSES, UtcTime, id_column, metadata, on_earth, one_of

CENTER_KINDS = ("district", "subdistrict", "community", "station", "themed")

POSITION_QUALITIES = ("poi", "address", "nearby", "pin", "none")

DATUMS = ("wgs84", "gcj02", "bd09")

center = Table(
    "center",
    metadata,
    id_column(),
    Column("ref", String(64), nullable=False, unique=True),
    Column("token", String(32), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(120), nullable=False),
    Column("subdistrict", String(60)),
    Column("community", String(60)),
    Column("address", String(300)),
    Column("phone", String(60)),
    Column("lat", Float),
    Column("lon", Float),
    Column("datum", String(8), nullable=False, server_default="wgs84"),
    Column("position_quality", String(16), nullable=False, server_default="none"),
    Column("hours", String(500)),  # an OpenStreetMap opening_hours expression; NULL is unknown
    Column("hours_note", String(500)),
    Column("facilities", JSON, nullable=False),
    Column("stars", Float),
    Column("ratings", Integer),
    Column("source", String(300)),
    Column("source_date", String(10)),
    Column("verified_on", Date),
    Column("status", String(16), nullable=False, server_default="active"),
    Column("updated_at", UtcTime, nullable=False),
    one_of("kind", CENTER_KINDS),
    one_of("position_quality", POSITION_QUALITIES),
    one_of("datum", DATUMS),
    one_of("status", ("active", "closed")),
    on_earth(),
    CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="position_whole"),
    CheckConstraint("(lat IS NULL) = (position_quality = 'none')", name="position_quality_fits"),
    CheckConstraint("stars BETWEEN 0 AND 5", name="stars_range"),
    CheckConstraint("ratings >= 0", name="ratings_range"),
    CheckConstraint("length(name) > 0", name="named"),
)

landmark = Table(
    "landmark",
    metadata,
    id_column(),
    Column("ref", String(200), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("name", String(120), nullable=False),
    Column("address", String(300)),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("source", String(300)),
    on_earth(),
)

revision = Table(
    "revision",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
    info=OF_PROCESSES,
)
