"""The one who writes to the inbox: whatever came up since the last time, in one transaction.

Arrivals are stored, finished updates marked done, failed ones counted, and the next ones
claimed, all by one commit: under load many updates share it, alone one waits for no other.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.work.claims import Claim
from community.clock import Clock
from community.storage import presence
from community.storage.database import Database, Transaction, unavailable
from community.updates import inbox
from community.updates.inbox import Arrival, ClaimedUpdate

log = structlog.stdlib.get_logger(__name__)

LOOK_SECONDS = 1.0
"""How often the inbox is looked into when nobody rings."""
RECOVER_SECONDS = 2.0
PURGE_SECONDS = 600.0
EMPTY_LOG_SECONDS = 60.0
"""SQLite's write-ahead log is emptied at the first quiet moment, and this often without one, so
that nothing of what was answered stays in it."""
LONGEST_PAUSE_S = 2.0
_GATHERING_S = 0.002
"""How long the writer waits for company while updates are being handled."""


class NotStored(Exception):
    """The database could not take the updates; whoever has them must keep and resend them."""


@dataclass(slots=True)
class _Work:
    """What one transaction is to do."""

    arrivals: list[tuple[Sequence[Arrival], asyncio.Future[int]]] = field(default_factory=list)
    done: dict[int, asyncio.Future[bool]] = field(default_factory=dict)
    failed: list[tuple[ClaimedUpdate, str, timedelta | None]] = field(default_factory=list)
    back: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.arrivals or self.done or self.failed or self.back)


@dataclass(slots=True)
class Hands:
    """Who handles what is claimed: how many more fit, which lanes wait, and where it goes."""

    free: Callable[[], int]
    busy: Callable[[], Collection[int]]
    take: Callable[[list[ClaimedUpdate]], None]


class InboxWriter:
    """One for each process. Without `hands` it only stores."""

    def __init__(self, database: Database, clock: Clock, name: str, lease: timedelta) -> None:
        self.name = name
        self.clock = clock
        self.hands: Hands | None = None
        self.on_trouble: Callable[[BaseException], None] = lambda error: None
        self._database = database
        self._lease = lease
        self._work = _Work()
        self._bell = asyncio.Event()
        self._closing = False
        self._looking = False
        self._waiting = 0
        self._recover_at = 0.0
        self._purge_at = 0.0
        self._survey_at = 0.0
        self._empty_log_at: float | None = None

    # ---- what others ask for

    async def store(self, arrivals: Sequence[Arrival]) -> int:
        """Write updates down; returns how many are new once they are committed.

        Raises `NotStored` when the database cannot take them.
        """
        if not arrivals:
            return 0
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._work.arrivals.append((arrivals, future))
        self._bell.set()
        return await future

    async def done(self, update_id: int) -> bool:
        """Mark an update done that wrote nothing; False when it was no longer ours."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._work.done[update_id] = future
        self._bell.set()
        return await future

    def failed(self, claim: Claim) -> None:
        """Count a failed attempt, or give the update back when the database was at fault."""
        error = claim.error
        assert error is not None
        if unavailable(error):
            self.put_back(claim.item.update_id)
            return
        name = type(error).__name__
        self._work.failed.append((claim.item, name, claim.retry_after))
        self._bell.set()

    def dead(self, item: ClaimedUpdate, error: BaseException) -> None:
        """Park an update that no attempt can handle."""
        self._work.failed.append((item, type(error).__name__, None))
        self._bell.set()

    def put_back(self, update_id: int) -> None:
        """Give an update back uncounted."""
        self._work.back.append(update_id)
        self._bell.set()

    def ring(self) -> None:
        """There may be something to claim."""
        self._bell.set()

    @property
    def idle(self) -> bool:
        """Whether nothing waits for a commit or for its next attempt."""
        busy = self._work or self._looking or self._bell.is_set() or self._waiting
        return not busy

    # ---- the loop

    async def run(self) -> None:
        """Keep the inbox until `close`; survives every outage of the database."""
        pause = 0.05
        while not (self._closing and not self._work):
            await self._wait()
            self._looking = True
            try:
                more = await self._cycle()
                pause = 0.05
            except Exception as error:
                self._trouble(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
                more = True
            finally:
                self._looking = False
            if more:
                self._bell.set()
            else:
                await self._empty_log()
        async with self._database.transaction() as tx:
            await inbox.put_back(tx, self.name)

    def close(self) -> None:
        """Let `run` commit what waits, give back what is still claimed, and end."""
        self.hands = None
        self._closing = True
        self._bell.set()

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), LOOK_SECONDS)
        if self.hands is not None and self.hands.busy() and not self._closing:
            await asyncio.sleep(_GATHERING_S)
        self._bell.clear()

    async def _cycle(self) -> bool:
        """One transaction; returns whether there is surely more to do."""
        work, self._work = self._work, _Work()
        hands = self.hands
        room = max(0, hands.free()) if hands else 0
        claimed: list[ClaimedUpdate] = []
        try:
            async with self._database.transaction() as tx:
                new = await inbox.store(tx, _all_of(work), self.clock.now())
                ours = await self._settle(tx, work)
                if hands is not None:
                    await self._recover(tx)
                    claimed = await self._claim(tx, hands, room)
                if new and len(claimed) < new:
                    await presence.ring(tx, presence.INBOX)
        except BaseException:
            self._keep(work)
            raise
        _tell(work, ours)
        if self._empty_log_at is None and (new or ours):
            self._empty_log_at = asyncio.get_running_loop().time() + EMPTY_LOG_SECONDS
        if hands is not None:
            hands.take(claimed)
        return bool(room) and len(claimed) == room

    async def _claim(self, tx: Transaction, hands: Hands, room: int) -> list[ClaimedUpdate]:
        if not room:
            return []
        time = asyncio.get_running_loop().time()
        window: int | None = inbox.WINDOW
        if time >= self._survey_at:  # also what a lane with very many updates hides
            self._survey_at, window = time + LOOK_SECONDS, None
        return await inbox.claim(
            tx,
            self.name,
            self.clock.now(),
            limit=room,
            lease=self._lease,
            busy=hands.busy(),
            window=window,
        )

    async def _settle(self, tx: Transaction, work: _Work) -> set[int]:
        now = self.clock.now()
        for item, error, retry_after in work.failed:
            await inbox.fail(tx, self.name, item, now, error=error, retry_after=retry_after)
            if retry_after is not None:
                self._ring_after(retry_after)
        if work.back:
            await inbox.put_back(tx, self.name, work.back)
        return await inbox.done(tx, self.name, work.done, now)

    def _ring_after(self, pause: timedelta) -> None:
        self._waiting += 1
        asyncio.get_running_loop().call_later(pause.total_seconds(), self._ring_again)

    def _ring_again(self) -> None:
        self._waiting -= 1
        self._bell.set()

    async def _recover(self, tx: Transaction) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._recover_at:
            self._recover_at = now + RECOVER_SECONDS
            lost = await inbox.recover(tx, self.clock.now())
            if lost:
                log.warning("claims_recovered", number=lost)
        if now >= self._purge_at:
            self._purge_at = now + PURGE_SECONDS
            await inbox.purge(tx, self.clock.now())

    async def _empty_log(self) -> None:
        """Leave nothing in the log of what was said, once nothing more is to be done."""
        busy = self._work or (self.hands is not None and self.hands.busy())
        time = asyncio.get_running_loop().time()
        if self._empty_log_at is None or (busy and time < self._empty_log_at):
            return
        self._empty_log_at = None if await self._database.empty_log() else time

    def _keep(self, work: _Work) -> None:
        """The transaction failed: senders keep what they have, the rest is tried again."""
        for _, future in work.arrivals:
            if not future.done():
                future.set_exception(NotStored())
        newer = self._work
        newer.done = {**work.done, **newer.done}
        newer.failed = work.failed + newer.failed
        newer.back = work.back + newer.back

    def _trouble(self, error: Exception) -> None:
        self.on_trouble(error)
        if unavailable(error):
            log.warning("inbox_waits_for_database", error=type(error).__name__)
        else:
            log.error("inbox_failed", error=type(error).__name__, exc_info=error)


def _all_of(work: _Work) -> Iterable[Arrival]:
    return [arrival for arrivals, _ in work.arrivals for arrival in arrivals]


def _tell(work: _Work, ours: set[int]) -> None:
    for arrivals, stored in work.arrivals:
        if not stored.done():
            stored.set_result(len(arrivals))
    for update_id, settled in work.done.items():
        if not settled.done():
            settled.set_result(update_id in ours)
