"""“信息有误”: from a member's tap to the list of the staff."""

from __future__ import annotations

from community.staff import roles
from tests.acceptance.conftest import JINGDU, World, button_data, labels

STAFF = 88


async def reported(world: World, reason: str, member: int = 7):
    phone = await world.member(member)
    await world.share(phone, JINGDU)
    await world.tap(phone, "2")
    await world.tap(phone, "⚠️ 信息有误")
    await world.tap(phone, reason)
    return phone


async def appointed(world: World, number: int = STAFF, center: str | None = None):
    async with world.database.transaction() as tx:
        await roles.grant(tx, "telegram", number, "staff", world.clock.now(), center)
    return world.newcomer(number)


async def test_reason_reaches_the_staff_and_is_settled(world: World) -> None:
    phone = await reported(world, "开放时间不对")
    assert phone.screen().last.text == "🙏 谢谢，已转给工作人员核实。"
    assert labels(phone) == ["‹ 返回服务点", "‹ 返回"]
    worker = await appointed(world)
    text = await world.say(worker, "/reports")
    assert "#1 晶都社区·杭州邻里阅读空间 · 开放时间不对 · 11月24日 10:00" in text
    assert text.startswith("待核实的反馈")
    card = await world.tap(worker, "看 #1")
    assert "🟢20:00关" in card
    assert "待核实的反馈" in await world.tap(worker, "‹ 返回")
    data, message = button_data(worker, "已处理 #1"), worker.screen().last.id
    assert await world.tap(worker, "已处理 #1") == "没有待核实的反馈。"
    worker.tap_data(message, data)
    await world.settle()
    assert worker.toasts[-1]["text"] == "之前已处理过"


async def test_others_are_refused_whatever_they_tap(world: World) -> None:
    phone = await reported(world, "位置不对")
    assert await world.say(phone, "/reports") == "这是工作人员的功能。"
    phone.tap_data(phone.screen().bubbles[-3].id, "z1.1")
    await world.settle()
    assert phone.toasts[-1]["text"] == "这是工作人员的功能。"
    worker = await appointed(world)
    await world.say(worker, "/reports")
    async with world.database.transaction() as tx:
        await roles.revoke(tx, "telegram", STAFF)
    await world.tap(worker, "已处理 #1")
    assert worker.toasts[-1]["text"] == "这是工作人员的功能。"


async def test_staff_of_one_center_see_only_its_reports(world: World) -> None:
    await reported(world, "电话不对")
    elsewhere = await appointed(world, 89, "reading-04")
    assert await world.say(elsewhere, "/reports") == "没有待核实的反馈。"
    elsewhere.tap_data(elsewhere.screen().bubbles[-1].id, "z1.1")
    await world.settle()
    assert "没有编号1的反馈" in elsewhere.toasts[-1]["text"]
    here = await appointed(world, 90, "reading-03")
    assert "#1" in await world.say(here, "/reports")


async def test_other_asks_for_a_sentence(world: World) -> None:
    phone = await reported(world, "其他…")
    assert "请用一句话告诉我们" in phone.screen().last.text
    text = await world.say(phone, "门口在 <b>东侧</b>\n二楼")
    assert "已转给工作人员" in text
    worker = await appointed(world)
    assert "“门口在 <b>东侧</b> 二楼”" in await world.say(worker, "/reports")
    assert "从江陵路站" in await world.say(phone, "江陵路站")


async def test_the_form_can_be_cancelled(world: World) -> None:
    phone = await reported(world, "其他…")
    assert await world.tap(phone, "取消") == "已取消。"
    assert "从江陵路站" in await world.say(phone, "江陵路站")
    assert await world.count("center_report") == 0


async def test_the_form_expires(world: World) -> None:
    phone = await reported(world, "其他…")
    world.advance(minutes=31)
    assert "从江陵路站" in await world.say(phone, "江陵路站")
    assert await world.count("center_report") == 0


async def test_a_command_or_a_key_closes_the_form(world: World) -> None:
    phone = await reported(world, "其他…")
    await world.say(phone, "/help")
    assert "从江陵路站" in await world.say(phone, "江陵路站")
    await world.say(phone, "/start")
    await reported_again(world, phone)
    await phone.press_key("⭐ 收藏")
    await world.settle()
    assert "从江陵路站" in await world.say(phone, "江陵路站")


async def reported_again(world: World, phone) -> None:
    await world.share(phone, JINGDU)
    await world.tap(phone, "2")
    await world.tap(phone, "⚠️ 信息有误")
    await world.tap(phone, "其他…")


async def test_a_double_tap_is_one_report(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "2")
    await world.tap(phone, "⚠️ 信息有误")
    data, message = button_data(phone, "设施不对"), phone.screen().last.id
    phone.tap_data(message, data)
    phone.tap_data(message, data)
    await world.settle()
    assert await world.count("center_report") == 1


async def test_at_most_ten_a_day_also_in_words(world: World) -> None:
    phone = await world.member()
    for _ in range(11):
        await world.share(phone, JINGDU)
        await world.tap(phone, "2")
        await world.tap(phone, "⚠️ 信息有误")
        await world.tap(phone, "设施不对")
    assert "最多反馈10条" in phone.toasts[-1]["text"]
    await world.tap(phone, "其他…")
    assert "最多反馈10条" in await world.say(phone, "门牌换了")
    assert "从江陵路站" in await world.say(phone, "江陵路站")
    assert await world.count("center_report") == 10


async def test_a_long_list_goes_on_as_it_is_settled(world: World) -> None:
    phone = await world.member()
    for _ in range(9):
        await reported_again(world, phone)
        await world.say(phone, "字" * 600)
    worker = await appointed(world)
    text = await world.say(worker, "/reports")
    assert "#8" in text
    assert "#9" not in text
    assert "还有更多" in text
    assert "#9" in await world.tap(worker, "已处理 #1")


async def test_who_shares_a_location_has_left_the_form(world: World) -> None:
    phone = await reported(world, "其他")
    assert "哪里不对" in phone.screen().last.text
    await world.share(phone, JINGDU)
    text = await world.say(phone, "江陵路站")
    assert "已转给工作人员" not in text
    assert "15分钟" in text
