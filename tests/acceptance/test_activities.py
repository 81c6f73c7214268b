"""Activities in the chat: found, signed up for, waited for, reminded of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.playground.phone import Phone
from bot.sample import CITIES
from bot.sample.example_activities import create_examples
from community.members import members
from tests.acceptance.conftest import World

BADMINTON = "示例 羽毛球友谊赛"


@pytest.fixture
async def examples(world: World) -> World:
    async with world.database.transaction() as tx:
        staff = await members.meet(tx, "telegram", 4242, world.clock.now())
        await create_examples(tx, CITIES["binjiang"], staff.id, world.clock.now())
    return world


async def opened(world: World, phone: Phone) -> str:
    await world.say(phone, "🎈 活动")
    return await world.tap(phone, "1")


async def test_found_and_signed_up_within_five_taps(examples: World) -> None:
    phone = await examples.member()
    text = await examples.say(phone, "🎈 活动")
    assert BADMINTON in text
    assert "余2/2" in text
    assert "可退至当天" in await examples.tap(phone, "1")
    text = await examples.tap(phone, "✅ 报名")
    assert "✅ 已报名。提醒：前一天" in text
    assert "余1/2" in text


async def test_a_full_activity_has_a_queue_and_offers_what_comes_free(examples: World) -> None:
    first, second, third = [await examples.member(number) for number in (7, 8, 9)]
    for phone in (first, second):
        await opened(examples, phone)
        await examples.tap(phone, "✅ 报名")
    assert "已满（2人）\n候补第1位？" in await opened(examples, third)
    assert "⏳ 候补第1位" in await examples.tap(third, "⏳ 候补")
    await opened(examples, first)
    await examples.tap(first, "取消报名")
    await examples.tap(first, "取消报名")
    await examples.bot.postman.tick_now()
    await examples.settle()
    assert "有名额！请在" in third.screen().last.text
    assert "已报名" in await examples.tap(third, "✅ 参加")


async def test_reminders_follow_the_clock(examples: World) -> None:
    phone = await examples.member()
    await opened(examples, phone)
    await examples.tap(phone, "✅ 报名")
    before = len(phone.screen().bubbles)
    await examples.bot.postman.tick_now()
    await examples.settle()
    assert len(phone.screen().bubbles) == before
    examples.clock.advance(timedelta(hours=9, minutes=5))
    await examples.bot.postman.tick_now()
    await examples.settle()
    assert phone.screen().last.text.startswith("⏰ 提醒")
    assert BADMINTON in phone.screen().last.text
