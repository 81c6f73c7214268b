"""The worker handles what the writer claimed: members side by side, each in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import structlog

from bot.work.claims import Claim, LeaseLost
from bot.work.inbox_writer import Hands, InboxWriter
from bot.work.incoming import Incoming
from bot.work.observer import NOBODY, Observer
from bot.work.runtime import Runtime
from community.updates.inbox import ClaimedUpdate

log = structlog.stdlib.get_logger(__name__)

Read: TypeAlias = Callable[[dict[str, Any]], Incoming]
"""From the JSON of a channel to what the runtime needs. Raises when it is no update."""
LANES = 128
"""Updates in hand at once; most of them wait for Telegram to take their answers."""


class Worker:
    """Takes updates from the writer as long as there is room."""

    def __init__(
        self,
        runtime: Runtime,
        read: Read,
        writer: InboxWriter,
        *,
        lanes: int = LANES,
        observer: Observer = NOBODY,
    ) -> None:
        self._runtime = runtime
        self._read = read
        self._writer = writer
        self._lanes = lanes
        self._observer = observer
        self._tasks: dict[int, asyncio.Task[None]] = {}
        writer.hands = Hands(self._free, self._tasks.keys, self._take)

    @property
    def idle(self) -> bool:
        """Whether nothing is in hand and the writer has nothing either."""
        return not self._tasks and self._writer.idle

    async def finish(self, within: float) -> None:
        """Take nothing new; wait for what is in hand, then cut it off (it is put back)."""
        self._lanes = 0
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while self._tasks and loop.time() < deadline:
            await asyncio.wait(list(self._tasks.values()), timeout=deadline - loop.time())
        late = list(self._tasks.values())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _free(self) -> int:
        return self._lanes - len(self._tasks)

    def _take(self, items: list[ClaimedUpdate]) -> None:
        for item in items:
            task = asyncio.create_task(self._handle(item), name=f"update {item.update_id}")
            self._tasks[item.lane] = task
            task.add_done_callback(partial(self._leave, item.lane))

    def _leave(self, lane: int, _task: asyncio.Task[None]) -> None:
        self._tasks.pop(lane, None)
        self._writer.ring()

    async def _handle(self, item: ClaimedUpdate) -> None:
        kind = "unreadable"
        claim = Claim(item, self._writer)
        try:
            raw = json.loads(item.payload)
            incoming = self._read(raw)
            kind = incoming.kind
        except Exception as error:  # whatever it is, it will never be an update
            log.error("update_unreadable", update_id=item.update_id, error=type(error).__name__)
            self._writer.dead(item, error)
            self._tell(item, kind, "dead")
            return
        try:
            await self._runtime.handle(incoming, claim)
        except asyncio.CancelledError:
            if not claim.settled:
                self._writer.put_back(item.update_id)
            raise
        except Exception as error:
            claim.error = claim.error or error
        await self._close(claim, kind)

    async def _close(self, claim: Claim, kind: str) -> None:
        if claim.settled:
            self._tell(claim.item, kind, claim.outcome)
        elif claim.error is None:
            log.error("update_without_outcome", update_id=claim.item.update_id)
            self._writer.dead(claim.item, LookupError())
        elif not isinstance(claim.error, LeaseLost):
            self._writer.failed(claim)
            self._tell(claim.item, kind, "dead" if claim.is_last(claim.error) else "retry")

    def _tell(self, item: ClaimedUpdate, kind: str, outcome: str) -> None:
        lag = (self._writer.clock.now() - item.received_at).total_seconds()
        self._observer.update(kind, outcome, lag)
