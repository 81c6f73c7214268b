"""The real bot of a lab: `run`, but a text is answered by a handler whose effect can be counted.

Each text adds a row to `lab_effect` (in the handler's transaction) under the member's number
of texts so far; the lab finds there what was lost, done twice or out of order.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot import logs
from bot.config import load_settings
from bot.work import running
from community.capability import Rules
from community.storage.database import Database
from handlers import capabilities
from handlers.chat.events import Words
from handlers.chat.house import House
from handlers.chat.screen import Replies, Screen
from handlers.chat.talk import Talk
from handlers.chat.texts import Html
from handlers.chat.turn import Turn

EFFECT = """
CREATE TABLE IF NOT EXISTS lab_effect (
    id {serial} PRIMARY KEY, member BIGINT NOT NULL, update_id BIGINT NOT NULL
)
"""


async def effect(turn: Turn, words: Words) -> Replies:
    """Write down that this update took effect, once for each time it did."""
    number = int(words.text)
    await turn.tx.execute(
        text("INSERT INTO lab_effect (member, update_id) VALUES (:member, :number)"),
        {"member": turn.member.channel_user_id, "number": number},
    )
    return [Screen(Html(f"{number}"))]


EFFECT_TALK = Talk(
    rules=Rules(name="lab"), prefix="lab", folder=Path(__file__).parent, events={Words: effect}
)


def house() -> House:
    """Everything as usual, but for a text there is first of all its effect."""
    usual = capabilities.house()
    return House((EFFECT_TALK, *usual.talks), usual.rules)


async def prepare(url: str) -> None:
    """Migrate and lay the lab's own table."""
    from community.storage import migrations

    database = Database(url)
    try:
        await migrations.upgrade(database)
        serial = "INTEGER" if database.dialect == "sqlite" else "BIGSERIAL"
        async with database.transaction() as tx:
            await tx.execute(text(EFFECT.format(serial=serial)))
    finally:
        await database.close()


async def effects(url: str) -> list[tuple[int, int]]:
    """Member and update of every effect, in the order of writing."""
    database = Database(url)
    try:
        async with database.transaction() as tx:
            rows = await tx.rows(text("SELECT member, update_id FROM lab_effect ORDER BY id"))
        return [(row.member, row.update_id) for row in rows]
    finally:
        await database.close()


def verdict(found: list[tuple[int, int]], sent: set[int]) -> dict[str, int]:
    """What was lost, applied twice, and out of order for a member."""
    numbers = [number for _, number in found]
    latest: dict[int, int] = {}
    disorder = 0
    for member, number in found:
        disorder += number < latest.get(member, -1)
        latest[member] = max(number, latest.get(member, -1))
    return {
        "lost": len(sent - set(numbers)),
        "twice": len(numbers) - len(set(numbers)),
        "disorder": disorder,
    }


def text_update(number: int, member: int, said: str | None = None) -> dict[str, Any]:
    """A member's text, as Telegram sends it; by default its number, for `effect` to know it."""
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": member, "type": "private", "first_name": "小安"},
            "from": {
                "id": member,
                "is_bot": False,
                "first_name": "小安",
                "language_code": "zh-hans",
            },
            "text": said or str(number),
        },
    }


def pulse(pid: int, file: Path, within_s: float = 10.0) -> dict[str, int]:
    """Ask a lab's bot how many tasks it has, and how many objects Python's collector watches."""
    file.unlink(missing_ok=True)
    os.kill(pid, signal.SIGUSR1)
    deadline = time.monotonic() + within_s
    while not file.exists():
        if time.monotonic() > deadline:
            raise TimeoutError("the bot does not say how it is")
        time.sleep(0.01)
    said: dict[str, int] = json.loads(file.read_text())
    return said


def _say(file: Path) -> None:
    said = {"tasks": len(asyncio.all_tasks()), "objects": len(gc.get_objects())}
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(said))
    beside.rename(file)


async def main(role: str) -> None:
    settings = load_settings()
    logs.set_up(settings.log.level, settings.log.format)
    if os.environ.get("ANJIA_TEST_LAB_HANDLER", "effect") == "effect":
        capabilities.TALKS = (EFFECT_TALK, *capabilities.TALKS)  # type: ignore[misc]
    if os.environ.get("ANJIA_TEST_LAB_QUICK_START", "1") == "1":
        running.introduce = _nothing  # type: ignore[attr-defined]
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if file := os.environ.get("ANJIA_TEST_LAB_PULSE"):
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _say, Path(file))
    await running.run(settings, running.Role(role), stop)


async def _nothing(_bot: Any, _house: House) -> None:
    """Commands and descriptions do not matter here."""


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "all"))
