"""The wiring: settings become a running bot. Nothing here decides anything for a member."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.calendars.job import CalendarJob
from bot.config import Settings
from bot.telegram.client import Bot, Transport, fetch_file, make_bot
from bot.telegram.delivery import Delivery
from bot.telegram.reading import incoming
from bot.walking import estimate, street_file
from bot.web.feeds import feed_base
from bot.work.flood import FloodLimit
from bot.work.incoming import Incoming
from bot.work.observer import NOBODY, Observer
from bot.work.pace import Pace
from bot.work.postman import Postman
from bot.work.runtime import Runtime
from bot.work.upkeep import Upkeep
from community.clock import Clock, SystemClock
from community.places.directory import Places
from community.storage import migrations
from community.storage.database import Database, unavailable
from geo.datum import Datum
from handlers import capabilities
from handlers.chat.house import House
from handlers.chat.turn import District, Services

if TYPE_CHECKING:
    from bot.streets import StreetLifeCircle
    from geo.geocode import Geocoder
    from geo.streets.holder import StreetFile

log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class Anjia:
    """A bot that is ready: its database is migrated, its commands are set."""

    bot: Bot
    database: Database
    services: Services
    runtime: Runtime
    postman: Postman
    upkeep: Upkeep
    scheduler: AsyncIOScheduler
    observer: Observer

    def read(self, raw: dict[str, Any]) -> Incoming:
        """An update of Telegram. Raises `Misshapen`."""
        return incoming(raw, self.services.bot_username)

    def look_now(self) -> None:
        """Let all periodic jobs run at once, whenever they would next."""
        for job in self.scheduler.get_jobs():
            job.modify(next_run_time=SystemClock().now())


def services_from(
    settings: Settings, clock: Clock | None = None, house: House | None = None
) -> Services:
    """What the handlers need, without the network."""
    district = settings.district
    streets = street_file(settings, settings.walking.streets) if settings.walking.streets else None
    model = (streets.network if streets else None) or estimate(settings)
    return Services(
        clock=clock or SystemClock(),
        places=Places(model, district.zone),
        district=District(
            {"zh": district.name, "en": district.name_en}, district.zone, district.bounds
        ),
        minutes=settings.walking.minutes,
        house=house or capabilities.house(settings.capabilities.off),
        geocoder=geocoder_from(settings),
        live_edit_seconds=settings.limits.live_edit_seconds,
        feed_base=feed_base(settings.web.public_url) if settings.web.port else None,
        life_circle=_life_circle(streets),
    )


@asynccontextmanager
async def anjia(
    settings: Settings,
    *,
    clock: Clock | None = None,
    transport: Transport | None = None,
    scheduled: bool = True,
    observer: Observer = NOBODY,
    patience_s: float = 0.0,
    house: House | None = None,
) -> AsyncIterator[Anjia]:
    """Migrate and wire; and close everything at the end.

    Not `scheduled`, nothing happens by itself in this process: no notice goes out.
    `observer` is told what happens; `house` is what the district can do, by default all.
    A database that is not there yet is waited for as long as
    `patience_s`. Raises `TokenMissing`, `CapabilityUnknown`, `CapabilityNeeded`.
    """
    bot = make_bot(settings, transport, observer)
    house = house or capabilities.house(settings.capabilities.off)
    database = Database(settings.database.url.get_secret_value(), rules=house.rules)
    try:
        await _upgrade(database, patience_s)
        services = services_from(settings, clock, house)
        pace = Pace(observer=observer)
        runtime = Runtime(
            database,
            services,
            Delivery(bot, database, pace),
            FloodLimit(settings.limits.updates_per_minute, settings.limits.burst, time.monotonic),
            observer,
        )
        try:
            async with bot:
                services.bot_username = bot.username
                services.files = partial(fetch_file, bot)
                async with database.transaction() as tx:
                    await services.places.current(tx)
                postman = Postman(database, services, bot, pace=pace, observer=observer)
                upkeep = Upkeep(database, services)
                async with (
                    _fresh_streets(services),
                    _on_schedule(postman, upkeep, scheduled=scheduled) as scheduler,
                ):
                    if scheduled:
                        CalendarJob(database, services).schedule(scheduler)
                    ready = Anjia(
                        bot, database, services, runtime, postman, upkeep, scheduler, observer
                    )
                    yield ready
        finally:  # a bot whose start failed leaves its connections open
            await bot.request.shutdown()
    finally:
        await database.close()


async def _upgrade(database: Database, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            await migrations.upgrade(database)
        except Exception as error:
            if not unavailable(error) or time.monotonic() >= deadline:
                raise
            log.warning("database_not_there_yet", error=type(error).__name__)
            await asyncio.sleep(0.5)
        else:
            return


@asynccontextmanager
async def _on_schedule(
    postman: Postman, upkeep: Upkeep, *, scheduled: bool
) -> AsyncIterator[AsyncIOScheduler]:
    scheduler = AsyncIOScheduler(timezone=UTC)
    if scheduled:
        postman.schedule(scheduler)
        upkeep.schedule(scheduler)
        scheduler.start()
    try:
        yield scheduler
    finally:
        if scheduled:
            scheduler.shutdown(wait=False)
        await postman.stop()


@asynccontextmanager
async def _fresh_streets(services: Services) -> AsyncIterator[None]:
    circle = services.life_circle
    if circle is None:
        yield
        return
    from bot.streets import StreetLifeCircle, keep_streets_fresh

    assert isinstance(circle, StreetLifeCircle)
    reloading = asyncio.create_task(keep_streets_fresh(circle.file, services.places))
    try:
        yield
    finally:
        reloading.cancel()
        await asyncio.gather(reloading, return_exceptions=True)


def settle() -> None:
    """Spare the garbage collector what lives as long as the process (docs/performance.md)."""
    gc.collect()
    gc.freeze()


def _life_circle(streets: StreetFile | None) -> StreetLifeCircle | None:
    if streets is None:
        return None
    from bot.streets import StreetLifeCircle

    return StreetLifeCircle(streets)


def geocoder_from(settings: Settings) -> Geocoder | None:
    """The geocoder that is configured. Raises `GeocoderMisconfigured`."""
    chosen = settings.geocoder
    if not chosen.service:
        return None
    from geo.geocode import make_geocoder

    return make_geocoder(
        chosen.service,
        options=dict(chosen.options),
        datum=Datum(chosen.datum) if chosen.datum else None,
        box=settings.district.bounds,
        timeout_s=chosen.timeout_s,
        min_delay_s=chosen.min_delay_s,
        cache_size=chosen.cache_size,
        cache_ttl_s=chosen.cache_hours * 3600,
    )
