"""How fast this process may send what nobody asked for: the fleet's limiter, and each chat's."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.work.observer import NOBODY, Observer
from community.messages import rate_limit
from community.storage.database import Transaction

CHAT_INTERVAL_S = 1.0
"""Telegram accepts about one message a second in a private chat."""
MOST_REMEMBERED = 1000


class Pace:
    """`per_second` None: no limit. Real time, not the clock that the playground moves."""

    def __init__(
        self,
        per_second: float | None = rate_limit.PER_SECOND,
        *,
        chat_interval_s: float = CHAT_INTERVAL_S,
        unix_time: Callable[[], float] = time.time,
        observer: Observer = NOBODY,
    ) -> None:
        self.per_second = per_second
        self._chat_interval_s = chat_interval_s
        self._unix_time = unix_time
        self._observer = observer
        self._answers = 0
        self._asked_at = self._told_s = self._held_s = 0.0
        self._wait_until = 0.0
        self._busy_until: dict[int, float] = {}

    def answered(self, messages: int = 1) -> None:
        """Answers went out to members: they do not wait, and the rest waits for them once."""
        self._answers += messages

    def told_to_wait(self, seconds: float) -> None:
        """Telegram said "retry after"."""
        self._wait_until = max(self._wait_until, self._unix_time() + seconds)

    async def room(self, tx: Transaction, wanted: int) -> tuple[int, float]:
        """How many messages may go now (taken from the fleet's row), or how long to wait."""
        now = self._unix_time()
        if self._wait_until > now:
            await rate_limit.push(tx, now, self._wait_until - now)
            self._wait_until = 0.0
        if self.per_second is None:
            return wanted, 0.0
        if self._answers and not self._told_s:  # those of a wait must not make it longer
            await rate_limit.spend(tx, now, self._answers, per_second=self.per_second)
            self._answers = 0
        together = min(wanted, rate_limit.TOGETHER)
        wait = await rate_limit.take(tx, now, together, per_second=self.per_second)
        self._watch(now, wait)
        return (0, wait) if wait else (together, 0.0)

    def _watch(self, now: float, wait: float) -> None:
        """Add up what has passed of the waits that were told, until there is room."""
        self._held_s += min(max(0.0, now - self._asked_at), self._told_s)
        self._asked_at, self._told_s = now, wait
        if not wait:
            self._observer.held(self._held_s)
            self._held_s = 0.0

    def is_free(self, member_id: int) -> bool:
        """Whether the last message to this member was long enough ago."""
        return self._busy_until.get(member_id, 0.0) <= self._unix_time()

    def sent_to(self, member_id: int) -> None:
        now = self._unix_time()
        if len(self._busy_until) > MOST_REMEMBERED:
            self._busy_until = {one: at for one, at in self._busy_until.items() if at > now}
        self._busy_until[member_id] = now + self._chat_interval_s
