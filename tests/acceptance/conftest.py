"""A real bot on the sample district, and members who chat with it."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from structlog.testing import LogCapture

from bot import application
from bot.application import Anjia, anjia
from bot.config import (
    DatabaseSettings,
    District,
    GeocoderSettings,
    Limits,
    Settings,
    Telegram,
    Walking,
)
from bot.playground.double.double import Double
from bot.playground.phone import Phone
from bot.playground.serve import serve
from bot.sample import CITIES
from bot.sample.loading import load_city
from bot.telegram import client, delivery, polling
from bot.telegram.client import introduce
from bot.telegram.in_process_request import InProcessRequest
from bot.work import claims, runtime, worker
from bot.work.handling import Handling, handling_updates
from community import privacy
from community.clock import ShiftedClock
from community.members import members
from community.places import centers
from community.places.centers import CenterFacts
from community.storage.database import Database
from handlers.chat.house import House
from handlers.places import typed
from tests.conftest import NOON
from tests.telegram_double import assert_clean, checked_double

CITY = CITIES["binjiang"]
MASHE = (30.17004, 120.20609)
"""The community centre of 马湖社区 and its reading room."""
JINGDU = (30.18135, 120.19130)
"""The community centre (hours unknown) and the reading room (8:00-20:00) of 晶都社区."""
SHANGHAI_BUND = (31.2402, 121.4905)


@dataclass
class World:
    """One running bot and everything around it."""

    double: Double
    clock: ShiftedClock
    bot: Anjia
    logs: LogCapture
    expected_errors: set[str] = field(default_factory=set)
    """Names of log events at level error that this test provokes."""

    @property
    def database(self) -> Database:
        return self.bot.database

    def newcomer(self, number: int = 7, language: str | None = "zh-hans") -> Phone:
        return self.double.member(number, f"成员{number}", language_code=language)

    async def member(self, number: int = 7, language: str | None = "zh-hans") -> Phone:
        """Somebody who has started the bot and agreed to the use of their location."""
        phone = self.newcomer(number, language)
        await phone.start()
        await self.settle()
        await phone.tap("同意" if (language or "zh").startswith("zh") else "Agree")
        await self.settle()
        return phone

    async def settle(self) -> None:
        # What is under way is known (`handling.idle`), so one quiet look is enough.
        await self.double.idle(within=15.0, settle=0.004)

    async def tap(self, phone: Phone, label: str, **options: Any) -> str:
        """Tap, wait, and give the newest bubble's text."""
        await phone.tap(label, **options)
        await self.settle()
        return phone.screen().last.text

    async def say(self, phone: Phone, text: str) -> str:
        await phone.send(text)
        await self.settle()
        return phone.screen().last.text

    async def share(self, phone: Phone, place: tuple[float, float]) -> str:
        await phone.share_location(*place)
        await self.settle()
        return phone.screen().last.text

    async def know(self, ref: str, **facts: Any) -> None:
        """Change what is known of a center."""
        async with self.database.transaction() as tx:
            known = {center.ref: center for center in await centers.all_centers(tx)}
            changed = replace(CenterFacts(**known[ref].as_fields()), **facts)
            await centers.update_center(tx, changed, self.clock.now())
            await centers.touch(tx)
        self.bot.services.places.expire()

    async def add(self, *facts: CenterFacts) -> None:
        """Add centers."""
        async with self.database.transaction() as tx:
            for each in facts:
                await centers.insert_center(tx, each, self.clock.now())
            await centers.touch(tx)
        self.bot.services.places.expire()

    async def token(self, ref: str) -> str:
        async with self.database.transaction() as tx:
            return next(c.token for c in await centers.all_centers(tx) if c.ref == ref)

    async def kept_of(self, phone: Phone) -> dict[str, Any]:
        """Everything that the database holds of a member."""
        async with self.database.transaction() as tx:
            member = await members.find(tx, "telegram", phone.id)
            assert member is not None
            return await privacy.export(tx, member)

    async def count(self, table: str) -> int:
        async with self.database.transaction() as tx:
            return int(await tx.value(text(f"SELECT count(*) FROM {table}")))

    def advance(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))

    def logged(self, event: str) -> list[dict[str, Any]]:
        return [entry for entry in self.logs.entries if entry["event"] == event]

    def check(self) -> None:
        assert_clean(self.double)
        errors = [
            entry
            for entry in self.logs.entries
            if entry["log_level"] in {"error", "critical"}
            and entry["event"] not in self.expected_errors
        ]
        assert errors == []


def labels(phone: Phone) -> list[str]:
    """The labels of the newest bubble's buttons."""
    return [label for row in phone.screen().last.buttons for label in row]


