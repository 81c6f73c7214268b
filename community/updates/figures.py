"""What an operator watches of the inbox."""

from __future__ import annotations

from datetime import datetime

from community.capability import Figure
from community.storage.database import Transaction
from community.updates import inbox, tables


async def _rows(tx: Transaction, now: datetime) -> dict[str, int]:
    return dict.fromkeys(tables.INBOX_STATES, 0) | await inbox.counts(tx)


FIGURES = (
    Figure("inbox_oldest_age_seconds", "Age of the oldest update not settled.", inbox.oldest_age),
    Figure("inbox_rows", "Updates in the inbox.", _rows, label="state"),
)
