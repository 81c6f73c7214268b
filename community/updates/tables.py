"""Updates as they came in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from community.storage.base import UtcTime, metadata, one_of

INBOX_STATES = ("new", "claimed", "done", "dead", "dropped")

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", BigInteger, nullable=False),  # the member or chat whose order is kept
    Column("payload", Text),  # raw JSON; NULL once purged
    Column("state", String(16), nullable=False, server_default="new"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_until", UtcTime),
    Column("lease_by", String(64)),
    Column("received_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime),
    Column("error", String(200)),
    one_of("state", INBOX_STATES),
)

Index(
    "ix_inbox_open",
    inbox.c.update_id,
    inbox.c.lane,
    sqlite_where=inbox.c.state.in_(("new", "claimed")),
    postgresql_where=inbox.c.state.in_(("new", "claimed")),
)

Index("ix_inbox_settled", inbox.c.settled_at)
