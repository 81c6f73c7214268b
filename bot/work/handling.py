"""Taking updates in and handling them, in one process: opened and closed in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.application import Anjia
from bot.work.inbox_writer import InboxWriter
from bot.work.worker import LANES, Worker
from community.clock import SystemClock
from community.updates import inbox

log = structlog.stdlib.get_logger(__name__)

LEASE = timedelta(seconds=60)
FINISH_SECONDS = 10.0
"""How long updates in hand may take at the end; with the rest it must stay under 20 s."""
COMMIT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Handling:
    """What runs: the inbox writer, and the worker where this process has one."""

    writer: InboxWriter
    worker: Worker | None
    keeping: asyncio.Task[None]
    """The writer's loop: it only ends by itself when all is closed."""

    @property
    def idle(self) -> bool:
        """Whether everything that was stored is handled and answered."""
        return self.worker.idle if self.worker else self.writer.idle


@asynccontextmanager
async def handling_updates(
    ready: Anjia,
    name: str,
    *,
    handles: bool = True,
    lanes: int = LANES,
    lease: timedelta = LEASE,
) -> AsyncIterator[Handling]:
    """Store updates, with `handles` also handle them, until the block ends.

    At the end nothing new is taken, what is in hand is finished or put back.
    """
    clock = SystemClock()  # leases run by the real clock, also where that of the rules is moved
    writer = InboxWriter(ready.database, clock, name, lease)
    worker = None
    if handles:
        if ready.database.dialect == "sqlite":  # one process: whoever held a claim is dead
            async with ready.database.transaction() as tx:
                await inbox.recover(tx, clock.now(), alone=True)
        worker = Worker(ready.runtime, ready.read, writer, lanes=lanes, observer=ready.observer)
    keeping = asyncio.create_task(writer.run(), name="writer")
    writer.ring()
    try:
        yield Handling(writer, worker, keeping)
    finally:
        if worker is not None:
            await worker.finish(FINISH_SECONDS)
        writer.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(keeping), COMMIT_SECONDS)
        if not keeping.done():
            log.warning("handling_closed_without_database")
            keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
