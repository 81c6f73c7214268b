"""Lab: replicas with a webhook on PostgreSQL, killed again and again, and the database too.

Telegram's part is played as Telegram does it: the updates of one member one after another,
each until it is answered with 200; some are sent again although they were. In the middle of a
round the database is killed too: each replica must handle updates again soon after it is back.
An answer may only be missing where a process died between its commit and the answer.

`python -m tests.labs.webhook [--rounds 3] [--updates 4000] [--kills 34] [--replicas 3]`
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import select, text

from community.storage.database import Database
from community.updates import tables as update_tables
from tests.labs import lab_bot
from tests.labs.balancer import balancing
from tests.labs.processes import (
    SECRET,
    Child,
    Postgres,
    ask,
    bot_environment,
    free_port,
    light_telegram,
    postgres,
    report,
)

MEMBERS = 60
RESENT = 0.03
RECOVER_WITHIN_S = 10.0
RESTART_TAKES_S = 15.0
"""By how much a killed database prolongs a round."""
ANSWER_WITHIN_S = 2.0
"""Who dies so soon after a commit may take its answer along."""


@dataclass
class Sender:
    """Sends updates at a rate; what is not answered with 200 is sent again."""

    url: str
    chance: random.Random
    again: int = 0
    resent: int = 0
    accepted: set[int] = field(default_factory=set)

    async def send(self, updates: list[dict[str, Any]], rate: float) -> None:
        lanes: defaultdict[int, list[tuple[float, dict[str, Any]]]] = defaultdict(list)
        for number, update in enumerate(updates):
            lanes[update["message"]["from"]["id"]].append((number / rate, update))
        began = time.monotonic()
        connector = aiohttp.TCPConnector(limit=40, force_close=True)
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            asyncio.TaskGroup() as group,
        ):
            for lane in lanes.values():
                group.create_task(self._lane(session, lane, began))

    async def _lane(
        self, session: aiohttp.ClientSession, lane: list[tuple[float, dict[str, Any]]], began: float
    ) -> None:
        for due, update in lane:
            await asyncio.sleep(max(0.0, began + due - time.monotonic()))
            await self._until_accepted(session, update)
            if self.chance.random() < RESENT:
                self.resent += 1
                await self._until_accepted(session, update)

    async def _until_accepted(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        timeout = aiohttp.ClientTimeout(total=15)
        while True:
            with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
                async with session.post(
                    self.url, json=update, headers=headers, timeout=timeout
                ) as answer:
                    if answer.status == 200:
                        self.accepted.add(update["update_id"])
                        return
            self.again += 1
            await asyncio.sleep(0.1)


class Replicas:
    """Bots on their ports; who is killed comes back at once, as under a supervisor."""

    def __init__(self, number: int, telegram: str, database: str, folder: Path) -> None:
        self.ports = [free_port() for _ in range(number)]
        self.bots = [
            Child(
                ["tests.labs.lab_bot"],
                bot_environment(
                    telegram,
                    database,
                    ANJIA_RUN__MODE="webhook",
                    ANJIA_WEB__PORT=str(port),
                    ANJIA_WEB__PUBLIC_URL="https://lab.invalid",
                    ANJIA_WEB__SECRET=SECRET,
                ),
                folder / f"log-{port}",
            )
            for port in self.ports
        ]
        self.killed = 0
        self.pids: dict[int, int] = {}
        """Which replica each process was."""
        self.deaths: dict[int, float] = {}
        """When each killed process was gone, in Unix time."""
        self.database_died = 0.0

    def start(self) -> None:
        """Start who is gone, as systemd or Kubernetes would."""
        for number, bot in enumerate(self.bots):
            if not bot.running:
                bot.start()
                assert bot.process is not None
                self.pids[bot.process.pid] = number

    async def kill_one(self, chance: random.Random) -> None:
        bot = chance.choice([bot for bot in self.bots if bot.running] or self.bots)
        assert bot.process is not None
        pid = bot.process.pid  # the supervisor may be quick
        await asyncio.to_thread(bot.kill)
        self.deaths[pid] = time.time()
        self.killed += 1

    async def supervise(self) -> None:
        while True:
            self.start()
            await asyncio.sleep(0.2)

    async def stop(self) -> None:
        """In order: what is in hand is answered."""
        await asyncio.gather(*(asyncio.to_thread(bot.stop) for bot in self.bots))

    def kill_all(self) -> None:
        for bot in self.bots:
            bot.kill()


async def run(
    server: Postgres, telegram: str, folder: Path, *, name: str, updates: int, kills: int,
    seed: int, replicas: int = 3, restart: bool = True, pause_s: float = 0.9,
) -> dict[str, Any]:  # fmt: skip
    """One round; returns what was lost, done twice or out of order, and how fast it recovered."""
    chance = random.Random(seed)
    server.psql(f"CREATE DATABASE {name}")
    url = server.url(name)
    await lab_bot.prepare(url)
    bots = Replicas(replicas, telegram, url, folder)
    bots.start()
    await _listening(bots.ports)
    numbers = range(1, updates + 1)
    planned = [lab_bot.text_update(n, 1 + chance.randrange(MEMBERS)) for n in numbers]
    ask(f"{telegram}/lab/clear", [])
    began = time.monotonic()
    recovery: list[float] = []
    try:
        async with balancing(bots.ports) as port:
            sender = Sender(f"http://127.0.0.1:{port}/telegram", chance)
            length = max(1.0, kills * pause_s + (RESTART_TAKES_S if restart else 0.0))
            supervising = asyncio.create_task(bots.supervise())
            sending = asyncio.create_task(sender.send(planned, updates / length))
            for number in range(kills):
                await asyncio.sleep(chance.uniform(0.3, 1.7) * pause_s)
                if sending.done():
                    break  # a kill without load shows nothing
                await bots.kill_one(chance)
                if restart and number == kills // 2:
                    recovery = await _restart(server, url, bots)
            await sending
            await _all_settled(url)
            supervising.cancel()
        await bots.stop()
    finally:
        bots.kill_all()
    found = await lab_bot.effects(url)
    answered = {text for _, text, _ in ask(f"{telegram}/lab/report")["sent"]}
    unanswered = {number for number in numbers if str(number) not in answered}
    return {
        "updates": updates,
        "kills": bots.killed,
        **lab_bot.verdict(found, set(numbers)),
        "resent": sender.resent,
        "tried_again": sender.again,
        "unanswered": len(unanswered),
        "unexplained": len(unanswered) - await _explained(url, unanswered, bots),
        "recovery_s": "/".join(f"{one:.1f}" for one in recovery),
        "seconds": round(time.monotonic() - began, 1),
    }


async def _listening(ports: list[int]) -> None:
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        for port in ports:
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                        if answer.status == 200:
                            break
                await asyncio.sleep(0.1)


async def _restart(server: Postgres, url: str, bots: Replicas) -> list[float]:
    """Kill the database under load; how long after it is back each replica handles updates."""
    server.kill()
    await asyncio.sleep(1.0)  # its children end a little later
    bots.database_died = time.time()
    await asyncio.to_thread(server.start)
    back, first = time.time(), dict[int, float]()
    while len(first) < len(bots.bots) and time.time() < back + 60:
        await asyncio.sleep(0.2)
        for one in await _done(url):
            if one.at > back:
                first.setdefault(bots.pids[one.pid], one.at - back)
    return [first.get(number, 60.0) for number in range(len(bots.bots))]


@dataclass(frozen=True)
class Done:
    """An update, who said "done", and when."""

    update_id: int
    pid: int
    at: float


async def _done(url: str) -> list[Done]:
    """In the order of time."""
    row = update_tables.inbox.c
    query = select(row.update_id, row.lease_by, row.settled_at).where(row.state == "done")
    database = Database(url)
    try:
        async with database.transaction() as tx:
            rows = await tx.rows(query.order_by(row.settled_at))
    finally:
        await database.close()
    return [Done(one.update_id, _pid(one.lease_by), one.settled_at.timestamp()) for one in rows]


def _pid(worker: str) -> int:
    return int(worker.rpartition("-")[2].partition("#")[0])


async def _explained(url: str, unanswered: set[int], bots: Replicas) -> int:
    """How many of these were done just before their process, or the database, died."""
    explained = 0
    for one in await _done(url):
        deaths = (bots.deaths.get(one.pid, 0.0), bots.database_died)
        late = any(0 <= death - one.at <= ANSWER_WITHIN_S for death in deaths)
        explained += one.update_id in unanswered and late
    return explained


async def _all_settled(url: str, within: float = 90.0) -> None:
    database = Database(url)
    question = text("SELECT COUNT(*) FROM inbox WHERE state IN ('new', 'claimed')")
    deadline = time.monotonic() + within
    try:
        while time.monotonic() < deadline:
            async with database.transaction() as tx:
                if not await tx.value(question):
                    return
            await asyncio.sleep(0.1)
    finally:
        await database.close()


def judge(result: dict[str, Any], kills: int, *, restart: bool = True) -> list[str]:
    zeros = ("lost", "twice", "disorder", "unexplained")
    broken = [f"{key} {result[key]}" for key in zeros if result[key]]
    if result["kills"] < kills:
        broken.append("too few kills")
    recovery = [float(one) for one in result["recovery_s"].split("/") if one]
    if restart and not 0 < max(recovery, default=0.0) <= RECOVER_WITHIN_S:
        broken.append("recovery too slow")
    return broken


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--updates", type=int, default=4000)
    parser.add_argument("--kills", type=int, default=34)
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    code = 0
    with (
        light_telegram() as telegram,
        postgres() as server,
        tempfile.TemporaryDirectory(prefix="anjia-lab-") as folder,
    ):
        for number in range(chosen.rounds):
            result = asyncio.run(
                run(
                    server,
                    telegram,
                    Path(folder),
                    name=f"lab_{number}",
                    updates=chosen.updates,
                    kills=chosen.kills,
                    seed=chosen.seed + number,
                    replicas=chosen.replicas,
                )
            )
            broken = judge(result, chosen.kills)
            code |= report("webhook", broken, seed=chosen.seed + number, **result)
    return code


if __name__ == "__main__":
    sys.exit(main())
