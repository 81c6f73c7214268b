"""Favourites and saved places, by the member's own act."""

from __future__ import annotations

from community.places.centers import CenterFacts
from tests.acceptance.conftest import JINGDU, MASHE, World, labels


async def asked_for_a_name(world: World):
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "💾 存为常用地点")
    await world.tap(phone, "其他名称…")
    return phone


async def test_home_work_and_another_name(world: World) -> None:
    phone = await asked_for_a_name(world)
    assert await world.say(phone, "外婆 <家>") == "✅ 已存为“外婆 <家>”。"
    await world.share(phone, JINGDU)
    assert "只有你自己看得到" in await world.tap(phone, "💾 存为常用地点")
    assert await world.tap(phone, "公司") == "✅ 已存为“公司”。"
    text = await world.tap(phone, "📍 公司附近")
    assert text.startswith("从公司步行15分钟内3处")
    assert "💾 存为常用地点" not in labels(phone)
    await world.say(phone, "/places")
    assert labels(phone) == ["📍 外婆 <家>附近", "🗑 删除外婆 <家>", "📍 公司附近", "🗑 删除公司"]
    await world.tap(phone, "🗑 删除公司")
    assert phone.toasts[-1]["text"] == "已删除"
    assert labels(phone) == ["📍 外婆 <家>附近", "🗑 删除外婆 <家>"]
    text = await world.tap(phone, "🗑 删除外婆")
    assert "还没有常用地点" in text


async def test_the_same_name_moves_the_place(world: World) -> None:
    phone = await world.member()
    for place in (JINGDU, MASHE):
        await world.share(phone, place)
        await world.tap(phone, "💾 存为常用地点")
        await world.tap(phone, "家")
    (home,) = (await world.kept_of(phone))["saved_places"]
    assert (home["lat"], home["lon"]) == MASHE


async def test_bad_names_are_asked_again(world: World) -> None:
    phone = await asked_for_a_name(world)
    for name in ("长" * 21, "\u200b\u200b"):
        assert await world.say(phone, name) == "名字要1到20个字，请再发一次。"
    assert await world.say(phone, "长" * 20) == f"✅ 已存为“{'长' * 20}”。"


async def test_too_many_places_end_the_question(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    for number in range(10):
        await world.tap(phone, "💾 存为常用地点")
        await world.tap(phone, "其他名称…")
        await world.say(phone, f"地点{number}")
        await world.share(phone, JINGDU)
    await world.tap(phone, "💾 存为常用地点")
    await world.tap(phone, "其他名称…")
    assert "最多存10个常用地点" in await world.say(phone, "第十一个")
    assert "从江陵路站" in await world.say(phone, "江陵路站")
    await world.share(phone, JINGDU)
    await world.tap(phone, "💾 存为常用地点")
    await world.tap(phone, "家")
    assert "最多存10个常用地点" in phone.toasts[-1]["text"]


async def test_the_way_back_from_saving(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "💾 存为常用地点")
    assert "步行15分钟内3处" in await world.tap(phone, "‹ 返回")


async def test_a_deleted_place_is_said_so(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "💾 存为常用地点")
    await world.tap(phone, "家")
    saved = phone.screen().last.id
    await world.say(phone, "/places")
    await world.tap(phone, "🗑 删除家")
    await world.tap(phone, "📍 家附近", message_id=saved)
    assert phone.toasts[-1]["text"] == "这个地点已经删除，请重新选一个。"


async def test_nobody_reaches_the_place_of_another(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "💾 存为常用地点")
    await world.tap(phone, "家")
    other = await world.member(8)
    message = other.screen().last.id
    other.tap_data(message, "n1.s1~0~0")
    other.tap_data(message, "e1.1")
    await world.settle()
    assert other.toasts[0]["text"] == "已同意"
    assert other.toasts[1]["text"] == "这个地点已经删除，请重新选一个。"
    assert len((await world.kept_of(phone))["saved_places"]) == 1


async def test_favourites_show_their_state_and_lead_back(world: World) -> None:
    phone = await world.member()
    assert "还没有收藏" in await world.say(phone, "/favourites")
    await world.share(phone, JINGDU)
    await world.tap(phone, "2")
    await world.tap(phone, "☆ 收藏")
    text = await world.say(phone, "⭐ 收藏")
    assert text.splitlines() == ["收藏", "· 晶都社区·杭州邻里阅读空间 🟢20:00关"]
    await world.tap(phone, "晶都社区·杭州邻里阅读空间")
    await world.tap(phone, "★ 已收藏")
    assert "还没有收藏" in await world.tap(phone, "‹ 返回")


async def test_so_many_favourites_as_one_message_holds(world: World) -> None:
    name = "名" * 120
    await world.add(
        *(
            CenterFacts(ref=f"n-{number}", kind="station", name=f"{number:02}{name}"[:120])
            for number in range(31)
        )
    )
    phone = await world.member()
    for number in range(31):
        await phone.start(f"c_{await world.token(f'n-{number}')}")
        await world.settle()
        await world.tap(phone, "☆ 收藏")
    assert "最多收藏30处" in phone.toasts[-1]["text"]
    text = await world.say(phone, "/favourites")
    assert len(text.splitlines()) == 31
    assert await world.count("favourite") == 30