def listed(text: str) -> list[str]:
    """The names in a list of results, in their order."""
    return re.findall(r"(?m)^\d+ (\S+)", text)


def button_data(phone: Phone, label: str) -> str:
    """What the newest bubble's button carries."""
    markup = phone.chat.messages[phone.screen().last.id].markup or {}
    rows = markup["inline_keyboard"]
    return next(b["callback_data"] for row in rows for b in row if label in b["text"])


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> LogCapture:
    """What the bot logs, whatever other tests did to the configuration of logging."""
    capture = LogCapture()
    logger = structlog.wrap_logger(
        None,
        processors=[capture],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        cache_logger_on_first_use=False,
    )
    for module in (application, client, delivery, polling, runtime, typed, worker):
        monkeypatch.setattr(module, "log", logger)
    return capture


@pytest.fixture(scope="session")
def binjiang(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the sample district, to be copied."""
    file = tmp_path_factory.mktemp("binjiang") / "anjia.db"
    shutil.copy(sqlite_template, file)
    asyncio.run(_load(f"sqlite+aiosqlite:///{file}", checkpoint=True))
    return file


@pytest.fixture
def binjiang_url(binjiang: Path, tmp_path: Path) -> str:
    file = tmp_path / "binjiang.db"
    shutil.copy(binjiang, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def postgres_binjiang_url(postgres_url: str) -> str:
    await _load(postgres_url)
    return postgres_url


Running = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture
def running(clock: ShiftedClock, logs: LogCapture) -> Running:
    """Starts a bot; `http` puts real sockets and real long polling in between, `known` are
    people who have a chat with it already."""

    @asynccontextmanager
    async def run(
        url: str,
        *,
        http: bool = False,
        known: Iterable[int] = (),
        house: House | None = None,
        **sections: Any,
    ) -> AsyncIterator[World]:
        double = checked_double(clock=lambda: clock.now().timestamp())
        for number in known:
            double.member(number, started=True)
        if http:
            async with serve(double, port=0) as served:
                telegram = Telegram(
                    token=double.token,
                    api_base_url=served.base_url,
                    file_base_url=served.base_file_url,
                    poll_timeout_s=5,
                    read_timeout_s=1.0,
                )
                bot = _bot(double, clock, logs, url, telegram, None, house, sections)
                async with bot as world:
                    yield world
        else:
            telegram = Telegram(token=double.token, poll_timeout_s=5)
            transport = InProcessRequest(double)
            bot = _bot(double, clock, logs, url, telegram, transport, house, sections)
            async with bot as world:
                yield world
            double.close()

    return run


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "PAUSES", (timedelta(milliseconds=5),))


@pytest.fixture
async def world(running: Running, binjiang_url: str) -> AsyncIterator[World]:
    """The bot on SQLite, without sockets: what most tests need."""
    async with running(binjiang_url) as world:
        yield world
        world.check()


@asynccontextmanager
async def _bot(
    double: Double,
    clock: ShiftedClock,
    logs: LogCapture,
    url: str,
    telegram: Telegram,
    transport: InProcessRequest | None,
    house: House | None,
    sections: dict[str, Any],
) -> AsyncIterator[World]:
    defaults: dict[str, Any] = {
        "district": District(),
        "walking": Walking(detour=1.5),  # so that minutes can be told from a map
        "geocoder": GeocoderSettings(),
        "limits": Limits(updates_per_minute=6000, burst=600),
    }
    settings = Settings(
        telegram=telegram, database=DatabaseSettings(url=url), **{**defaults, **sections}
    )
    stop = asyncio.Event()
    async with (
        anjia(settings, clock=clock, transport=transport, house=house) as ready,
        handling_updates(ready, "test") as handling,
    ):
        ready.scheduler.pause_job("postman")  # notices come when a test asks for them
        await introduce(ready.bot, ready.services.house)
        polled = asyncio.create_task(poll(ready, handling, stop, settings))
        double.also_idle.append(lambda: handling.idle)
        world = World(double, clock, ready, logs)
        try:
            await world.settle()
            yield world
        finally:
            stop.set()
            await polled


async def poll(ready: Anjia, handling: Handling, stop: asyncio.Event, settings: Settings) -> None:
    await polling.poll(ready.bot, handling.writer, stop, settings.telegram.poll_timeout_s)


async def _load(url: str, *, checkpoint: bool = False) -> None:
    database = Database(url)
    try:
        async with database.transaction() as tx:
            await load_city(tx, CITY, NOON)
        if checkpoint:
            async with database.write_engine.connect() as connection:
                await connection.exec_driver_sql("COMMIT")
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                await connection.exec_driver_sql("BEGIN")
    finally:
        await database.close()
