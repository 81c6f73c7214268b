"""A position is nowhere after it was answered: not in the database, its log, or our logs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from geo.position import Position
from handlers.places.view import Origin
from tests.acceptance.conftest import JINGDU, SHANGHAI_BUND, World

HERE = (30.18277, 120.19388)


def traces(world: World, place: tuple[float, float]) -> list[str]:
    """Where a position still stands, as text of four decimals or as buttons carry it."""
    file = world.database.file
    assert file is not None
    forms = [f"{degrees:.4f}".encode() for degrees in place]
    forms.append(Origin.at(Position(*place)).packed()[1:].encode())
    found = []
    for each in (file, file.with_name(f"{file.name}-wal")):
        content = each.read_bytes() if each.exists() else b""
        found += [f"{each.name}: {form!r}" for form in forms if form in content]
    said = repr(world.logs.entries).encode()
    return found + [f"log: {form!r}" for form in forms if form in said]


async def forgotten(world: World, *places: tuple[float, float]) -> None:
    """At the next quiet moment; fails when it does not come."""
    await world.settle()
    left: Sequence[str] = ["not looked yet"]
    try:
        async with asyncio.timeout(30):
            while left:
                left = [one for place in places for one in traces(world, place)]
                await asyncio.sleep(0.02)
    except TimeoutError:
        pytest.fail(f"still there: {left}")


async def test_after_an_answer_and_taps_on_it(world: World) -> None:
    phone = await world.member()
    await world.share(phone, HERE)
    await world.tap(phone, "🟢营业中")
    await forgotten(world, HERE)


async def test_after_a_refused_consent(world: World) -> None:
    phone = world.newcomer()
    await phone.start()
    await world.settle()
    await world.share(phone, HERE)
    await world.tap(phone, "不同意")
    await forgotten(world, HERE)


async def test_after_a_live_location_and_deleting_everything(world: World) -> None:
    phone = await world.member()
    await phone.share_location(*JINGDU, live_period=900)
    await world.settle()
    trail = [(30.18277, 120.19388), (30.18466, 120.19522), (30.18611, 120.19733)]
    for place in trail:
        await phone.move(*place)
        await world.settle()
    await forgotten(world, *trail)
    await world.say(phone, "/privacy")
    await world.tap(phone, "删除全部")
    await world.tap(phone, "确定删除")
    await forgotten(world, *trail)


async def test_far_away_and_never_shown(world: World) -> None:
    """Asked whether to answer all the same, and not tapped: only the button in the chat has it."""
    phone = await world.member()
    await world.share(phone, SHANGHAI_BUND)
    await forgotten(world, SHANGHAI_BUND)
