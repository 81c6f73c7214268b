"""The playground's own bot: a sample city, a database that is thrown away, our Bot API double."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.application import Anjia, anjia
from bot.config import (
    DatabaseSettings,
    District,
    Limits,
    Settings,
    Telegram,
    Walking,
)
from bot.playground.double.double import Double
from bot.playground.serve import Served, serve
from bot.playground.server import MapPoint, Setup
from bot.playground.stage import BACK, City, NoSuchCity, StageView, moved
from bot.sample import CITIES, SampleCity
from bot.sample.example_activities import create_examples
from bot.sample.loading import load_city
from bot.telegram.client import introduce
from bot.telegram.polling import poll
from bot.work.handling import Handling, handling_updates
from community.clock import ShiftedClock, SystemClock
from community.members import members
from community.staff import roles
from community.storage import migrations
from community.storage.database import Database
from geo.box import Box

MEMBERS = (
    (1001, "小安", "zh-hans"),
    (1002, "阿江", "zh-hans"),
    (1003, "Robin", "en"),
)
STAFF = 1002
GROUP = "邻里群"
KEPT_CALLS = 200
_SAME_TIME = timedelta(seconds=1)


class Demo:
    """One playground: members, a double, and the bot for the city that is chosen.

    A switch begins anew: other settings, an empty database, empty chats.
    """

    def __init__(self, folder: Path, city: str, double: Double | None = None) -> None:
        self.folder = folder
        self.clock = ShiftedClock()
        self.city = CITIES[city]
        self.double = double or Double(keep_calls=KEPT_CALLS)
        self.double.clock = lambda: self.clock.now().timestamp()
        for number, name, language in MEMBERS:
            self.double.member(number, name, language_code=language)
        self.double.group(GROUP, *self.double.phones.values())
        self.double.also_idle.append(lambda: self._running is None or self._running.idle)
        self._served: Served | None = None
        self._running: _Running | None = None
        self._changing = asyncio.Lock()
        self._begun = 0
        self._closed = False

    @asynccontextmanager
    async def serving(self, host: str, port: int) -> AsyncIterator[Served]:
        """Serve the page and run the bot until the block ends."""
        async with serve(
            self.double, host=host, port=port, setup=self.setup, stage=self
        ) as self._served:
            try:
                await self._change(self.city)
                yield self._served
            finally:
                self._closed = True
                async with self._changing:
                    await self._end()

    async def switch(self, city: str) -> None:
        """End the running bot and begin anew in a city, also the same one; returns when its bot
        polls. A switch that was begun is finished even if nobody waits for it any more."""
        if city not in CITIES:
            raise NoSuchCity(city)
        await asyncio.shield(asyncio.ensure_future(self._change(CITIES[city])))

    def move_clock(self, move: str) -> None:
        """Set the clock of bot and double by one of the playground's moves, or back."""
        if move == BACK:
            self.clock.set(SystemClock().now())
        else:
            self.clock.set(moved(self.clock.now(), move, self.city.zone))
        self.double.journal.tell("stage", None)
        self.double.journal.tell("chat", None)
        if self._running is not None:
            self._running.look_now()

    @property
    def streets_file(self) -> Path | None:
        """Of the city, for the page's map."""
        return self.city.streets_file

    def view(self) -> StageView:
        """The city and the time, for the page."""
        now = self.clock.now()
        return StageView(
            city=self.city.key,
            cities=tuple(
                City(city.key, city.name, city.name_en, city.streets_file is not None)
                for city in CITIES.values()
            ),
            zone=self.city.timezone,
            now=now.timestamp(),
            moved=abs(now - SystemClock().now()) > _SAME_TIME,
            changing=self._changing.locked(),
        )

    def setup(self) -> Setup:
        """What the page shows around the chat: the places of the city, and who is staff."""
        box = Box.parse(self.city.box)
        centers = tuple(
            MapPoint(center.name, center.lat, center.lon, center.kind)
            for center in self.city.centers()
            if center.lat is not None and center.lon is not None
        )
        landmarks = tuple(
            MapPoint(landmark.name, landmark.lat, landmark.lon, "landmark")
            for landmark in self.city.landmarks()
        )
        return Setup(
            points=centers + landmarks,
            bounds=(box.south, box.west, box.north, box.east),
            staff=frozenset({STAFF}),
        )

    async def _change(self, city: SampleCity) -> None:
        try:
            async with self._changing:
                if self._closed:
                    return
                self.city = city
                self.double.journal.tell("stage", None)
                await self._end()
                self.double.start_over()
                await self._begin()
        finally:
            self.double.journal.tell("stage", None)

    async def _begin(self) -> None:
        assert self._served is not None
        self._begun += 1
        url = f"sqlite+aiosqlite:///{self.folder / f'{self.city.key}-{self._begun}.db'}"
        await _prepare(url, self.city, self.clock)
        updates = self.double.updates
        since = updates.polls
        self._running = _Running(_settings(self.city, url, self.double, self._served), self.clock)
        await self._running.until(updates.polled(since))

    async def _end(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            await running.end()


class _Running:
    """A bot in a task of its own, so that whoever asks for its end need not have begun it."""

    def __init__(self, settings: Settings, clock: ShiftedClock) -> None:
        self._handling: Handling | None = None
        self._ready: Anjia | None = None
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(self._run(settings, clock), name="demo-bot")

    async def until(self, sign: Coroutine[Any, Any, None]) -> None:
        """Wait for a sign of life; raises what ended the bot before."""
        waiting = asyncio.create_task(sign)
        await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._task.done():
            self._task.result()

    @property
    def idle(self) -> bool:
        """Whether every update that was fetched is handled."""
        return self._handling is None or self._handling.idle

    def look_now(self) -> None:
        """What became due because the clock was moved does not wait for the next look."""
        if self._ready is not None:
            self._ready.look_now()

    async def end(self) -> None:
        self._stop.set()
        await self._task

    async def _run(self, settings: Settings, clock: ShiftedClock) -> None:
        async with (
            anjia(settings, clock=clock) as ready,
            handling_updates(ready, "demo") as handling,
        ):
            await introduce(ready.bot, ready.services.house)
            self._handling, self._ready = handling, ready
            bot, patience_s = ready.bot, settings.telegram.poll_timeout_s
            await poll(bot, handling.writer, self._stop, patience_s)


def _settings(city: SampleCity, url: str, double: Double, served: Served) -> Settings:
    return Settings(
        telegram=Telegram(
            token=double.token,
            api_base_url=served.base_url,
            file_base_url=served.base_file_url,
        ),
        database=DatabaseSettings(url=url),
        district=District(
            name=city.name, name_en=city.name_en, timezone=city.timezone, box=city.box
        ),
        walking=Walking(streets=city.streets_file),
        limits=Limits(updates_per_minute=600, burst=60),
    )


async def _prepare(url: str, city: SampleCity, clock: ShiftedClock) -> None:
    database = Database(url)
    try:
        await migrations.upgrade(database)
        async with database.transaction() as tx:
            await load_city(tx, city, clock.now())
            await roles.grant(tx, "telegram", STAFF, "admin", clock.now())
            member = await members.meet(tx, "telegram", STAFF, clock.now())
            await create_examples(tx, city, member.id, clock.now())
    finally:
        await database.close()
