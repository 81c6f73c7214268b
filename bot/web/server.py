"""The web side: the webhook, and what probes and Prometheus ask for."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.telegram import arrivals
from bot.telegram.arrivals import UpdateUnreadable
from bot.web.connections import Connections, Patience
from bot.web.metrics import CONTENT_TYPE, Metrics
from bot.work.heartbeat import Heartbeat
from bot.work.inbox_writer import InboxWriter, NotStored
from community.clock import Clock
from community.storage import migrations
from community.storage.database import Database

log = structlog.stdlib.get_logger(__name__)

WEBHOOK_PATH = "/telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"
LARGEST_BODY = 1024 * 1024
"""Bytes; a Telegram update is a few kilobytes."""
STORE_SECONDS = 10.0
READY_SECONDS = 2.0
PATIENCE = Patience()


@dataclass(slots=True)
class Health:
    """Whether this process lives, and whether it should be given work."""

    database: Database
    heartbeat: Heartbeat
    draining: bool = False

    async def not_ready(self) -> str:
        """Why no work should come here; empty when it may. Never asks Telegram."""
        if self.draining:
            return "draining"
        try:
            async with asyncio.timeout(READY_SECONDS):
                current = await migrations.current(self.database)
        except Exception as error:
            log.warning("not_ready", error=type(error).__name__)
            return "database"
        return "" if current == migrations.newest() else "migrations"


def health_routes(health: Health, metrics: Metrics, clock: Clock) -> list[Route]:
    """`/livez`, `/readyz` and `/metrics`: for the inside, never for the public address."""

    async def livez(_request: Request) -> Response:
        alive = health.heartbeat.alive
        return PlainTextResponse("alive" if alive else "stuck", 200 if alive else 503)

    async def readyz(_request: Request) -> Response:
        why = await health.not_ready()
        return PlainTextResponse(why or "ready", 503 if why else 200)

    async def show_metrics(_request: Request) -> Response:
        # Without the database the counters still say why.
        with contextlib.suppress(Exception):
            async with asyncio.timeout(READY_SECONDS):
                await metrics.sample(health.database, clock)
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return [
        Route("/livez", livez),
        Route("/readyz", readyz),
        Route("/metrics", show_metrics),
    ]


def webhook_route(writer: InboxWriter, secret: str) -> Route:
    """Where Telegram delivers: answered with 200 only after the update is committed."""
    expected = secret.encode()

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("latin-1", "replace")
        if not hmac.compare_digest(given, expected):
            return Response(status_code=403)
        try:
            body = await _body(request)
            if body is None:
                return Response(status_code=413)
            arrival = arrivals.answered_from_json(body)
        except UpdateUnreadable:
            log.error("webhook_body_unreadable")
            return Response(status_code=400)
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            async with asyncio.timeout(STORE_SECONDS):
                await writer.store((arrival,) if arrival else ())
        except (NotStored, TimeoutError):
            return Response(status_code=503, headers={"retry-after": "1"})
        return Response(status_code=200)

    return Route(WEBHOOK_PATH, receive, methods=["POST"])


def web_app(routes: Sequence[BaseRoute]) -> Starlette:
    """The application; other parts (such as calendar feeds) add their routes here."""
    return Starlette(routes=list(routes))


@asynccontextmanager
async def serving(
    app: Starlette, host: str, port: int, patience: Patience = PATIENCE
) -> AsyncIterator[int]:
    """Serve until the block ends; yields the port (the chosen one for 0).

    Requests under way are answered first. Raises `OSError` when the address is taken.
    """
    config = uvicorn.Config(
        app,
        http=Connections(patience).protocol,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=2048)
    server = _Server(config)
    running = asyncio.create_task(server.serve([listening]), name="web")
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        await running


class _Server(uvicorn.Server):
    """uvicorn would take over SIGTERM and raise it again after serving; both are ours."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _body(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is too large."""
    with contextlib.suppress(ValueError):
        if int(request.headers.get("content-length", "0")) > LARGEST_BODY:
            return None
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)
