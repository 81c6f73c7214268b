"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

from __future__ import annotations

import asyncio
import hmac
import socket
import struct
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.playground.double.double import Answer, Double
from bot.playground.double.forms import Unreadable, read_form
from bot.playground.double.refusals import AnswerWithheld, ConnectionDropped, Refused

ABORT = "anjia.abort"
"""Key in the ASGI scope's extensions: resets the connection, see ``serve.py``."""


def botapi_routes(double: Double) -> list[Route]:
    methods = ["GET", "POST"]
    return [
        Route("/file/bot{token}/{path:path}", _Download(double), methods=["GET"]),
        Route("/bot{token}/{method}", _Method(double), methods=methods),
    ]


class _Method:
    def __init__(self, double: Double) -> None:
        self._double = double

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        body = await request.body()
        work = asyncio.ensure_future(self._answer(request, body))
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                await self._finish(work, scope, receive, send, gone)
        finally:
            for task in (work, gone):
                task.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)

    async def _finish(
        self,
        work: asyncio.Future[Answer],
        scope: Scope,
        receive: Receive,
        send: Send,
        gone: asyncio.Future[None],
    ) -> None:
        try:
            answer = work.result()
        except ConnectionDropped:
            abort: Callable[[], None] = scope["extensions"][ABORT]
            abort()
            await gone
            return
        except AnswerWithheld:
            await gone
            return
        await _response(answer)(scope, receive, send)

    async def _answer(self, request: Request, body: bytes) -> Answer:
        if not _right_token(self._double, request):
            return _refusal(Refused(401, "Unauthorized"))
        try:
            fields, uploads = read_form(
                request.headers.get("content-type", ""), body, request.query_params
            )
        except Unreadable:
            return _refusal(Refused(400, "Bad Request: can't parse the request body"))
        return await self._double.call(request.path_params["method"], fields, uploads)


class _Download:
    def __init__(self, double: Double) -> None:
        self._double = double

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response: Response
        stored = self._double.files.by_path(request.path_params["path"])
        if not _right_token(self._double, request):
            response = _response(_refusal(Refused(401, "Unauthorized")))
        elif stored is None:
            response = _response(_refusal(Refused(404, "Not Found")))
        else:
            response = Response(stored.data, media_type="application/octet-stream")
        await response(scope, receive, send)


def reset_connection(transport: asyncio.Transport) -> None:
    """Close at once with RST, so that the peer sees a reset and not an orderly end."""
    sock: Any = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _right_token(double: Double, request: Request) -> bool:
    return hmac.compare_digest(request.path_params["token"].encode(), double.token.encode())


def _refusal(refusal: Refused) -> Answer:
    return Answer(refusal.status, refusal.body())


def _response(answer: Answer) -> Response:
    if isinstance(answer.body, str):
        return HTMLResponse(answer.body, answer.status)
    return JSONResponse(answer.body, answer.status)
