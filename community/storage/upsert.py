"""An INSERT that says what to do when the row is there already."""

from __future__ import annotations

from typing import Any

from community.storage.database import Transaction


def upsert(tx: Transaction, table: Any) -> Any:
    """An INSERT that takes `on_conflict_…`, in the database's own dialect."""
    if tx.dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_or
    else:
        from sqlalchemy.dialects.sqlite import insert as insert_or  # type: ignore[assignment]
    return insert_or(table)
