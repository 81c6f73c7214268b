"""The bot of one process, by its role: what runs side by side, and in which order it ends."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from enum import Enum
from typing import Any

import structlog
from starlette.routing import BaseRoute

from bot.application import Anjia, anjia, settle
from bot.config import Settings
from bot.telegram.client import introduce
from bot.telegram.polling import poll_while_leading
from bot.telegram.webhook import register_webhook
from bot.web.feeds import feed_route
from bot.web.metrics import Metrics
from bot.web.server import Health, health_routes, serving, web_app, webhook_route
from bot.work.handling import Handling, handling_updates
from bot.work.heartbeat import Heartbeat, tell_systemd
from bot.work.inbox_writer import InboxWriter
from community.capabilities import MACHINERY
from community.storage.presence import INBOX, PLACES, Presence
from handlers import capabilities

log = structlog.stdlib.get_logger(__name__)


DATABASE_SECONDS = 60.0
"""How long the start waits for a database that is not there yet."""
SWITCH_SECONDS = 0.001
"""How soon a thread that is done with its statement gets the interpreter from a busy event loop.
With Python's 5 ms, what writes to SQLite is a fifth slower (docs/scale.md)."""


class Role(Enum):
    """What a process does: `web` takes updates in, `worker` handles them, `all` does both."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


class RoleNeedsPostgres(Exception):
    """SQLite serves one process, and that must be `all`."""


async def run(settings: Settings, role: Role, stop: asyncio.Event) -> None:
    """Run until `stop` is set or a part breaks; then end in order, within 20 seconds.

    Raises `RoleNeedsPostgres`, `community.storage.presence.DatabaseInUse`, and what broke a part.
    """
    if role is not Role.ALL and settings.database.url.get_secret_value().startswith("sqlite"):
        raise RoleNeedsPostgres
    sys.setswitchinterval(SWITCH_SECONDS)
    house = capabilities.house(settings.capabilities.off)
    metrics, heartbeat = Metrics((*house.rules, *MACHINERY)), Heartbeat()
    async with (
        _task(heartbeat.run()),
        anjia(
            settings,
            observer=metrics,
            patience_s=DATABASE_SECONDS,
            scheduled=role is not Role.WEB,
            house=house,
        ) as ready,
        _part(ready, settings, role, metrics, heartbeat) as parts,
    ):
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({stopping, *parts}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        log.info("stopping")
        tell_systemd("STOPPING=1")
        for part in parts:
            if part.done() and not part.cancelled() and (error := part.exception()):
                raise error


@asynccontextmanager
async def _part(
    ready: Anjia, settings: Settings, role: Role, metrics: Metrics, heartbeat: Heartbeat
) -> AsyncIterator[Sequence[asyncio.Task[Any]]]:
    """Everything that runs; on leaving: not ready, no updates in, finish, not present."""
    polls = settings.run.mode == "polling" and role is not Role.WORKER
    heard: list[InboxWriter] = []
    presence = Presence(
        ready.database,
        {INBOX: lambda: _ring(heard), PLACES: ready.services.places.expire},
        candidate=polls,
    )
    health = Health(ready.database, heartbeat)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(presence.held())
        handling = await stack.enter_async_context(
            handling_updates(
                ready,
                presence.name,
                handles=role is not Role.WEB,
                lanes=settings.run.lanes,
                lease=timedelta(seconds=settings.run.lease_s),
            )
        )
        heard.append(handling.writer)
        routes: list[BaseRoute] = []
        parts = [handling.keeping, await stack.enter_async_context(_task(loop_lag()))]
        if role is not Role.WORKER:
            await introduce(ready.bot, ready.services.house)
            routes += await _intake(stack, ready, settings, handling, presence, parts)
        routes.append(feed_route(ready.database, ready.services.clock))
        inside = health_routes(health, metrics, ready.services.clock)
        await stack.enter_async_context(_web(settings, routes, inside))
        stack.callback(setattr, health, "draining", True)
        if role is not Role.WORKER and settings.run.mode == "webhook":
            await register_webhook(ready.bot, settings)
        settle()
        log.info("running", role=role.value, mode=settings.run.mode, name=presence.name)
        tell_systemd("READY=1")
        yield parts


def _ring(writers: Sequence[InboxWriter]) -> None:
    for writer in writers:
        writer.ring()


async def _intake(
    stack: AsyncExitStack,
    ready: Anjia,
    settings: Settings,
    handling: Handling,
    presence: Presence,
    parts: list[asyncio.Task[Any]],
) -> list[BaseRoute]:
    """Where updates come from: a poller, or a route for the webhook."""
    if settings.run.mode == "webhook":
        assert settings.web.secret is not None
        return [webhook_route(handling.writer, settings.web.secret.get_secret_value())]
    timeout = settings.telegram.poll_timeout_s
    polling = poll_while_leading(ready.bot, handling.writer, presence, timeout)
    parts.append(await stack.enter_async_context(polling))
    return []


@asynccontextmanager
async def _web(
    settings: Settings, outside: Sequence[BaseRoute], inside: Sequence[BaseRoute]
) -> AsyncIterator[None]:
    """What is for the inside is on its own port, where one is set."""
    web = settings.web
    listens = {web.health_port: inside}
    if web.port:
        listens[web.port] = outside if web.health_port else [*inside, *outside]
    async with AsyncExitStack() as stack:
        for port, routes in listens.items():
            if port:
                await stack.enter_async_context(serving(web_app(routes), web.host, port))
                log.info("listening", host=web.host, port=port)
        yield


@asynccontextmanager
async def _task(work: Coroutine[Any, Any, Any]) -> AsyncIterator[asyncio.Task[Any]]:
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def loop_lag() -> None:
    """Say when the event loop was blocked: everybody waited for that long."""
    while True:
        started = time.monotonic()
        await asyncio.sleep(1.0)
        late = time.monotonic() - started - 1.0
        if late > 1.0:
            log.warning("event_loop_blocked", seconds=round(late, 2))
