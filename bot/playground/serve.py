"""Serving the playground on this machine until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.playground.double.botapi import ABORT, reset_connection
from bot.playground.double.double import Double
from bot.playground.server import Setup, create_app
from bot.playground.stage import Stage

PORTS_TRIED = 50
STOP_SECONDS = 3


class NoFreePort(Exception):
    def __init__(self, host: str, first: int, last: int) -> None:
        super().__init__(host, first, last)
        self.host, self.first, self.last = host, first, last


@dataclass(frozen=True)
class Served:
    """A running playground. ``port`` differs from ``asked_port`` where that one was taken."""

    host: str
    port: int
    asked_port: int
    app: Starlette

    @property
    def url(self) -> str:
        return f"http://{self._authority}:{self.port}"

    @property
    def base_url(self) -> str:
        """For ``ApplicationBuilder.base_url``."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """For ``ApplicationBuilder.base_file_url``."""
        return f"{self.url}/file/bot"

    @property
    def port_was_taken(self) -> bool:
        return self.asked_port not in (0, self.port)

    @property
    def _authority(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"[{host}]" if ":" in host else host


@asynccontextmanager
async def serve(
    double: Double,
    *,
    host: str = "127.0.0.1",
    port: int = 8080,
    setup: Callable[[], Setup] = Setup,
    stage: Stage | None = None,
    admin: bool = False,
) -> AsyncIterator[Served]:
    """Serve ``double`` and the page while the block runs; the next free port if ``port`` is
    taken, any free one for 0. On leaving, long polls and event streams end first, so that
    nothing is cut off. Raises ``NoFreePort``. Leaves signals to the caller.
    """
    bound = _bound(host, port)
    app = create_app(double, setup, stage=stage, admin=admin, names=(host,))
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve([bound]), name="playground")
    try:
        while not server.started:
            if running.done():
                running.result()
            await asyncio.sleep(0.005)
        yield Served(host, bound.getsockname()[1], port, app)
    finally:
        double.close()
        app.state.streams.close()
        server.should_exit = True
        await running
        bound.close()


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    candidates: Sequence[int] = range(port, min(port + PORTS_TRIED, 65536)) if port else (0,)
    for candidate in candidates:
        # With the protocol named, asyncio sends small answers at once (TCP_NODELAY);
        # without it every call waits 40 ms for a delayed acknowledgement.
        sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, candidate))
            sock.listen(128)
            sock.setblocking(False)
            return sock
        except OSError as error:
            sock.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise NoFreePort(host, candidates[0], candidates[-1])


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The application around the playground listens to signals, not the playground."""
        yield


class _Protocol(H11Protocol):
    """Lets the application reset its own connection, which ASGI has no word for."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        inner: ASGIApp = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[ABORT] = lambda: reset_connection(transport)
            await inner(scope, receive, send)

        self.app = app
