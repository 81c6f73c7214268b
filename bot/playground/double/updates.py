"""The queue of updates that the bot has not confirmed yet, and the long poll on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from bot.playground.double.refusals import Refused

KEPT_SECONDS = 24 * 3600
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


class Bell:
    """Rings for everybody who waits at that moment."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def wait(self, within: float) -> bool:
        """True if it rang within ``within`` seconds."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait_for(future, within)
            return True
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)


class UpdateQueue:
    """What Telegram keeps for the bot: at most a day, until a higher offset confirms it."""

    def __init__(self, clock: Callable[[], float], first_id: int = 1) -> None:
        self._clock = clock
        self._next_id = first_id
        self._held: list[tuple[float, dict[str, Any]]] = []
        self._bell = Bell()
        self.polls = 0
        self.closed = False
        self.allowed: frozenset[str] | None = None
        self.pollers_waiting = 0
        self.ever_polled = False

    def push(self, kind: str, content: dict[str, Any]) -> dict[str, Any] | None:
        """Queue an update; None if the bot has not allowed this kind."""
        if not self._is_allowed(kind):
            return None
        update = {"update_id": self._next_id, kind: content}
        self.push_raw(update)
        return update

    def push_raw(self, update: dict[str, Any]) -> None:
        """Queue an update exactly as given. Its id also sets where numbering goes on."""
        update.setdefault("update_id", self._next_id)
        self._next_id = max(self._next_id, int(update["update_id"]) + 1)
        self._held.append((self._clock(), update))
        self._bell.ring()

    @property
    def pending(self) -> list[dict[str, Any]]:
        return [update for _, update in self._held]

    def drain(self) -> list[dict[str, Any]]:
        """Take all pending updates at once: for tests that need no polling."""
        taken = self.pending
        self._held.clear()
        return taken

    def drop_pending(self) -> None:
        self._held.clear()

    async def poll(
        self, offset: int, limit: int, patience: float, allowed: Sequence[str] | None
    ) -> list[dict[str, Any]]:
        """getUpdates, waiting up to ``patience`` seconds. A later poll ends an earlier one with
        409, as on Telegram."""
        self.polls += 1
        mine = self.polls
        self.ever_polled = True
        self._bell.ring()
        if allowed is not None:
            self.allowed = frozenset(allowed) or None
        self._confirm(offset)
        deadline = asyncio.get_running_loop().time() + patience
        self.pollers_waiting += 1
        try:
            while not self.closed:
                if self._held:
                    return [update for _, update in self._held[:limit]]
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0:
                    return []
                await self._bell.wait(left)
                if mine != self.polls:
                    raise Refused(
                        409,
                        "Conflict: terminated by other getUpdates request; make sure that only "
                        "one bot instance is running",
                    )
            return []
        finally:
            self.pollers_waiting -= 1

    async def polled(self, since: int) -> None:
        """Wait until the bot has polled more than ``since`` times, see ``polls``."""
        while self.polls <= since and not self.closed:
            await self._bell.wait(1.0)

    def close(self) -> None:
        """End waiting polls with an empty answer; further ones answer at once."""
        self.closed = True
        self._bell.ring()

    def _is_allowed(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def _confirm(self, offset: int) -> None:
        oldest = self._clock() - KEPT_SECONDS
        self._held = [item for item in self._held if item[0] >= oldest]
        if offset > 0:
            self._held = [item for item in self._held if item[1]["update_id"] >= offset]
        elif offset < 0:
            self._held = self._held[offset:]
