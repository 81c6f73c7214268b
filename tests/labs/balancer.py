"""A balancer in front of replicas: each connection goes to the next one that listens."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager


@asynccontextmanager
async def balancing(ports: Sequence[int], port: int = 0) -> AsyncIterator[int]:
    """Balance over local ports while the block runs; yields the port to connect to.

    At the end connections are cut; then nobody listens any more.
    """
    turns = itertools.cycle(range(len(ports)))
    open_: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_.add(writer)
        await forward(reader, writer)
        open_.discard(writer)
        writer.close()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = next(turns)
        for step in range(len(ports)):
            behind = ports[(first + step) % len(ports)]
            try:
                backend = await asyncio.open_connection("127.0.0.1", behind)
            except OSError:
                continue
            await asyncio.gather(_pipe(reader, backend[1]), _pipe(backend[0], writer))
            return

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for writer in open_:
            writer.transport.abort()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
