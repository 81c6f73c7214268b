"""The worker handles what the clerk claimed: members side by side, each in order."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import Any, TypeAlias

import structlog
from telegram import Update
from telegram.ext import Application

from bot.telegram import shapes
from bot.telegram.arrivals import kind_of
from bot.work import claims
from bot.work.claims import Claim
from bot.work.clerk import Clerk, Hands
from bot.work.observer import NOBODY, Observer
from community.updates.inbox import Claimed

log = structlog.stdlib.get_logger(__name__)

PtbApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class Misshapen(Exception):
    """JSON, but not an update as Telegram describes it."""


LANES = 128
"""Updates in hand at once; most of them wait for Telegram to take their answers."""


class Worker:
    """Takes updates from the clerk as long as there is room."""

    def __init__(
        self,
        application: PtbApplication,
        clerk: Clerk,
        *,
        lanes: int = LANES,
        observer: Observer = NOBODY,
    ) -> None:
        self._application = application
        self._clerk = clerk
        self._lanes = lanes
        self._observer = observer
        self._tasks: dict[int, asyncio.Task[None]] = {}
        clerk.hands = Hands(self._free, self._tasks.keys, self._take)

    @property
    def idle(self) -> bool:
        """Whether nothing is in hand and the clerk has nothing either."""
        return not self._tasks and self._clerk.idle

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

    def _take(self, items: list[Claimed]) -> None:
        for item in items:
            task = asyncio.create_task(self._handle(item), name=f"update {item.update_id}")
            self._tasks[item.lane] = task
            task.add_done_callback(partial(self._leave, item.lane))

    def _leave(self, lane: int, _task: asyncio.Task[None]) -> None:
        self._tasks.pop(lane, None)
        self._clerk.ring()

    async def _handle(self, item: Claimed) -> None:
        kind = "unreadable"
        claim = Claim(item, self._clerk)
        try:
            raw = json.loads(item.payload)
            kind = kind_of(raw)
            update = self._read(raw)
        except Exception as error:  # whatever it is, it will never be an update
            log.error("update_unreadable", update_id=item.update_id, error=type(error).__name__)
            self._clerk.dead(item, error)
            self._tell(item, kind, "dead")
            return
        claims.current.set(claim)
        try:
            await self._application.process_update(update)
        except asyncio.CancelledError:
            if not claim.settled:
                self._clerk.put_back(item.update_id)
            raise
        except Exception as error:
            claim.error = claim.error or error
        await self._close(claim, kind)

    def _read(self, raw: dict[str, Any]) -> Update:
        """Raises `Misshapen`, and whatever the library says about what it cannot read."""
        if not shapes.fits(raw):
            raise Misshapen
        try:
            return Update.de_json(raw, self._application.bot)
        except Exception:  # a field that nobody reads is not what the library expects
            return Update.de_json(shapes.bare(raw), self._application.bot)

    async def _close(self, claim: Claim, kind: str) -> None:
        if claim.settled:
            self._tell(claim.item, kind, claim.outcome)
        elif claim.error is None:
            log.error("update_without_outcome", update_id=claim.item.update_id)
            self._clerk.dead(claim.item, LookupError())
        elif not isinstance(claim.error, claims.LeaseLost):
            self._clerk.failed(claim)
            self._tell(claim.item, kind, "dead" if claim.is_last(claim.error) else "retry")

    def _tell(self, item: Claimed, kind: str, outcome: str) -> None:
        lag = (self._clerk.clock.now() - item.received_at).total_seconds()
        self._observer.update(kind, outcome, lag)
