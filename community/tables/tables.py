"""Imports and what each of them changed, of every kind of file."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table

from community.storage.base import UtcTime, id_column, metadata

import_batch = Table(
    "import_batch",
    metadata,
    id_column(),
    Column("about", String(16), nullable=False, server_default="center"),  # the kind of file
    Column("sha256", String(64), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("imported_at", UtcTime, nullable=False),
    Column("undone_at", UtcTime),
)

import_change = Table(
    "import_change",
    metadata,
    id_column(),
    Column("batch_id", ForeignKey("import_batch.id", ondelete="CASCADE"), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("before", JSON(none_as_null=True)),  # NULL: it was new
    Column("after", JSON, nullable=False),
)

Index("ix_import_change_batch", import_change.c.batch_id)
