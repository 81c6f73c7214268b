"""Long polling: members side by side, the updates of one member in their order.

A batch is confirmed to Telegram only after all of it was handled: a process that dies in
between sees the batch again instead of losing it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import warnings
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeAlias

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.application import ALLOWED_UPDATES, PtbApplication

log = structlog.stdlib.get_logger(__name__)

LONGEST_PAUSE_S = 30.0
Batch: TypeAlias = tuple[Sequence[Update], int | None]
"""Updates and the offset that follows them."""


async def poll(application: PtbApplication, stop: asyncio.Event, poll_timeout_s: int) -> None:
    """Fetch and handle updates until `stop` is set; waits longer after each failure."""
    # All it would say is an update that it cannot read, with the member's text in it.
    logging.getLogger("telegram.ext.ExtBot").disabled = True
    await application.bot.delete_webhook()
    offset, pause = None, 1.0
    while not stop.is_set():
        try:
            updates, following = await _fetch(application, stop, offset, poll_timeout_s)
        except InvalidToken:
            raise
        except TelegramError as error:
            pause = await _pause(stop, error, pause)
            continue
        pause = 1.0
        await handle_batch(application, updates)
        offset = following
    if offset is not None:
        await _confirm(application, offset)


async def handle_batch(application: PtbApplication, updates: Sequence[Update]) -> None:
    """Handle updates: one member's in order, different members' at the same time."""
    lanes: defaultdict[int, list[Update]] = defaultdict(list)
    for update in updates:
        user = update.effective_user
        lanes[user.id if user else 0].append(update)

    async def lane(own: list[Update]) -> None:
        for update in own:
            await application.process_update(update)

    async with asyncio.TaskGroup() as group:
        for own in lanes.values():
            group.create_task(lane(own))


async def _fetch(
    application: PtbApplication, stop: asyncio.Event, offset: int | None, timeout_s: int
) -> Batch:
    fetching = asyncio.ensure_future(_updates(application, offset, timeout_s))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return await fetching if fetching.done() else ((), offset)
    finally:
        for task in (fetching, stopping):
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


async def _updates(application: PtbApplication, offset: int | None, timeout_s: int) -> Batch:
    try:
        updates: Sequence[Update] = await application.bot.get_updates(
            offset=offset, timeout=timeout_s, allowed_updates=ALLOWED_UPDATES
        )
    except TelegramError:
        raise
    except Exception:
        return await _readable(application, offset)
    return updates, updates[-1].update_id + 1 if updates else offset


async def _readable(application: PtbApplication, offset: int | None) -> Batch:
    """The updates of a batch without those that the library cannot read.

    A Bot API server of another version may leave out a field or send one of another kind; one
    such update must not stop the bot for everybody.
    """
    asked = {"offset": offset, "timeout": 0, "allowed_updates": ALLOWED_UPDATES}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "use get_updates instead"
        raw: Any = await application.bot.do_api_request("getUpdates", api_kwargs=asked)
    updates = []
    for one in raw:
        try:
            updates.append(Update.de_json(one, application.bot))
        except Exception as error:
            log.error("update_unreadable", update_id=one["update_id"], error=type(error).__name__)
    return updates, raw[-1]["update_id"] + 1 if raw else offset


async def _pause(stop: asyncio.Event, error: TelegramError, pause: float) -> float:
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        pause = wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait)
    event = "another_poller" if isinstance(error, Conflict) else "poll_failed"
    log.warning(event, error=type(error).__name__, wait_s=pause)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), pause)
    return min(pause * 2, LONGEST_PAUSE_S)


async def _confirm(application: PtbApplication, offset: int) -> None:
    try:
        await application.bot.get_updates(offset=offset, timeout=0, limit=1)
    except TelegramError as error:
        log.warning("last_confirmation_failed", error=type(error).__name__)
