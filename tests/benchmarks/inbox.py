"""Updates a second and their latency, from Telegram's queue to the answer at Telegram.

A real process with the real handlers against a light stand-in for Telegram, with a row in the
inbox for every update. `python -m tests.benchmarks.inbox` prints the whole table.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sample import CITIES
from bot.sample.loading import load_city
from community.clock import SystemClock
from community.members import members
from community.storage.database import Database
from tests.labs import lab_bot
from tests.labs.processes import Child, ask, bot_environment, light_telegram, postgres, wait_for

MEMBERS = 200
WARM_UP = 100


@dataclass(frozen=True)
class Setup:
    """A running bot: where its Telegram and its database are, the processes it is made of."""

    telegram: str
    url: str
    bots: list[Child]
    pulse: Path
    """Where the bot says how it is, when it is asked (`lab_bot.pulse`)."""


@contextmanager
def running(
    database: str = "sqlite", client: str = "aiohttp", processes: int = 1, kind: str = "location"
) -> Iterator[Setup]:
    """Processes on a fresh database; `kind` location (the sample city) or text (one write)."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="anjia-bench-")))
        telegram = stack.enter_context(light_telegram())
        url = f"sqlite+aiosqlite:///{folder / 'bench.db'}"
        if database == "postgres":
            server = stack.enter_context(postgres())
            server.psql("CREATE DATABASE bench")
            url = server.url("bench")
        asyncio.run(_prepare(url))
        environment = bot_environment(telegram, url, ANJIA_TELEGRAM__HTTP_CLIENT=client)
        environment["ANJIA_TEST_LAB_PULSE"] = str(folder / "pulse")
        environment["ANJIA_TEST_LAB_HANDLER"] = "effect" if kind == "text" else "real"
        bots: list[Child] = []
        for number in range(processes):
            role = "all" if number == 0 else "worker"
            bot = Child(["tests.labs.lab_bot", role], environment, folder / f"log{number}")
            bot.start()
            stack.callback(bot.kill)
            bots.append(bot)
        wait_for(lambda: ask(f"{telegram}/lab/count")["calls"].get("GetUpdates"), within=60)
        time.sleep(2.0 if processes > 1 else 0.2)
        setup = Setup(telegram, url, bots, folder / "pulse")
        _handle(setup, updates(1, WARM_UP, kind))
        yield setup


def updates(first: int, number: int, kind: str) -> list[dict[str, Any]]:
    made = []
    for update_id in range(first, first + number):
        update = lab_bot.text_update(update_id, 1 + update_id % MEMBERS)
        if kind == "location":
            del update["message"]["text"]
            lat = 30.2085 + 0.0001 * (update_id % 50)
            update["message"]["location"] = {"latitude": lat, "longitude": 120.2118}
        made.append(update)
    return made


def throughput(setup: Setup, number: int, kind: str = "location", first: int = 10_000) -> float:
    """Updates a second when all wait at Telegram at once, until the last answer is there."""
    began = time.time()
    sent = _handle(setup, updates(first, number, kind))
    return number / (max(at for _, _, at in sent) - began)


def latencies(setup: Setup, rate: float, seconds: float, first: int = 500_000) -> list[float]:
    """Seconds from getUpdates' answer to sendMessage at a steady rate, sorted."""
    made = updates(first, int(rate * seconds), "location")
    ask(f"{setup.telegram}/lab/clear", [])
    began = time.time()
    for number, update in enumerate(made):
        time.sleep(max(0.0, began + number / rate - time.time()))
        ask(f"{setup.telegram}/lab/push", [update])
    _until_sent(setup, len(made))
    seen = ask(f"{setup.telegram}/lab/report")
    handed_out = {int(number): at for number, at in seen["handed_out"]}
    waiting: defaultdict[int, list[int]] = defaultdict(list)
    for update in made:  # answers of a member come in order
        waiting[update["message"]["from"]["id"]].append(update["update_id"])
    return sorted(at - handed_out[waiting[chat].pop(0)] for chat, _, at in seen["sent"])


def _handle(setup: Setup, made: list[dict[str, Any]]) -> list[tuple[int, str, float]]:
    ask(f"{setup.telegram}/lab/clear", [])
    ask(f"{setup.telegram}/lab/push", made)
    _until_sent(setup, len(made))
    sent: list[tuple[int, str, float]] = ask(f"{setup.telegram}/lab/report")["sent"]
    return sent


def _until_sent(setup: Setup, number: int) -> None:
    wait_for(lambda: ask(f"{setup.telegram}/lab/count")["sent"] >= number, within=180)


async def _prepare(url: str) -> None:
    await lab_bot.prepare(url)
    database, now = Database(url), SystemClock().now()
    try:
        async with database.transaction() as tx:
            await load_city(tx, CITIES["binjiang"], now)
            for number in range(1, MEMBERS + 1):
                member = await members.meet(tx, "telegram", number, now)
                version = members.LOCATION_CONSENT_VERSION
                await members.give_consent(tx, member.id, "location", version, now)
    finally:
        await database.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--updates", type=int, default=2000)
    number = parser.parse_args().updates
    for client in ("httpx", "aiohttp"):
        for kind in ("location", "text"):
            with running(client=client, kind=kind) as setup:
                print(
                    f"sqlite, 1 process, {client}, {kind}: {throughput(setup, number, kind):.0f}/s"
                )
    with running() as setup:
        found = latencies(setup, 100, 10)
        p99 = found[int(len(found) * 0.99)] * 1000
        print(f"sqlite at 100/s: p50 {statistics.median(found) * 1000:.0f} ms, p99 {p99:.0f} ms")
    for processes, kind in ((1, "text"), (1, "location"), (2, "location"), (4, "location")):
        with running("postgres", processes=processes, kind=kind) as setup:
            rate = throughput(setup, number, kind)
            print(f"postgres, {processes} processes, aiohttp, {kind}: {rate:.0f}/s")


if __name__ == "__main__":
    main()
