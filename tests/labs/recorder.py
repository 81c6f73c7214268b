"""A stand-in for Telegram in the labs: accepts every message, notes it, answers a little later."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
_ME = {"id": 110201543, "is_bot": True, "first_name": "安家", "username": "anjia_bot"}


@dataclass(frozen=True)
class Received:
    at: float
    chat_id: int
    silent: bool


class Recorder:
    """`answer_after_s` of 0 answers at once. `on_message` is called after each message."""

    def __init__(self, answer_after_s: float) -> None:
        self.received: list[Received] = []
        self.on_message: Callable[[], None] = lambda: None
        self._answer_after_s = answer_after_s
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/bot"

    async def __aenter__(self) -> Recorder:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while (request := await _read(reader)) is not None:
                await self._answer(writer, *request)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the process on the other side was killed
        finally:
            self._connections.discard(task)
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, method: str, body: bytes) -> None:
        result: object = _ME
        if method == "sendMessage":
            fields = parse_qs(body.decode())
            chat = int(fields["chat_id"][0])
            silent = fields.get("disable_notification", ["false"])[0].lower() == "true"
            self.received.append(Received(time.monotonic(), chat, silent))
            self.on_message()
            result = {
                "message_id": len(self.received),
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private"},
                "text": fields["text"][0],
            }
            await asyncio.sleep(self._answer_after_s)
        payload = json.dumps({"ok": True, "result": result}).encode()
        head = (
            f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(payload)}"
        )
        writer.write(head.encode() + b"\r\n\r\n" + payload)
        await writer.drain()


async def _read(reader: asyncio.StreamReader) -> tuple[str, bytes] | None:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    length = 0
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
    return lines[0].split(" ")[1].rpartition("/")[2], await reader.readexactly(length)
