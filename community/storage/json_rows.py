"""Rows as JSON values, for the copy that members get of what is kept of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select

from community.storage.database import Transaction


async def json_rows(tx: Transaction, query: Select[Any]) -> list[dict[str, Any]]:
    """The rows of a SELECT by column, moments as ISO 8601."""
    return [
        {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in row._mapping.items()
        }
        for row in await tx.rows(query)
    ]
