"""Where the time of a location update goes, part by part: CPU microseconds, the best of 7 turns.

python -m tests.benchmarks.parts
"""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog

from bot.application import Anjia, anjia, settle
from bot.config import DatabaseSettings, Settings, Telegram
from bot.telegram.delivery import post
from community.members import members
from handlers.chat.events import Here
from handlers.chat.screen import Screen
from handlers.chat.turn import Turn
from handlers.places import near
from handlers.places.origins import Located
from handlers.places.view import Origin, View
from tests.benchmarks.way import (
    FIRST_MEMBER,
    TOKEN,
    Accepting,
    as_in_production,
    fill,
    location_updates,
)

COUNT = 500
TURNS = 7


async def best(part: Callable[[int], Awaitable[Any] | Any]) -> float:
    """Microseconds of one call, in the best of some turns."""
    turns = []
    for _ in range(TURNS):
        started = time.process_time()
        for number in range(COUNT):
            result = part(number)
            if asyncio.iscoroutine(result):
                await result
        turns.append((time.process_time() - started) / COUNT * 1e6)
    return min(turns)


async def measure(ready: Anjia) -> dict[str, float]:
    bot, written = ready.bot, location_updates(COUNT)
    events = [ready.read(json.loads(one)).event for one in written]
    positions = [e.position for e in events if isinstance(e, Here) and e.position is not None]
    ready.runtime.flood._burst = 1e9  # the same members ask again and again here
    texts, clock = ready.services.house.texts("zh"), ready.services.clock

    async def meet(number: int) -> None:
        async with ready.database.transaction() as tx:
            await members.meet(tx, "telegram", FIRST_MEMBER + number, clock.now())

    async with ready.database.transaction() as tx:
        member = await members.meet(tx, "telegram", FIRST_MEMBER, clock.now())
        directory = await ready.services.places.current(tx)
        turns = [Turn(event, tx, member, texts, clock.now(), ready.services) for event in events]

        async def compose(number: int) -> Screen:
            view, located = View(Origin.at(positions[number])), Located(positions[number])
            return await near.compose(turns[number], view, located)

        answers = [await compose(number) for number in range(COUNT)]
        log = structlog.stdlib.get_logger("bot.measured")
        return {
            "read the update's JSON into objects": await best(
                lambda n: ready.read(json.loads(written[n]))
            ),
            "find the member, with the transaction": await best(meet),
            "what is near, and is it open": await best(
                lambda n: directory.nearby(positions[n], clock.now())
            ),
            "that, and its text and buttons": await best(compose),
            "send it": await best(lambda n: post(bot, 1, answers[n], None)),
            "(send a short text without buttons)": await best(
                lambda n: bot.send_message(1, "30.2,120.2")
            ),
            "write the log line": await best(
                lambda n: log.info("update", update_id=n, route="location", outcome="ok", ms=1.0)
            ),
            "the whole way": await best(
                lambda n: ready.runtime.handle(ready.read(json.loads(written[n])))
            ),
        }


async def main() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'anjia.db'}"
        await fill(url)
        settings = Settings(telegram=Telegram(token=TOKEN), database=DatabaseSettings(url=url))
        async with anjia(settings, transport=Accepting()) as ready:
            settle()
            return await measure(ready)


if __name__ == "__main__":
    with as_in_production():
        parts = asyncio.run(main())
    logging.getLogger().handlers[:] = []
    for name, microseconds in parts.items():
        print(f"{name:40} {microseconds:6.0f} µs")
