"""Long polling: what is delivered, confirmed, kept and refused."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.playground.double.refusals import Refused
from bot.playground.double.updates import UpdateQueue
from tests.unit.playground.conftest import StoppedClock


@pytest.fixture
def queue(clock: StoppedClock) -> UpdateQueue:
    return UpdateQueue(clock, first_id=10)


async def ids(queue: UpdateQueue, offset: int = 0, limit: int = 100, wait: float = 0) -> list[int]:
    return [update["update_id"] for update in await queue.poll(offset, limit, wait, None)]


def fill(queue: UpdateQueue, count: int) -> None:
    for number in range(count):
        queue.push("message", {"message_id": number})


async def test_updates_stay_until_a_higher_offset_confirms_them(queue: UpdateQueue) -> None:
    fill(queue, 3)
    assert await ids(queue) == [10, 11, 12]
    assert await ids(queue, limit=2) == [10, 11]
    assert await ids(queue, offset=12) == [12]
    assert await ids(queue, offset=13) == []
    fill(queue, 3)
    assert await ids(queue, offset=-1) == [15]
    assert await ids(queue) == [15]


async def test_a_waiting_poll_wakes_up_for_an_update(queue: UpdateQueue) -> None:
    waiting = asyncio.create_task(ids(queue, wait=5))
    await asyncio.sleep(0)
    assert queue.pollers_waiting == 1
    fill(queue, 1)
    assert await asyncio.wait_for(waiting, 1) == [10]
    assert queue.pollers_waiting == 0


async def test_a_second_poller_ends_the_first(queue: UpdateQueue) -> None:
    first = asyncio.create_task(queue.poll(0, 100, 5, None))
    await asyncio.sleep(0)
    second = asyncio.create_task(ids(queue, wait=5))
    with pytest.raises(Refused) as caught:
        await first
    assert (caught.value.status, caught.value.description[:9]) == (409, "Conflict:")
    queue.close()
    assert await second == []


async def test_kinds_are_filtered_when_they_happen(queue: UpdateQueue) -> None:
    await queue.poll(0, 1, 0, ["message"])
    assert queue.push("inline_query", {}) is None
    await queue.poll(0, 1, 0, None)
    assert queue.push("inline_query", {}) is None
    await queue.poll(0, 1, 0, [])
    assert queue.push("inline_query", {}) is not None
    assert queue.push("chat_member", {}) is None


async def test_updates_are_kept_for_a_day(queue: UpdateQueue, clock: StoppedClock) -> None:
    fill(queue, 1)
    clock.now += 24 * 3600 + 1
    fill(queue, 1)
    assert await ids(queue) == [11]


async def test_raw_updates_set_the_numbering(queue: UpdateQueue) -> None:
    raw: dict[str, Any] = {"update_id": 500, "message": "nonsense"}
    queue.push_raw(raw)
    queue.push_raw({"poll": {}})
    assert await ids(queue) == [500, 501]
