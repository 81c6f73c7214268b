"""The whole way of an update, and its peer: a transport without sockets, the updates, the bots."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import insert
from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters
from telegram.request import BaseRequest, RequestData

from bot.application import anjia, settle
from bot.config import DatabaseSettings, District, Settings, Telegram, Walking
from bot.sample import CITIES
from bot.sample.loading import load_city
from bot.work.incoming import Incoming
from community.clock import SystemClock
from community.members import members
from community.members import tables as member_tables
from community.storage import migrations
from community.storage.database import Database

T = TypeVar("T")
TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
MEMBERS = 1_000
UPDATES = 10_000
BATCH = 100
"""As many as Telegram gives at once."""
FIRST_MEMBER = 10_000
_ME = {"id": 110201543, "is_bot": True, "first_name": "安家", "username": "anjia_bot"}


class Accepting(BaseRequest):
    """Reads what a bot sends as a server must, and accepts it. Counts the messages."""

    def __init__(self) -> None:
        self.sent = 0
        self.characters = 0

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **named_timeouts: Any,
    ) -> tuple[int, bytes]:
        fields = request_data.json_parameters if request_data else {}
        result: Any = True
        name = url.rpartition("/")[2]
        if name == "getMe":
            result = _ME
        elif name in ("sendMessage", "sendPhoto"):
            self.sent += 1
            text = fields.get("text") or fields.get("caption", "")
            self.characters += len(text)
            result = {
                "message_id": self.sent,
                "date": 1_795_000_000,
                "chat": {"id": int(fields["chat_id"]), "type": "private"},
                "text": text,
            }
        return 200, json.dumps({"ok": True, "result": result}).encode()


def location_updates(count: int = UPDATES, city: str = "binjiang", seed: int = 1) -> list[bytes]:
    """Location updates as Telegram writes them: members in turn, up to 600 m from a center."""
    chance = random.Random(seed)
    placed = [center for center in CITIES[city].centers() if center.position is not None]
    written = []
    for number in range(count):
        user = FIRST_MEMBER + number % MEMBERS
        center = chance.choice(placed)
        person = {"id": user, "is_bot": False, "first_name": "小安", "language_code": "zh-hans"}
        message = {
            "message_id": number,
            "from": person,
            "chat": {"id": user, "type": "private", "first_name": "小安"},
            "date": 1_795_000_000,
            "location": {
                "latitude": center.lat + chance.uniform(-0.005, 0.005),
                "longitude": center.lon + chance.uniform(-0.005, 0.005),
            },
        }
        update = {"update_id": number, "message": message}
        written.append(json.dumps(update).encode())
    return written


@dataclass(frozen=True)
class Way(Generic[T]):
    """How a bot takes what Telegram has written."""

    read: Callable[[dict[str, Any]], T]
    user: Callable[[T], int | None]
    handle: Callable[[T], Awaitable[None]]


async def drive(way: Way[Any], updates: Sequence[bytes]) -> float:
    """Handle all updates in batches; returns updates a second."""
    started = time.perf_counter()
    for first in range(0, len(updates), BATCH):
        batch = [way.read(json.loads(written)) for written in updates[first : first + BATCH]]
        await _handle_batch(way, batch)
    return len(updates) / (time.perf_counter() - started)


async def _handle_batch(way: Way[T], updates: Sequence[T]) -> None:
    """One member's updates in order, different members' at the same time; without the inbox."""
    lanes: defaultdict[int, list[T]] = defaultdict(list)
    for update in updates:
        lanes[way.user(update) or 0].append(update)

    async def lane(own: list[T]) -> None:
        for update in own:
            await way.handle(update)

    async with asyncio.TaskGroup() as group:
        for own in lanes.values():
            group.create_task(lane(own))


@asynccontextmanager
async def our_bot(
    folder: Path, transport: BaseRequest, city: str = "binjiang"
) -> AsyncIterator[Way[Incoming]]:
    """Our bot on a new SQLite file with a sample city and members who have consented."""
    sample = CITIES[city]
    url = f"sqlite+aiosqlite:///{folder / 'anjia.db'}"
    await fill(url, city)
    settings = Settings(
        telegram=Telegram(token=TOKEN),
        database=DatabaseSettings(url=url),
        walking=Walking(streets=sample.streets_file),
        district=District(timezone=sample.timezone, box=sample.box),
    )
    async with anjia(settings, transport=transport) as ready:
        settle()
        try:
            yield Way(ready.read, lambda incoming: incoming.user, ready.runtime.handle)
        finally:
            gc.unfreeze()


@asynccontextmanager
async def echo_bot(transport: BaseRequest) -> AsyncIterator[Way[Update]]:
    """The peer: python-telegram-bot with one handler that sends a text back."""

    async def echo(update: Update, _context: Any) -> None:
        location = update.effective_message.location
        await update.effective_message.reply_text(f"{location.latitude},{location.longitude}")

    builder = ApplicationBuilder().token(TOKEN).updater(None).job_queue(None)
    application = builder.request(transport).get_updates_request(transport).build()
    application.add_handler(MessageHandler(filters.LOCATION, echo))

    def read(raw: dict[str, Any]) -> Update:
        return Update.de_json(raw, application.bot)

    async with application:
        yield Way(read, lambda update: update.effective_user.id, application.process_update)


async def fill(url: str, city: str = "binjiang") -> None:
    """Make the database at `url`: a sample city, and members who have consented."""
    clock = SystemClock()
    database = Database(url)
    try:
        await migrations.upgrade(database)
        async with database.transaction() as tx:
            await load_city(tx, CITIES[city], clock.now())
            now = clock.now()
            people = [
                {
                    "id": number + 1,
                    "channel": "telegram",
                    "channel_user_id": FIRST_MEMBER + number,
                    "created_at": now,
                }
                for number in range(MEMBERS)
            ]
            consents = [
                {
                    "member_id": number + 1,
                    "purpose": members.LOCATION_CONSENT,
                    "version": members.LOCATION_CONSENT_VERSION,
                    "given_at": now,
                }
                for number in range(MEMBERS)
            ]
            await tx.execute(insert(member_tables.member), people)
            await tx.execute(insert(member_tables.consent), consents)
    finally:
        await database.close()


@contextlib.contextmanager
def as_in_production() -> Iterator[None]:
    """JSON logs at INFO, into nothing."""
    import sys

    from bot import logs

    with Path("/dev/null").open("w", encoding="utf-8") as nothing:
        before, sys.stderr = sys.stderr, nothing
        try:
            logs.set_up("info", "json")
            yield
        finally:
            sys.stderr = before
