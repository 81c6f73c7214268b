"""The tables. Invariants are constraints wherever SQLite and PostgreSQL can both express them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

CENTER_KINDS = ("district", "subdistrict", "community", "station", "themed")
POSITION_QUALITIES = ("poi", "address", "nearby", "pin", "none")
DATUMS = ("wgs84", "gcj02", "bd09")
REPORT_REASONS = ("hours", "position", "phone", "closed", "facilities", "other")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC. Refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _id() -> Column[int]:
    # SQLite numbers rows by itself only in a column declared INTEGER.
    return Column(
        "id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _on_earth() -> CheckConstraint:
    return CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="on_earth")


def _member(ondelete: str = "CASCADE", *, nullable: bool = False) -> Column[int]:
    return Column("member_id", ForeignKey("member.id", ondelete=ondelete), nullable=nullable)


def _center() -> Column[int]:
    return Column("center_id", ForeignKey("center.id", ondelete="CASCADE"), nullable=False)


member = Table(
    "member",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("channel_user_id", BigInteger, nullable=False),
    Column("language", String(8)),  # NULL: follow the client
    Column("active", Boolean, nullable=False, server_default="1"),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("channel", "channel_user_id"),
)

consent = Table(
    "consent",
    metadata,
    _id(),
    _member(),
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
    _id(),
    _member(),
    Column("name", String(20), nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    UniqueConstraint("member_id", "name"),
    CheckConstraint("length(name) > 0", name="named"),
    _on_earth(),
)

center = Table(
    "center",
    metadata,
    _id(),
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
    _one_of("kind", CENTER_KINDS),
    _one_of("position_quality", POSITION_QUALITIES),
    _one_of("datum", DATUMS),
    _one_of("status", ("active", "closed")),
    _on_earth(),
    CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="position_whole"),
    CheckConstraint("(lat IS NULL) = (position_quality = 'none')", name="position_quality_fits"),
    CheckConstraint("stars BETWEEN 0 AND 5", name="stars_range"),
    CheckConstraint("ratings >= 0", name="ratings_range"),
    CheckConstraint("length(name) > 0", name="named"),
)

landmark = Table(
    "landmark",
    metadata,
    _id(),
    Column("ref", String(200), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("name", String(120), nullable=False),
    Column("address", String(300)),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("source", String(300)),
    _on_earth(),
)

favourite = Table(
    "favourite",
    metadata,
    _id(),
    _member(),
    _center(),
    Column("added_at", UtcTime, nullable=False),
    UniqueConstraint("member_id", "center_id"),
)

center_report = Table(
    "center_report",
    metadata,
    _id(),
    _member("SET NULL", nullable=True),
    _center(),
    Column("op_id", String(32), nullable=False, unique=True),
    Column("reason", String(16), nullable=False),
    Column("detail", String(500)),
    Column("reported_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime),
    Column("settled_by", ForeignKey("member.id", ondelete="SET NULL")),
    _one_of("reason", REPORT_REASONS),
)
Index("ix_center_report_open", center_report.c.center_id, center_report.c.settled_at)

staff_role = Table(
    "staff_role",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("channel_user_id", BigInteger, nullable=False),
    Column("center_id", ForeignKey("center.id", ondelete="CASCADE")),  # NULL: the whole district
    Column("role", String(16), nullable=False),
    Column("granted_at", UtcTime, nullable=False),
    _one_of("role", ("staff", "admin")),
)
Index("ix_staff_role_user", staff_role.c.channel, staff_role.c.channel_user_id)

draft = Table(
    "draft",
    metadata,
    _id(),
    _member(),
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

import_batch = Table(
    "import_batch",
    metadata,
    _id(),
    Column("sha256", String(64), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("imported_at", UtcTime, nullable=False),
    Column("undone_at", UtcTime),
)

import_change = Table(
    "import_change",
    metadata,
    _id(),
    Column("batch_id", ForeignKey("import_batch.id", ondelete="CASCADE"), nullable=False),
    Column("center_ref", String(64), nullable=False),
    Column("before", JSON(none_as_null=True)),  # NULL: the center was new
    Column("after", JSON, nullable=False),
)
Index("ix_import_change_batch", import_change.c.batch_id)

revision = Table(
    "revision",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
