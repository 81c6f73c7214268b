"""A Telegram that costs next to nothing: it queues updates, takes messages and remembers when.

For load only; what a bot may and may not say is checked by the Bot API double. One process,
`python -m tests.labs.light_telegram --port N`; what it saw is asked for under `/lab/`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import time
from typing import Any
from urllib.parse import parse_qs

ME = {"id": 110201543, "is_bot": True, "first_name": "安家", "username": "anjia_bot"}
RETURNS_MESSAGE = ("sendMessage", "sendPhoto", "sendVenue", "sendDocument", "editMessageText")


class LightTelegram:
    """Updates are kept until a higher offset confirms them, as Telegram does."""

    def __init__(self) -> None:
        self.queue: list[dict[str, Any]] = []
        self.sent: list[tuple[int, str, float]] = []
        self.handed_out: dict[int, float] = {}
        self.arrived = asyncio.Event()
        self.calls: dict[str, int] = {}
        self.messages = 0

    async def answer(self, path: str, body: bytes) -> Any:
        _, _, method = path.rpartition("/")
        if path.startswith("/lab/"):
            return self._lab(method, body)
        self.calls[method] = self.calls.get(method, 0) + 1
        if method.lower() == "getupdates":
            return {"ok": True, "result": await self._updates(body)}
        if method == "getMe":
            return {"ok": True, "result": ME}
        if method in RETURNS_MESSAGE:
            return {"ok": True, "result": self._message(body)}
        return {"ok": True, "result": True}

    def _lab(self, name: str, body: bytes) -> Any:
        if name == "push":
            self.queue += json.loads(body)
            self.arrived.set()
            return len(self.queue)
        if name == "clear":
            self.sent.clear()
            self.handed_out.clear()
            return 0
        if name == "take":
            sent, self.sent = self.sent, []
            self.handed_out.clear()
            return {"sent": sent}
        if name == "count":
            return {"queued": len(self.queue), "sent": len(self.sent), "calls": self.calls}
        return {"sent": self.sent, "handed_out": list(self.handed_out.items())}

    async def _updates(self, body: bytes) -> list[dict[str, Any]]:
        fields = {key: values[0] for key, values in parse_qs(body.decode()).items()}
        offset, limit = int(fields.get("offset", 0)), int(fields.get("limit", 100))
        self.queue = [one for one in self.queue if one["update_id"] >= offset]
        if not self.queue:
            self.arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.arrived.wait(), float(fields.get("timeout", 0)))
        batch = self.queue[:limit]
        now = time.time()
        for update in batch:
            self.handed_out.setdefault(update["update_id"], now)
        return batch

    def _message(self, body: bytes) -> dict[str, Any]:
        fields = {
            key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()
        }
        chat = int(fields.get("chat_id", 0))
        self.messages += 1
        self.sent.append((chat, fields.get("text", "")[:80], time.time()))
        return {
            "message_id": self.messages,
            "date": 1_790_000_000,
            "chat": {"id": chat, "type": "private"},
            "text": "…",
        }


class Connection(asyncio.Protocol):
    """Just enough HTTP/1.1: requests with a content length, answered in order."""

    def __init__(self, telegram: LightTelegram) -> None:
        self._telegram = telegram
        self._buffer = b""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        for task in self._tasks:
            task.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            head, separator, rest = self._buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            length = 0
            for line in head.split(b"\r\n")[1:]:
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            path = head.split(b" ", 2)[1].decode()
            task = asyncio.ensure_future(self._answer(path, rest[:length]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, path: str, body: bytes) -> None:
        answer = json.dumps(await self._telegram.answer(path, body)).encode()
        self._transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            + str(len(answer)).encode()
            + b"\r\n\r\n"
            + answer
        )


async def serve(port: int) -> None:
    """Serve until cancelled."""
    telegram = LightTelegram()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(telegram), "127.0.0.1", port, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args().port))
