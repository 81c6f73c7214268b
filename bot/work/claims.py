"""An update that a worker holds, seen by the runtime while the update is handled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from community.storage.database import Transaction, unavailable
from community.updates import inbox
from community.updates.inbox import MOST_ATTEMPTS, ClaimedUpdate

if TYPE_CHECKING:
    from bot.work.inbox_writer import InboxWriter

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (0.1, 0.5, 1.0, 2.0))
"""How long a failed update waits for its next attempt; its lane waits with it."""


class LeaseLost(Exception):
    """Another worker has this update now: what was written must be rolled back."""


@dataclass(slots=True)
class Claim:
    """`settled` once "done" is committed; `error` what an attempt failed with before that."""

    item: ClaimedUpdate
    writer: InboxWriter
    settled: bool = False
    error: BaseException | None = None
    outcome: str = "done"

    async def settle_in(self, tx: Transaction) -> None:
        """Say "done" in the transaction of what was written. Raises `LeaseLost`."""
        writer = self.writer
        if not await inbox.done(tx, writer.name, (self.item.update_id,), writer.clock.now()):
            raise LeaseLost

    async def settle(self) -> None:
        """Say "done" where nothing was written, together with others. Raises `LeaseLost`."""
        if not await self.writer.done(self.item.update_id):
            raise LeaseLost
        self.settled = True

    @property
    def retry_after(self) -> timedelta | None:
        """How long to wait after this attempt failed; None when it was the last."""
        attempts = self.item.attempts
        if attempts + 1 >= MOST_ATTEMPTS:
            return None
        return PAUSES[min(attempts, len(PAUSES) - 1)]

    def is_last(self, error: BaseException) -> bool:
        """Whether this failure makes the update a dead letter."""
        return self.retry_after is None and not unavailable(error)
