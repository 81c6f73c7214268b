"""What an operator watches of the outbox."""

from __future__ import annotations

from datetime import datetime

from community.capability import Figure
from community.messages import outbox
from community.storage.database import Transaction


async def _rows(tx: Transaction, now: datetime) -> dict[str, int]:
    return await outbox.rows_by_state(tx)


FIGURES = (
    Figure(
        "outbox_oldest_due_age_seconds",
        "How long the oldest due message waits.",
        outbox.oldest_due_age,
    ),
    Figure("outbox_rows", "Messages in the outbox.", _rows, label="state"),
)
