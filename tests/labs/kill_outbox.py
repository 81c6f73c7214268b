"""Reminders while the process is killed at random: nothing lost, what is doubled is flagged.

    python -m tests.labs.kill_outbox [REMINDERS KILLS]

The parent plays Telegram and notes what arrives; a child is the postman, killed with SIGKILL
after a random number of messages and started again. Between kills members leave. Then the
same with a control that sends and then marks, as one would without states.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from community.clock import ShiftedClock
from community.members import tables as member_tables
from community.messages import tables as message_tables
from community.reminders import reminders
from community.storage import migrations
from community.storage.database import Database
from tests import seats
from tests.labs.recorder import TOKEN, Recorder

NOW = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
STARTS = NOW + timedelta(hours=1)
IN_FLIGHT = 8
LEASE_S = 2.0
ANSWER_AFTER_S = 0.02
LEAVING_EACH_TIME = 5
SEED = 20


@dataclass(frozen=True)
class Result:
    """What a run of kills did to the reminders."""

    reminders: int
    kills: int
    lost: int
    duplicates: int
    unflagged: int
    ringing: int
    to_leavers: int

    @property
    def allowed(self) -> int:
        return IN_FLIGHT * self.kills

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        broken = self.lost or self.unflagged or self.ringing or self.to_leavers
        return not broken and self.duplicates <= self.allowed


async def lab(count: int, kills: int, *, control: bool = False) -> Result:
    """Kill the postman `kills` times while `count` reminders go out."""
    with tempfile.TemporaryDirectory(prefix="anjia-lab-") as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'lab.db'}")
        try:
            return await _Run(database, count, kills, control).go()
        finally:
            await database.close()


class _Run:
    def __init__(self, database: Database, count: int, kills: int, control: bool) -> None:
        self.database, self.count, self.kills, self.control = database, count, kills, control
        self.random = random.Random(SEED)
        self.left: dict[int, int] = {}
        self.began = str(time.time())

    async def go(self) -> Result:
        await migrations.upgrade(self.database)
        async with self.database.transaction() as tx:
            self.world = await seats.seated(tx, self.count, STARTS, NOW)
            early = STARTS - timedelta(hours=3)
            await tx.execute(update(member_tables.member).values(leads=[90]))
            assert await reminders.plan(tx, self.world.occurrence_id, early) == self.count
        async with Recorder(ANSWER_AFTER_S) as recorder:
            for _ in range(self.kills):
                await self._one_life(recorder)
                await self._some_leave(recorder)
            await self._last_life(recorder)
            return await self._judge(recorder)

    async def _one_life(self, recorder: Recorder) -> None:
        each = self.count // (self.kills + 1)
        enough = asyncio.Event()
        until = len(recorder.received) + self.random.randint(each // 2, each)

        def count() -> None:
            if len(recorder.received) >= until:
                enough.set()

        recorder.on_message = count
        child = await self._child(recorder)
        await asyncio.wait_for(enough.wait(), 60)
        await asyncio.sleep(self.random.uniform(0, 2 * ANSWER_AFTER_S))
        os.kill(child.pid, signal.SIGKILL)
        await child.wait()

    async def _last_life(self, recorder: Recorder) -> None:
        recorder.on_message = lambda: None
        child = await self._child(recorder)
        if await asyncio.wait_for(child.wait(), 120):
            raise RuntimeError("the last postman failed")

    async def _child(self, recorder: Recorder) -> asyncio.subprocess.Process:
        role = "control" if self.control else "postman"
        arguments = [str(self.database.file), recorder.base_url, self.began]
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.labs.kill_outbox", role, *arguments
        )

    async def _some_leave(self, recorder: Recorder) -> None:
        told = {one.chat_id for one in recorder.received}
        waiting = [i for i, user in enumerate(self.world.users) if user not in told]
        leaving = self.random.sample(waiting, min(LEAVING_EACH_TIME, len(waiting)))
        # Also some who may have been told just now: no second message may follow.
        leaving += self.random.sample(range(self.count), 1)
        async with self.database.transaction() as tx:
            for index in leaving:
                await seats.leave(tx, self.world.registrations[index])
                self.left.setdefault(self.world.users[index], len(recorder.received))

    async def _judge(self, recorder: Recorder) -> Result:
        table, member = message_tables.outbox.c, member_tables.member.c
        query = select(member.channel_user_id, table.maybe_sent).join(member_tables.member)
        async with self.database.transaction() as tx:
            rows = await tx.rows(query)
        flagged = {row.channel_user_id for row in rows if row.maybe_sent}
        times = Counter(one.chat_id for one in recorder.received)
        seen: set[int] = set()
        ringing = 0
        for one in recorder.received:
            ringing += one.chat_id in seen and not one.silent
            seen.add(one.chat_id)
        late = [
            one
            for number, one in enumerate(recorder.received)
            if number >= self.left.get(one.chat_id, len(recorder.received))
        ]
        return Result(
            reminders=self.count,
            kills=self.kills,
            lost=sum(1 for user in self.world.users if not times[user] and user not in self.left),
            duplicates=sum(times.values()) - len(times),
            unflagged=sum(1 for user, n in times.items() if n > 1 and user not in flagged),
            ringing=ringing,
            to_leavers=len(late),
        )


async def postman(file: str, base_url: str, began: str) -> None:
    """The child: deliver until nothing is open. All processes began the lab at `began`."""
    from telegram import Bot

    from bot import logs
    from bot.application import services_from
    from bot.config import Settings
    from bot.work.pace import Pace
    from bot.work.postman import Options, Postman
    from handlers.chat.events import Due
    from handlers.chat.screen import Screen
    from handlers.chat.texts import Html
    from handlers.chat.turn import Turn

    logs.set_up("error")

    async def render(turn: Turn, due: Due) -> Screen | None:
        wanted = await reminders.still_wanted(turn.tx, due.object_id, due.payload, turn.now)
        return Screen(Html("明天见")) if wanted else None

    database = Database(f"sqlite+aiosqlite:///{file}")
    clock = ShiftedClock(NOW + timedelta(seconds=time.time() - float(began)))
    async with Bot(TOKEN, base_url=base_url) as bot:
        worker = Postman(
            database,
            services_from(Settings(), clock),
            bot,
            pace=Pace(None),
            renderers={"reminder": render},
            options=Options(in_flight=IN_FLIGHT, lease_s=LEASE_S),
        )
        while await _open(database, ("pending", "claimed", "sending")):
            await worker.tick_now()
            await asyncio.sleep(0.05)
        await worker.stop()
    await database.close()


async def control(file: str, base_url: str, _began: str) -> None:
    """The child without states: read what is due, send it, then mark it as sent."""
    from telegram import Bot

    database = Database(f"sqlite+aiosqlite:///{file}")
    table = message_tables.outbox
    due = (
        select(table.c.id, member_tables.member.c.channel_user_id)
        .join(member_tables.member)
        .where(table.c.state == "pending")
        .order_by(table.c.id)
        .limit(64)
    )
    async with Bot(TOKEN, base_url=base_url) as bot:
        while True:
            async with database.transaction() as tx:
                rows = await tx.rows(due)
            if not rows:
                break
            slots = asyncio.Semaphore(IN_FLIGHT)

            async def send(user: int, slots: asyncio.Semaphore = slots) -> None:
                async with slots:
                    await bot.send_message(user, "明天见")

            await asyncio.gather(*(send(row.channel_user_id) for row in rows))
            async with database.transaction() as tx:
                ids = [row.id for row in rows]
                await tx.execute(update(table).where(table.c.id.in_(ids)).values(state="sent"))
    await database.close()


async def _open(database: Database, states: tuple[str, ...]) -> bool:
    table = message_tables.outbox.c
    async with database.transaction() as tx:
        return await tx.value(select(table.id).where(table.state.in_(states)).limit(1)) is not None


def report(name: str, result: Result, **more: Any) -> str:
    values = {
        "reminders": result.reminders,
        "in_flight": IN_FLIGHT,
        "kills": result.kills,
        "lost": result.lost,
        "duplicates": result.duplicates,
        "duplicates_allowed": result.allowed,
        "duplicates_not_flagged": result.unflagged,
        "duplicates_ringing": result.ringing,
        "to_members_who_left": result.to_leavers,
        **more,
    }
    return f"lab {name} " + " ".join(f"{key}={value}" for key, value in values.items())


async def main(count: int, kills: int) -> int:
    result = await lab(count, kills)
    print(report("kill_outbox", result, kept=str(result.kept).lower()), flush=True)
    without = await lab(count, kills, control=True)
    print(report("kill_outbox_control", without), flush=True)
    shows_something = without.duplicates > result.duplicates and without.unflagged > 0
    return 0 if result.kept and shows_something else 1


if __name__ == "__main__":
    if sys.argv[1:2] in (["postman"], ["control"]):
        asyncio.run({"postman": postman, "control": control}[sys.argv[1]](*sys.argv[2:5]))
    else:
        given = [int(one) for one in sys.argv[1:3]] or [1500, 20]
        sys.exit(asyncio.run(main(*given)))
