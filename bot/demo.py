"""The playground's own bot: a sample city, a database that is thrown away, our Bot API double."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.application import anjia, introduce
from bot.config import (
    DatabaseSettings,
    District,
    Limits,
    Settings,
    Telegram,
    Walking,
)
from bot.desk import open_desk
from bot.playground.double import Double
from bot.playground.serve import Served, serve
from bot.playground.server import MapPoint, Setup
from bot.polling import poll
from bot.sample import CITIES, SampleCity
from bot.sample.loading import load_city
from community import migrations, staff
from community.clock import ShiftedClock
from community.database import Database
from geo.box import Box

MEMBERS = (
    (1001, "小安", "zh-hans"),
    (1002, "阿江", "zh-hans"),
    (1003, "Robin", "en"),
)
STAFF = (1002, "阿江")
KEPT_CALLS = 200


class Demo:
    """One playground: members, a double, and the bot for the city that is chosen."""

    def __init__(self, folder: Path, city: str) -> None:
        self.folder = folder
        self.clock = ShiftedClock()
        self.city = CITIES[city]
        self.double = Double(keep_calls=KEPT_CALLS, clock=lambda: self.clock.now().timestamp())
        for number, name, language in MEMBERS:
            self.double.member(number, name, language_code=language)

    @asynccontextmanager
    async def serving(self, host: str, port: int) -> AsyncIterator[Served]:
        """Serve the page and run the bot until the block ends."""
        async with (
            serve(self.double, host=host, port=port, setup=self.setup) as served,
            self._bot(served),
        ):
            yield served

    def setup(self) -> Setup:
        """What the page's map shows: the places of the city."""
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
            title=f"安家 · {self.city.name}",
            points=centers + landmarks,
            bounds=(box.south, box.west, box.north, box.east),
        )

    @asynccontextmanager
    async def _bot(self, served: Served) -> AsyncIterator[None]:
        settings = await self._settings(served)
        stop = asyncio.Event()
        async with (
            anjia(settings, clock=self.clock) as ready,
            open_desk(ready, "demo") as desk,
        ):
            await introduce(ready.application)
            polling = asyncio.create_task(
                poll(ready.application.bot, desk.clerk, stop, settings.telegram.poll_timeout_s)
            )
            self.double.also_idle.append(lambda: desk.idle)
            try:
                yield
            finally:
                stop.set()
                await polling

    async def _settings(self, served: Served) -> Settings:
        city = self.city
        url = f"sqlite+aiosqlite:///{self.folder / city.key}.db"
        await _prepare(url, city, self.clock)
        return Settings(
            telegram=Telegram(
                token=self.double.token,
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
            await staff.grant(tx, "telegram", STAFF[0], "admin", clock.now())
    finally:
        await database.close()
