"""What happens in the chats, sent to the open pages as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from bot.playground.double.double import Double
from bot.playground.double.journal import Event

HEARTBEAT_SECONDS = 15.0
QUEUE_LIMIT = 1000

PERSONAL = ("answer", "inline")
"""Shown to the member in whatever chat is open."""

State = Callable[[], "dict[str, Any]"]


class Streams:
    """One queue for each open page. A page that does not keep up is cut off and reconnects."""

    def __init__(self, double: Double) -> None:
        self._queues: dict[asyncio.Queue[tuple[str, Any] | None], tuple[int, int]] = {}
        self._closed = False
        double.journal.listeners.append(self._listen)

    async def of(self, member_id: int, chat_id: int, state: State) -> AsyncIterator[str]:
        """What a member sees of a chat, the first event being its whole state."""
        queue: asyncio.Queue[tuple[str, Any] | None] = asyncio.Queue(QUEUE_LIMIT)
        self._queues[queue] = (member_id, chat_id)
        try:
            yield _packed("state", state())
            while not self._closed:
                try:
                    item = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if item is None:
                    return
                yield _packed(*(item if item[0] != "state" else ("state", state())))
        finally:
            self._queues.pop(queue, None)

    @property
    def open(self) -> int:
        return len(self._queues)

    def close(self) -> None:
        self._closed = True
        for queue in tuple(self._queues):
            self._cut(queue)

    def _listen(self, event: Event) -> None:
        for queue, (member_id, chat_id) in tuple(self._queues.items()):
            to_member = event.chat_id == member_id and event.kind in PERSONAL
            if event.chat_id not in (None, chat_id) and not to_member:
                continue
            item = (
                ("state", None) if event.kind in ("commands", "chat") else (event.kind, event.data)
            )
            try:
                queue.put_nowait(item)
            except asyncio.QueueFull:
                self._cut(queue)

    def _cut(self, queue: asyncio.Queue[tuple[str, Any] | None]) -> None:
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)


def _packed(kind: str, data: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
