"""Silent and slow connections, with real sockets: nobody else waits for them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.connections import (
    MOST_CONNECTIONS,
    MOST_OF_AN_ADDRESS,
    Connections,
    Patience,
    _network,
)
from bot.web.server import serving, web_app

SHORT = Patience(request_s=0.3, answer_s=0.3)
LONG = Patience(request_s=60, answer_s=60)
GET = b"GET /livez HTTP/1.1\r\nhost: bot\r\n\r\n"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def livez(_request: Request) -> Response:
    return PlainTextResponse("alive")


async def read(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def never(request: Request) -> Response:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()


async def large(_request: Request) -> Response:
    return Response(b"x" * 50_000_000)


ROUTES = [
    Route("/livez", livez),
    Route("/read", read, methods=["POST"]),
    Route("/never", never),
    Route("/large", large),
]


async def gone(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


class Visitors:
    """Connections to one port, closed at the end."""

    def __init__(self, port: int, stack: AsyncExitStack) -> None:
        self.port = port
        self._stack = stack

    async def come(self, said: bytes = b"", source: str = "127.0.0.1") -> Streams:
        streams = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(source, 0))
        self._stack.push_async_callback(gone, streams[1])
        streams[1].write(said)
        return streams

    async def ask(self, source: str = "127.0.0.1") -> bytes:
        reader, _ = await self.come(GET, source)
        return await asyncio.wait_for(reader.readline(), 5)


@asynccontextmanager
async def served(patience: Patience) -> AsyncIterator[Visitors]:
    async with (
        serving(web_app(ROUTES), "127.0.0.1", 0, patience) as port,
        AsyncExitStack() as stack,
    ):
        yield Visitors(port, stack)


async def closed(streams: Streams) -> bytes:
    """What still came before it was closed; fails when it stays open."""
    came = b""
    try:
        while part := await asyncio.wait_for(streams[0].read(65536), 5):
            came += part
    except ConnectionResetError:
        pass
    return came


async def test_999_silent_connections_keep_nobody_out() -> None:
    async with served(Patience()) as visitors:
        silent = [await visitors.come() for _ in range(999)]
        assert await visitors.ask() == b"HTTP/1.1 200 OK\r\n"
        assert await visitors.ask("127.0.0.2") == b"HTTP/1.1 200 OK\r\n"
        await closed(silent[0])
    assert MOST_OF_AN_ADDRESS < MOST_CONNECTIONS


async def test_nor_do_silent_ones_from_many_addresses() -> None:
    patience = Patience(request_s=60, answer_s=60, connections=20, of_an_address=4)
    async with served(patience) as visitors:
        silent = [
            await visitors.come(b"GET /livez HTT", f"127.0.1.{n % 10 + 1}") for n in range(40)
        ]
        for n in range(30):
            assert await visitors.ask(f"127.0.2.{n + 1}") == b"HTTP/1.1 200 OK\r\n"
        await closed(silent[0])


async def test_whoever_is_being_answered_is_not_the_one_to_go() -> None:
    patience = Patience(request_s=60, answer_s=60, connections=3, of_an_address=3)
    async with served(patience) as visitors:
        busy = [await visitors.come(b"GET /never HTTP/1.1\r\nhost: bot\r\n\r\n") for _ in range(3)]
        await closed(await visitors.come())  # no room, and nobody silent but this one
        for reader, writer in busy:
            assert not reader.at_eof()
            assert not writer.is_closing()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET /livez HTTP/1.1\r\nhost: b",
        b"POST /read HTTP/1.1\r\nhost: bot\r\ncontent-length: 9\r\n\r\nabc",
        b"POST /read HTTP/1.1\r\nhost: bot\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
        b"GET /never HTTP/1.1\r\nhost: bot\r\n\r\n",
        b"GET /large HTTP/1.1\r\nhost: bot\r\n\r\n",
    ],
    ids=["silent", "half a head", "half a body", "half in chunks", "no answer", "not taken"],
)
async def test_what_is_not_complete_in_time_is_closed(said: bytes) -> None:
    async with served(SHORT) as visitors:
        streams = await visitors.come(said)
        if b"large" in said:
            await asyncio.sleep(2 * SHORT.answer_s)  # takes nothing of the answer meanwhile
        assert len(await closed(streams)) < 50_000_000
        assert await visitors.ask() == b"HTTP/1.1 200 OK\r\n"


async def test_byte_by_byte_wins_no_time() -> None:
    async with served(SHORT) as visitors:
        streams = await visitors.come(b"GET /livez HTTP/1.1\r\nhost: ")
        began = asyncio.get_running_loop().time()
        ended = asyncio.create_task(closed(streams))
        while not ended.done():
            streams[1].write(b"x")
            await asyncio.sleep(0.02)
        assert asyncio.get_running_loop().time() - began < 3


async def test_one_connection_serves_request_after_request() -> None:
    async with served(Patience(request_s=0.6, answer_s=0.6)) as visitors:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{visitors.port}") as asking:
            for _ in range(5):
                assert (await asking.get("/livez")).text == "alive"
                assert (await asking.post("/read", content=b"abc" * 50_000)).text == "150000"
                await asyncio.sleep(0.2)  # longer together than one may take
        reader, _ = await visitors.come(GET * 3)
        for _ in range(3):
            assert (await reader.readuntil(b"alive")).startswith(b"HTTP/1.1 200 OK")


def test_a_network_of_ipv6_is_one_address() -> None:
    assert _network("2001:db8::1") == _network("2001:db8:0:0:ffff::2")
    assert _network("2001:db8::1") != _network("2001:db8:0:1::1")
    assert _network("::ffff:192.0.2.1") != _network("::ffff:192.0.2.2")
    assert _network("fe80::1%eth0") == _network("fe80::2")
    assert _network("192.0.2.1") == "192.0.2.1"
    assert _network("") == ""


async def test_what_left_is_forgotten() -> None:
    connections = Connections(LONG)
    async with served(LONG) as visitors:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.web.server.Connections", lambda _: connections)
            async with serving(web_app(ROUTES), "127.0.0.1", 0) as port:
                visitors.port = port
                for _ in range(3):
                    await visitors.ask()
                assert connections._of.total() == 3
    assert connections._of.total() == 0
    assert not connections._waiting
