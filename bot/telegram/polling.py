"""Long polling: what Telegram has is stored first, and confirmed only once it is committed.

A process that dies in between sees the same updates again; the inbox knows them by number.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.telegram import arrivals
from bot.telegram.arrivals import UpdateUnreadable
from bot.telegram.client import ALLOWED_UPDATES
from bot.work.inbox_writer import InboxWriter, NotStored
from community.storage.presence import Presence
from community.updates.inbox import Arrival

log = structlog.stdlib.get_logger(__name__)

LONGEST_PAUSE_S = 10.0
LONGEST_STORE_PAUSE_S = 2.0
"""A database that comes back is used within this time."""
ANSWER_SECONDS = 10.0
"""How long Telegram may take for an answer on top of the time it was asked to wait."""


async def poll(bot: Bot, writer: InboxWriter, stop: asyncio.Event, poll_timeout_s: int) -> None:
    """Fetch and store updates until `stop` is set; waits longer after each failure."""
    offset, pause = None, 1.0
    await _without_webhook(bot, stop)
    while not stop.is_set():
        try:
            fetched = await _until(stop, _fetch(bot, offset, poll_timeout_s))
            if fetched:
                await writer.store(_readable(fetched))
                offset = _numbers(fetched)[-1] + 1
        except (InvalidToken, EndPointNotFound):
            raise InvalidToken from None
        except (TelegramError, NotStored) as error:
            pause = await _pause(stop, error, pause)
            continue
        pause = 1.0
    if offset is not None:
        await _confirm(bot, offset)


async def _fetch(bot: Bot, offset: int | None, timeout_s: int) -> list[Any]:
    # In this spelling python-telegram-bot hands over the JSON; Telegram ignores the case.
    result: Any = await bot.do_api_request(
        "GetUpdates",
        api_kwargs={
            "offset": offset or 0,
            "timeout": timeout_s,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        },
        read_timeout=timeout_s + ANSWER_SECONDS,
    )
    return list(result)


def _readable(fetched: Sequence[Any]) -> list[Arrival]:
    stored = []
    for update in fetched:
        try:
            arrival = arrivals.from_object(update)
            if arrivals.is_answered(update):
                stored.append(arrival)
        except UpdateUnreadable:
            log.error("update_without_number")
    return stored


def _numbers(fetched: Sequence[Any]) -> list[int]:
    return [int(update["update_id"]) for update in fetched]


async def _until(stop: asyncio.Event, fetching: Any) -> list[Any]:
    """What was fetched, or nothing as soon as `stop` is set."""
    fetch = asyncio.ensure_future(fetching)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({fetch, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return await fetch if fetch.done() else []
    finally:
        for task in (fetch, stopping):
            if not task.done():
                task.cancel()
        await asyncio.gather(fetch, stopping, return_exceptions=True)


async def _pause(stop: asyncio.Event, error: Exception, pause: float) -> float:
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        pause = wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait)
    elif isinstance(error, NotStored):
        pause = min(pause, LONGEST_STORE_PAUSE_S)
    event = "another_poller" if isinstance(error, Conflict) else "poll_failed"
    log.warning(event, error=type(error).__name__, wait_s=pause)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), pause)
    return min(pause * 2, LONGEST_PAUSE_S)


async def _without_webhook(bot: Bot, stop: asyncio.Event) -> None:
    pause = 1.0
    while not stop.is_set():
        try:
            await bot.delete_webhook()
        except InvalidToken:
            raise
        except TelegramError as error:
            pause = await _pause(stop, error, pause)
        else:
            return


async def _confirm(bot: Bot, offset: int) -> None:
    """Spare Telegram the question again; harmless when it fails."""
    try:
        await bot.do_api_request(
            "GetUpdates", api_kwargs={"offset": offset, "timeout": 0, "limit": 1}, read_timeout=2.0
        )
    except TelegramError as error:
        log.warning("last_confirmation_failed", error=type(error).__name__)


@asynccontextmanager
async def poll_while_leading(
    bot: Bot, writer: InboxWriter, presence: Presence, poll_timeout_s: int
) -> AsyncIterator[asyncio.Task[None]]:
    """Ask Telegram for updates while this process leads; the others stand by."""
    stop = asyncio.Event()

    async def lead() -> None:
        while not stop.is_set():
            await _first(stop.wait(), presence.leading.wait())
            if stop.is_set():
                return
            log.info("polling")
            halt = asyncio.Event()
            polling = asyncio.ensure_future(poll(bot, writer, halt, poll_timeout_s))
            await _first(stop.wait(), presence.following.wait(), asyncio.shield(polling))
            halt.set()
            await polling

    task = asyncio.create_task(lead(), name="poller")
    try:
        yield task
    finally:
        stop.set()
        await asyncio.gather(task, return_exceptions=True)


async def _first(*waits: Any) -> None:
    """Wait for one of these; the others are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
