"""The postman: takes what is due from the outbox to Telegram, and notes what became of it.

One round is one transaction: it writes down what has come back, claims what is due, looks at
the world once more, and marks what goes out as `sending`. It commits, and then the calls are
made. So a process that dies leaves at most `in_flight` messages of which nobody knows.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.base import BaseScheduler

from bot.telegram.client import Bot
from bot.telegram.delivery import drawn, post
from bot.telegram.errors import CallFailed
from bot.telegram.outcomes import Fate, outcome
from bot.work.notice_writer import Answered, NoticeWriter, Outgoing, settlement
from bot.work.observer import NOBODY, Observer
from bot.work.pace import Pace
from community.members import members
from community.messages import claims, outbox
from community.messages.claims import ClaimedNotice, Settlement
from community.storage.database import Database, Transaction, unavailable
from handlers.chat.talk import Renderer
from handlers.chat.turn import Services

log = structlog.stdlib.get_logger(__name__)

STOP_WITHIN_S = 20.0
GATHER_S = 0.005
"""After the first answer, others are waited for so long: one commit for several."""
LATER_S = 0.1
LONGEST_NAP_S = 1.0
TIDY_EVERY_S = 30.0
LONGEST_PAUSE_S = 10.0
DATABASE_PAUSE_S = 1.0
PURGE_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Options:
    """`lease_s` must be longer than the longest call."""

    in_flight: int = 8
    claim: int = 64
    lease_s: float = 120.0
    tick_s: float = 1.0
    purge_days: int = outbox.KEPT_DAYS


class Postman:
    """One for each process."""

    def __init__(
        self,
        database: Database,
        services: Services,
        bot: Bot,
        *,
        pace: Pace | None = None,
        renderers: Mapping[str, Renderer] | None = None,
        options: Options | None = None,
        observer: Observer = NOBODY,
    ) -> None:
        self.options = options or Options()
        self.pace = pace or Pace()
        self.name = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._database = database
        self._clock = services.clock
        self._bot = bot
        self._writer = NoticeWriter(services, renderers or services.house.renderers)
        self._observer = observer
        self._lease = timedelta(seconds=self.options.lease_s)
        self._hand: list[ClaimedNotice] = []
        self._flying: dict[asyncio.Task[Answered], int] = {}
        self._returned: list[Answered] = []
        self._draining: asyncio.Task[None] | None = None
        self._more_due = False
        self._stopping = False
        self._resume_at = 0.0
        self._pause_s = 0.0
        self._in_doubt = False
        self._purged_at: datetime | None = None

    def schedule(self, scheduler: BaseScheduler) -> None:
        """One job that ticks, for all messages."""
        scheduler.add_job(
            self.tick,
            "interval",
            seconds=self.options.tick_s,
            id="postman",
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    async def tick(self) -> None:
        """Begin to deliver if anything is due. Returns at once; an idle tick is one read."""
        if self._busy or self._stopping or _loop_time() < self._resume_at:
            return
        try:
            await self._look()
        except Exception as error:
            self._failed(error)

    async def _look(self) -> None:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            due = await claims.anything_to_do(tx, now)
        if due or self._returned:
            self._begin()
        elif self._purged_at is None or not timedelta() <= now - self._purged_at < PURGE_EVERY:
            await self._purge(now)

    async def tick_now(self) -> None:
        """Deliver everything that is due, and wait until it is through."""
        for _ in range(2):  # what became due while an earlier round was ending
            if not self._busy and not self._stopping:
                self._begin()
            if self._draining is not None:
                await asyncio.wait({self._draining})

    async def stop(self, within_s: float = STOP_WITHIN_S) -> None:
        """Claim nothing more, finish what is in flight, give back what was claimed."""
        self._stopping = True
        if self._busy:
            assert self._draining is not None
            await asyncio.wait({self._draining}, timeout=within_s)
        if self._busy:
            log.warning("postman_cut_off", in_flight=len(self._flying))
            await self._cancel()
        async with self._database.transaction() as tx:
            await claims.release(tx, by=self.name)
        self._hand = []

    @property
    def _busy(self) -> bool:
        return self._draining is not None and not self._draining.done()

    def _begin(self) -> None:
        self._draining = asyncio.create_task(self._drain(), name="postman")

    async def _cancel(self) -> None:
        tasks: list[asyncio.Task[Any]] = [*self._flying]
        if self._draining is not None:
            tasks.append(self._draining)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _drain(self) -> None:
        try:
            if self._in_doubt:
                await self._ask()
            tidied_at, under_way = -TIDY_EVERY_S, True
            while under_way:
                if _loop_time() - tidied_at >= TIDY_EVERY_S:
                    await self._tidy()
                    tidied_at = _loop_time()
                nap = await self._round()
                to_send = not self._held_up and (self._hand or self._more_due)
                under_way = bool(self._flying or self._returned or to_send)
                if under_way:
                    await self._wait(nap)
            if self._hand:
                await self._give_back()
        except Exception as error:
            # What has come back is kept and written down in the next tick's first round.
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        if unavailable(error):
            log.warning("postman_waits_for_database", error=type(error).__name__)
            self._resume_at = _loop_time() + DATABASE_PAUSE_S
        else:
            log.error("postman_failed", error=type(error).__name__, exc_info=error)
            self._hold_up()

    @property
    def _held_up(self) -> bool:
        return self._stopping or self._in_doubt or _loop_time() < self._resume_at

    async def _ask(self) -> None:
        """Whether Telegram answers at all: no message is risked on a line that is down."""
        try:
            await self._bot.get_me()
        except CallFailed as error:
            self._hold_up()
            log.warning("telegram_away", error=type(error).__name__, pause_s=self._pause_s)
        else:
            self._in_doubt, self._pause_s, self._resume_at = False, 0.0, 0.0

    async def _tidy(self) -> None:
        now = self._clock.now()
        in_hand = [one.id for one in self._hand]
        in_hand += self._flying.values()
        in_hand += [answered.going.claimed.id for answered in self._returned]
        async with self._database.transaction() as tx:
            recovered = await claims.recover(tx, now, in_hand)
            late = await claims.expire(tx, now)
        if late or recovered != claims.Recovered():
            log.warning(
                "outbox_tidied",
                too_late=late,
                returned=recovered.returned,
                again=recovered.again,
                parked=recovered.parked,
            )

    async def _give_back(self) -> None:
        async with self._database.transaction() as tx:
            await claims.release(tx, by=self.name)
        self._hand = []

    async def _round(self) -> float:
        """One transaction, then the calls. Returns how long to wait when there was no room."""
        returned, now = self._returned[:], self._clock.now()
        free = 0 if self._held_up else self.options.in_flight - len(self._flying)
        if not returned and not free:
            return 0.0
        async with self._database.transaction() as tx:
            settlements = await self._write_down(tx, returned, now)
            outgoing, hand, nap = await self._take_out(tx, free, now)
        self._returned = self._returned[len(returned) :]
        self._hand = hand
        for going in outgoing:
            self._send_off(going)
        for answered, settled in zip(returned, settlements, strict=True):
            await self._tell(answered, settled, now)
        if nap > LONGEST_NAP_S:
            self._resume_at = _loop_time() + nap
        return nap

    async def _write_down(
        self, tx: Transaction, returned: list[Answered], now: datetime
    ) -> list[Settlement]:
        settlements = []
        for answered in returned:
            settled, fate = await settlement(tx, answered, now)
            settlements.append(settled)
            if fate is None:
                self._pause_s = 0.0
            elif fate in (Fate.NOT_SENT, Fate.UNKNOWN):
                self._in_doubt = True
            elif fate is Fate.WAIT and answered.error is not None:
                self.pace.told_to_wait(outcome(answered.error).seconds)
        await claims.settle(tx, settlements, now)
        return settlements

    async def _take_out(
        self, tx: Transaction, free: int, now: datetime
    ) -> tuple[list[Outgoing], list[ClaimedNotice], float]:
        """Notices that are marked as being sent, what stays in the hand, how long to wait."""
        if free <= 0 or self._held_up:
            return [], self._hand, 0.0
        ready = [one for one in self._hand if self.pace.is_free(one.member_id)]
        later = [one for one in self._hand if not self.pace.is_free(one.member_id)]
        if len(ready) < free:
            more = await self._claim(tx, now, self.options.claim - len(self._hand))
            ready += [one for one in more if self.pace.is_free(one.member_id)]
            later += [one for one in more if not self.pace.is_free(one.member_id)]
        if not ready:
            return [], later, LATER_S if later else 0.0
        room, nap = await self.pace.room(tx, min(free, len(ready)))
        outgoing, left = await self._outgoing(tx, ready, room, now)
        going = await claims.begin_sending(
            tx, [one.claimed.id for one in outgoing], now, by=self.name, lease=self._lease
        )
        return [one for one in outgoing if one.claimed.id in going], [*left, *later], nap

    async def _claim(self, tx: Transaction, now: datetime, limit: int) -> list[ClaimedNotice]:
        if limit <= 0:
            return []
        claimed = await claims.claim(tx, now, by=self.name, limit=limit, lease=self._lease)
        self._more_due = len(claimed) == limit
        return claimed

    async def _outgoing(
        self, tx: Transaction, ready: list[ClaimedNotice], room: int, now: datetime
    ) -> tuple[list[Outgoing], list[ClaimedNotice]]:
        """Up to `room` notices with their words, one to a member, and what is left for later."""
        outgoing: list[Outgoing] = []
        settlements: list[Settlement] = []
        later: list[ClaimedNotice] = []
        written_to: set[int] = set()
        while ready and len(outgoing) < room:
            some, ready = _split(ready, room - len(outgoing))
            people = await members.addressees(tx, {one.member_id for one in some})
            for claimed in some:
                to = people.get(claimed.member_id)
                if to is None:
                    continue  # erased, and the row with them
                if claimed.member_id in written_to:
                    later.append(claimed)
                    continue
                written = await self._writer.write(tx, claimed, to, now)
                if isinstance(written, Outgoing):
                    outgoing.append(written)
                    written_to.add(claimed.member_id)
                else:
                    settlements.append(written)
        await claims.settle(tx, settlements, now)
        return outgoing, [*later, *ready]

    def _send_off(self, going: Outgoing) -> None:
        self.pace.sent_to(going.claimed.member_id)
        task = asyncio.create_task(self._send(going), name="going")
        self._flying[task] = going.claimed.id
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[Answered]) -> None:
        del self._flying[task]
        if not task.cancelled():
            self._returned.append(task.result())

    async def _send(self, going: Outgoing) -> Answered:
        try:
            png = await drawn(going.reply)
            silent = going.silent or None
            message = await post(self._bot, going.chat_id, going.reply, png, silent=silent)
        except Exception as error:
            return Answered(going, error=error)
        return Answered(going, message_id=message.message_id)

    async def _wait(self, nap: float) -> None:
        """Until a call comes back or there may be room again."""
        if self._returned and not nap:
            return
        if not self._flying:
            await asyncio.sleep(nap or GATHER_S)
            return
        await asyncio.wait(
            self._flying, timeout=nap or LONGEST_NAP_S, return_when=asyncio.FIRST_COMPLETED
        )
        if self._flying:
            await asyncio.wait(self._flying, timeout=GATHER_S)

    def _hold_up(self) -> None:
        """Nothing goes out for a while, longer each time, until a call gets through."""
        self._pause_s = min(max(1.0, self._pause_s * 2), LONGEST_PAUSE_S)
        self._resume_at = _loop_time() + self._pause_s

    async def _tell(self, answered: Answered, settled: Settlement, now: datetime) -> None:
        claimed = answered.going.claimed
        late = max(0.0, (now - claimed.due_at).total_seconds())
        log.info(
            "notice",
            id=claimed.id,
            kind=claimed.kind.name,
            state=settled.state,
            outcome=settled.outcome,
            late_s=round(late, 1),
        )
        self._observer.notice(claimed.kind.name, settled.state, late)
        on_sent = answered.going.reply.on_sent
        if on_sent is None or settled.message_id is None:
            return
        try:
            async with self._database.transaction() as tx:
                await on_sent(tx, settled.message_id)
        except Exception as error:
            log.error("notice_afterwards_failed", id=claimed.id, exc_info=error)

    async def _purge(self, now: datetime) -> None:
        self._purged_at = now
        async with self._database.transaction() as tx:
            gone = await outbox.purge(tx, now, self.options.purge_days)
        if gone:
            log.info("outbox_purged", rows=gone)


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


def _split(
    claimed: list[ClaimedNotice], size: int
) -> tuple[list[ClaimedNotice], list[ClaimedNotice]]:
    return claimed[:size], claimed[size:]
