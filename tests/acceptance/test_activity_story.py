"""The main story of activities, as people live it: from the first tap to the last notice."""

from __future__ import annotations

from datetime import timedelta

from tests.acceptance.activity_stage import (
    WEDNESDAY,
    arrange,
    later,
    make_staff,
    open_card,
    set_local,
    signed_up,
    told,
    words,
)
from tests.acceptance.conftest import World, labels


async def test_from_start_to_the_last_notice(world: World) -> None:
    found = await arrange(world, capacity=2)

    # Found within five taps of /start, and signed up with one more.
    phone = world.newcomer(7)
    await phone.start()
    await world.settle()
    text = await world.tap(phone, words("menu-activities"))
    assert "羽毛球友谊赛" in text
    assert "余2/2" in text
    text = await world.tap(phone, "1")
    assert "周三 11/25 19:30–21:00" in text
    assert "可退至当天16:30" in text
    text = await world.tap(phone, words("activity-sign-up"))
    assert "✅ 已报名。提醒：前一天19:30、当天17:30" in text

    # Two others come: one gets the last seat, one waits.
    second = await signed_up(world, 8, found)
    third = await signed_up(world, 9, found)
    assert words("ticket-waiting", position="1") in third.screen().last.text

    # The reminder arrives when the clock gets there.
    set_local(world, later(WEDNESDAY, days=-1, minutes=1))
    text = await told(world, phone, "⏰ 提醒")
    assert "明天19:30" in text
    assert words("notice-navigate") in labels(phone)

    # Who cancels makes room, and who waits is asked.
    await world.tap(phone, words("notice-cancel"))
    await world.tap(phone, words("leave-sure"))
    assert phone.toasts[-1]["text"] == words("left-toast")
    text = await told(world, third, "有名额")
    assert "请在" in text
    text = await world.tap(third, words("offer-take"))
    assert "✅ 已报名" in text

    # The staff move it; everybody with a seat is told, and the reminders move too.
    boss = await world.member(10)
    await make_staff(world, boss)
    await world.say(boss, "/staff")
    await world.tap(boss, words("staff-manage"))
    await world.tap(boss, "1")
    await world.tap(boss, words("staff-change"))
    await world.tap(boss, words("field-time"))
    text = await world.say(boss, "周三 20:00-21:30")
    assert words("change-effect", dates="1", count="2") in text
    await world.tap(boss, words("change-sure"))
    for member in (second, third):
        text = await told(world, member, "19:30→20:00")
        assert "20:00–21:30" in text
    text = await world.tap(third, words("notice-stay"))
    assert "✅ 已报名" in text
    assert "当天18:00" in text

    set_local(world, later(WEDNESDAY, hours=-1, minutes=-29))
    text = await told(world, third, "今天20:00")
    assert "羽毛球友谊赛" in text
    assert not any("今天" in one.text for one in phone.screen().bubbles)


async def test_a_moved_activity_can_be_left(world: World) -> None:
    found = await arrange(world)
    phone = await signed_up(world, 7, found)
    boss = await world.member(10)
    await make_staff(world, boss)
    await world.say(boss, "/staff")
    await world.tap(boss, words("staff-manage"))
    await world.tap(boss, "1")
    await world.tap(boss, words("staff-change"))
    await world.tap(boss, words("field-place"))
    await world.say(boss, "月明社区")
    await world.tap(boss, words("change-sure"))
    text = await told(world, phone, "→")
    assert "月明社区" in text
    await world.tap(phone, words("notice-leave"))
    await world.tap(phone, words("leave-sure"))
    assert "余20/20" in await open_card(world, phone, found)


async def test_cancelled_with_a_reason(world: World) -> None:
    found = await arrange(world, capacity=1)
    seated = await signed_up(world, 7, found)
    waiting = await signed_up(world, 8, found)
    left = await signed_up(world, 9, found)
    await world.tap(left, words("ticket-leave-queue"))
    boss = await world.member(10)
    await make_staff(world, boss)
    await world.say(boss, "/staff")
    await world.tap(boss, words("staff-manage"))
    await world.tap(boss, "1")
    text = await world.tap(boss, words("staff-cancel"))
    assert words("cancel-reason-ask") in text
    text = await world.say(boss, "场地检修")
    assert words("cancel-effect", dates="1", count="2", reason="场地检修") in text
    await world.tap(boss, words("cancel-sure"))
    for phone in (seated, waiting):
        assert "❌ 活动取消：场地检修" in await told(world, phone, "活动取消")
    world.clock.advance(timedelta(days=2))
    await world.bot.postman.tick_now()
    await world.settle()
    assert "活动取消" not in left.screen().text
    assert "提醒" not in seated.screen().last.text
