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
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    Update,
)
from telegram.error import RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import BaseRequest, HTTPXRequest

from bot import logs
from bot.config import Settings, Telegram
from bot.telegram.delivery import Delivery
from bot.telegram.measured_request import MeasuredRequest
from bot.walking import estimate, street_file
from bot.web.feeds import feed_base
from bot.work.calendar_job import CalendarJob
from bot.work.flood import FloodLimit
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
from handlers.chat.request import District, Services
from handlers.chat.routes import COMMANDS, routes
from handlers.chat.texts import LANGUAGES, texts_for

if TYPE_CHECKING:
    from bot.streets import StreetLifeCircle
    from geo.geocode import Geocoder
    from geo.streets.holder import StreetFile

log = structlog.stdlib.get_logger(__name__)

_HERE = ("localhost", "127.0.0.1", "::1")

PtbApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]


class TokenMissing(Exception):
    """`run` needs a token in `[telegram]`."""


@dataclass(slots=True)
class Anjia:
    """A bot that is ready: its database is migrated, its commands are set."""

    application: PtbApplication
    database: Database
    services: Services
    runtime: Runtime
    postman: Postman
    scheduler: AsyncIOScheduler
    observer: Observer

    def look_now(self) -> None:
        """Let all periodic jobs run at once, whenever they would next."""
        for job in self.scheduler.get_jobs():
            job.modify(next_run_time=SystemClock().now())


def services_from(settings: Settings, clock: Clock | None = None) -> Services:
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
    transport: BaseRequest | None = None,
    scheduled: bool = True,
    observer: Observer = NOBODY,
    patience_s: float = 0.0,
) -> AsyncIterator[Anjia]:
    """Migrate and wire; and close everything at the end.

    Not `scheduled`, nothing happens by itself in this process: no notice goes out.
    `observer` is told what happens. A database that is not there yet is waited for as long as
    `patience_s`.
    """
    token = settings.telegram.token
    if token is None:
        raise TokenMissing()
    logs.hide(token.get_secret_value())
    database = Database(settings.database.url.get_secret_value())
    try:
        await _upgrade(database, patience_s)
        services = services_from(settings, clock)
        application = _ptb(settings, token.get_secret_value(), transport, observer)
        pace = Pace(observer=observer)
        runtime = Runtime(
            database,
            services,
            Delivery(application.bot, database, pace),
            FloodLimit(settings.limits.updates_per_minute, settings.limits.burst, time.monotonic),
            observer,
        )
        register(application, runtime)
        try:
            async with application:
                services.bot_username = application.bot.username
                services.files = partial(fetch_file, application.bot)
                async with database.transaction() as tx:
                    await services.places.current(tx)
                postman = Postman(database, services, application.bot, pace=pace, observer=observer)
                upkeep = Upkeep(database, services)
                async with (
                    _fresh_streets(services),
                    _on_schedule(postman, upkeep, scheduled=scheduled) as scheduler,
                ):
                    if scheduled:
                        CalendarJob(database, services).schedule(scheduler)
                    yield Anjia(
                        application, database, services, runtime, postman, scheduler, observer
                    )
        finally:  # a bot whose start failed leaves its connections open
            await application.bot.request.shutdown()
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


async def fetch_file(bot: Bot, file_id: str) -> bytes:
    """The content of a file that a member sent."""
    file = await bot.get_file(file_id)
    return bytes(await file.download_as_bytearray())


def register(application: PtbApplication, runtime: Runtime) -> None:
    """All routes in their order, and the one error handler."""
    for route in routes():
        application.add_handler(route.ptb(runtime.callback(route)))
    application.add_error_handler(runtime.on_error)


async def introduce(application: PtbApplication) -> None:
    """Set commands and descriptions, for each language and scope.

    Telegram limits how often they may change: a refusal is logged and does not stop the start.
    """
    bot = application.bot
    groups = BotCommandScopeAllGroupChats()
    try:
        await bot.delete_my_commands(groups)
        for language in (None, *LANGUAGES):
            texts = texts_for(language or "zh")
            commands = [BotCommand(name, texts.plain(f"command-{name}")) for name in COMMANDS]
            private = BotCommandScopeAllPrivateChats()
            await bot.set_my_commands(commands, private, language_code=language)
            await bot.set_my_description(texts.plain("bot-description"), language_code=language)
            await bot.set_my_short_description(texts.plain("bot-about"), language_code=language)
    except RetryAfter as error:
        log.warning("introduction_postponed", seconds=str(error.retry_after))
    except TelegramError as error:
        log.warning("introduction_failed", error=type(error).__name__)


def settle() -> None:
    """Spare the garbage collector what lives as long as the process (docs/performance.md)."""
    gc.collect()
    gc.freeze()


def bare_bot(settings: Settings) -> Bot:
    """A bot for a question from the command line; used with `async with`."""
    token = settings.telegram.token
    if token is None:
        raise TokenMissing()
    logs.hide(token.get_secret_value())
    # This client needs no farewell when the first question fails.
    request = _httpx(settings.telegram)
    bot: Bot = _ptb(settings, token.get_secret_value(), request).bot
    return bot


def _ptb(
    settings: Settings,
    token: str,
    transport: BaseRequest | None,
    observer: Observer = NOBODY,
) -> PtbApplication:
    telegram = settings.telegram
    request = MeasuredRequest(transport or _http(telegram), observer)
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(telegram.api_base_url)
        .base_file_url(telegram.file_base_url)
        .updater(None)
        .job_queue(None)
        .request(request)
        .get_updates_request(request)
        .build()
    )


def _http(telegram: Telegram) -> BaseRequest:
    proxy = telegram.proxy.get_secret_value() if telegram.proxy else None
    if telegram.http_client == "httpx" or (proxy or "").startswith("socks"):
        return _httpx(telegram)
    from bot.telegram.aiohttp_request import AiohttpRequest

    return AiohttpRequest(**_common(telegram), trust_env=_trusting(telegram))


def _httpx(telegram: Telegram) -> BaseRequest:
    return HTTPXRequest(**_common(telegram), httpx_kwargs={"trust_env": _trusting(telegram)})


def _trusting(telegram: Telegram) -> bool:
    """A proxy of the environment is not the way to this machine itself."""
    return urlsplit(telegram.api_base_url).hostname not in _HERE


def _common(telegram: Telegram) -> dict[str, Any]:
    return {
        "proxy": telegram.proxy.get_secret_value() if telegram.proxy else None,
        "connect_timeout": telegram.connect_timeout_s,
        "read_timeout": telegram.read_timeout_s,
        "connection_pool_size": telegram.connections,
        # Answers wait for a free connection rather than fail.
        "pool_timeout": 30.0,
    }


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
