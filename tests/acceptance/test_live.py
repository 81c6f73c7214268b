"""A live location: answered once, then its answer follows the member."""

from __future__ import annotations

from tests.acceptance.conftest import JINGDU, MASHE, World, listed

BUND = (31.2402, 121.4905)


async def sharing(world: World, place=JINGDU):
    phone = await world.member()
    await phone.share_location(*place, live_period=900)
    await world.settle()
    return phone


def edits(world: World) -> int:
    return len(world.double.calls("editMessageText")) - 1  # one belongs to the consent


async def test_one_answer_follows(world: World) -> None:
    phone = await sharing(world)
    bubbles = len(phone.screen().bubbles)
    assert "晶都社区" in phone.screen().last.text
    world.advance(seconds=15)
    await phone.move(*MASHE)
    await world.settle()
    assert len(phone.screen().bubbles) == bubbles
    assert phone.screen().last.edited
    assert "马湖社区·杭州邻里阅读空间" in listed(phone.screen().last.text)


async def test_at_most_every_15_seconds(world: World) -> None:
    phone = await sharing(world)
    world.advance(seconds=14.9)
    await phone.move(*MASHE)
    await world.settle()
    assert edits(world) == 0
    world.advance(seconds=0.1)
    await phone.move(*MASHE)
    await world.settle()
    assert edits(world) == 1
    world.advance(seconds=14)
    await phone.move(*JINGDU)
    await world.settle()
    assert edits(world) == 1


async def test_quiet_when_nothing_changes(world: World) -> None:
    phone = await sharing(world)
    world.advance(minutes=3)
    await phone.move(JINGDU[0] + 0.00001, JINGDU[1])
    await world.settle()
    assert edits(world) == 0
    assert world.double.refused == []


async def test_stopping_brings_it_up_to_date_once_and_forgets(world: World) -> None:
    phone = await sharing(world)
    world.advance(seconds=5)
    await phone.move(*MASHE)
    await phone.stop_sharing()
    await world.settle()
    assert edits(world) == 1
    assert "马湖社区·杭州邻里阅读空间" in phone.screen().last.text
    assert await world.count("live_answer") == 0


async def test_taps_on_the_answer_work_and_keep_following(world: World) -> None:
    phone = await sharing(world)
    await world.tap(phone, "2")
    assert phone.screen().last.text.startswith("晶都社区·杭州邻里阅读空间")
    world.advance(seconds=20)
    await phone.move(*MASHE)
    await world.settle()
    assert "马湖社区·杭州邻里阅读空间" in listed(phone.screen().last.text)


async def test_an_answer_that_was_deleted_stays_deleted(world: World) -> None:
    phone = await sharing(world)
    for _ in range(3):
        world.advance(seconds=20)
        world.double.faults.bad_request("editMessageText", reason="message to edit not found")
        await phone.move(*MASHE)
        await world.settle()
    assert len(world.double.calls("editMessageText", ok=False)) == 1
    assert await world.count("live_answer") == 0
    assert "晶都社区" in phone.screen().last.text


async def test_outside_is_said_in_the_answer(world: World) -> None:
    phone = await sharing(world, BUND)
    assert phone.screen().last.text.startswith("你不在滨江区，按距离显示。\n15分钟内没有服务点。")


async def test_withdrawn_consent_stops_the_following(world: World) -> None:
    phone = await sharing(world)
    await world.say(phone, "/privacy")
    await world.tap(phone, "撤回同意")
    before = edits(world)
    world.advance(seconds=20)
    await phone.move(*MASHE)
    await world.settle()
    assert edits(world) == before


async def test_two_at_once_have_an_answer_each(world: World) -> None:
    phone = await sharing(world)
    first = phone.screen().last.id
    await phone.share_location(*JINGDU, live_period=900)
    await world.settle()
    second = phone.screen().last.id
    assert first != second
    world.advance(seconds=20)
    await phone.move(*MASHE)
    await world.settle()
    by_id = {bubble.id: bubble.text for bubble in phone.screen().bubbles}
    assert "晶都" in by_id[first]
    assert "马湖" in by_id[second]


async def test_ended_ones_are_forgotten(world: World) -> None:
    await sharing(world)
    world.advance(minutes=16)
    other = await world.member(8)
    await other.share_location(*JINGDU, live_period=2**31 - 1)
    await world.settle()
    assert await world.count("live_answer") == 1
