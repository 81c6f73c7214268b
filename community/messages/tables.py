"""Messages that go out on their own, how fast the fleet may send, which ones are edited."""

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
    SmallInteger,
    String,
    Table,
)

from community.storage.base import OF_PROCESSES, UtcTime, id_column, metadata, one_of

OUTBOX_STATES = ("pending", "claimed", "sending", "sent", "unknown", "failed", "expired")

outbox = Table(
    "outbox",
    metadata,
    id_column(),
    Column("dedup_key", String(160), nullable=False, unique=True),  # kind:member:object:revision
    Column("kind", String(32), nullable=False),
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("object_id", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("payload", JSON, nullable=False),
    Column("priority", SmallInteger, nullable=False, server_default="5"),  # 0 is first
    Column("due_at", UtcTime, nullable=False),
    Column("not_after", UtcTime, nullable=False),
    Column("state", String(16), nullable=False, server_default="pending"),
    Column("lease_until", UtcTime),
    Column("lease_by", String(64)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("silent", Boolean, nullable=False, server_default="0"),
    Column("maybe_sent", Boolean, nullable=False, server_default="0"),
    Column("outcome", String(64)),
    Column("message_id", BigInteger),
    Column("created_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime),
    one_of("state", OUTBOX_STATES),
    CheckConstraint("not_after >= due_at", name="window"),
)

Index(
    "ix_outbox_due",
    outbox.c.due_at,
    outbox.c.id,
    sqlite_where=outbox.c.state == "pending",
    postgresql_where=outbox.c.state == "pending",
)

Index(
    "ix_outbox_leases",
    outbox.c.lease_until,
    sqlite_where=outbox.c.state.in_(("claimed", "sending")),
    postgresql_where=outbox.c.state.in_(("claimed", "sending")),
)

Index("ix_outbox_object", outbox.c.kind, outbox.c.object_id)

# One row for the whole fleet: the moment at which the next message fits (GCRA).
rate_limit = Table(
    "rate_limit",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("next_at", Float(53), nullable=False),  # Unix time in seconds
    info=OF_PROCESSES,
)

# Which message follows a live location; no position.
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
