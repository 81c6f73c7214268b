"""Inline queries from any chat, and the little that the bot says in groups."""

from __future__ import annotations

import re

from tests.acceptance.conftest import JINGDU, MASHE, World


async def asked(world: World, phone, query: str = "", **options):
    search = await phone.inline(query, **options)
    await world.settle()
    return search


async def test_nearest_first_with_a_location(world: World) -> None:
    phone = await world.member()
    search = await asked(world, phone, location=MASHE)
    titles = [result["title"] for result in search.results]
    assert titles[:2] == ["西兴街道马湖社区党群服务中心", "马湖社区·杭州邻里阅读空间"]
    assert len(titles) == 10
    address = search.results[1]["address"]
    assert address.startswith("就在这里 · 🔴今天13:00开 · ")
    assert search.answer["button"] is None
    more = await asked(world, phone, location=MASHE, offset=search.answer["next_offset"])
    assert not {r["title"] for r in more.results} & set(titles)
    last = await asked(world, phone, location=MASHE, offset="30")
    assert last.answer["next_offset"] == ""
    odd = await asked(world, phone, location=MASHE, offset="٣x")
    assert [r["title"] for r in odd.results] == titles


async def test_without_a_location_it_leads_into_the_chat(world: World) -> None:
    phone = await world.member()
    search = await asked(world, phone)
    assert search.results == []
    assert search.answer["button"] == {"text": "📍 找我附近的服务点", "start_parameter": "here"}
    await phone.start("here")
    await world.settle()
    assert "15分钟生活圈助手" in phone.screen().last.text


async def test_without_consent_a_location_is_not_used(world: World) -> None:
    search = await asked(world, world.newcomer(), location=MASHE)
    assert search.results == []
    assert search.answer["button"] is not None
    assert await world.count("member") == 0


async def test_by_name(world: World) -> None:
    phone = await world.member()
    search = await asked(world, phone, "jingdu")
    assert "晶都社区·杭州邻里阅读空间" in [result["title"] for result in search.results]
    assert (await asked(world, phone, "qqqqq")).results == []
    assert (await asked(world, phone, "江陵路站")).results == []  # a landmark is no center
    assert (await asked(world, phone, "长" * 256)).results == []


async def test_a_chosen_place_in_the_own_chat_is_answered(world: World) -> None:
    phone = await world.member()
    search = await asked(world, phone, location=JINGDU)
    await phone.choose(search.results[0]["id"])
    await world.settle()
    assert "步行15分钟内3处" in phone.screen().last.text


async def test_inline_state_is_in_the_language_of_the_asking_member(world: World) -> None:
    phone = await world.member(language="en")
    search = await asked(world, phone, location=JINGDU)
    assert search.results[1]["address"].startswith("right here · ")


async def test_what_is_posted_does_not_say_how_far_away_the_sender_is(world: World) -> None:
    phone = await world.member()
    group = world.double.group("邻居", phone)
    here = await asked(world, phone, location=MASHE)
    elsewhere = await asked(world, phone, location=JINGDU, offset="0")
    for result in here.results:
        other = [one for one in elsewhere.results if one["id"] == result["id"]]
        assert all(one["content"] == result["content"] for one in other)
        assert not re.search(r"步行|分钟|公里|米|就在这里", result["content"]["venue"]["address"])
    assert {r["id"] for r in here.results} & {r["id"] for r in elsewhere.results}
    await phone.choose(here.results[1]["id"], chat=group)
    await world.settle()
    assert phone.screen(group).last.text.startswith("马湖社区·杭州邻里阅读空间 🔴今天13:00开 · ")


async def test_long_names_and_addresses_fit(world: World) -> None:
    await world.know("reading-03", address="很" * 300, hours_note="长" * 400)
    phone = await world.member()
    search = await asked(world, phone, location=JINGDU)
    assert all(len(r["address"]) <= 200 for r in search.results)
    assert all(len(r["content"]["venue"]["address"]) <= 200 for r in search.results)


async def test_groups_hear_only_of_centers_by_deep_link(world: World) -> None:
    phone = await world.member()
    group = world.double.group("邻居", phone)
    token = await world.token("reading-03")
    for text in (
        "/start@anjia_bot",
        "/start@anjia_bot c_nosuch",
        "/help@anjia_bot",
        "/reports@anjia_bot",
        "/privacy",
        "@anjia_bot 江陵路站",
        "/nosuch@anjia_bot",
    ):
        await phone.send(text, chat=group)
        await world.settle()
        assert phone.screen(group).last.mine, text
    await phone.send(f"/start@anjia_bot c_{token}", chat=group)
    await world.settle()
    answer = phone.screen(group).last
    assert answer.text.startswith("晶都社区·杭州邻里阅读空间 · 驿站\n🟢20:00关")
    assert answer.buttons == ()
    await phone.send("江陵路站", chat=group, reply_to=answer.id)
    await world.settle()
    assert phone.screen(group).last.mine


async def test_strangers_in_groups_are_not_written_down(world: World) -> None:
    stranger = world.newcomer(9)
    group = world.double.group("邻居", stranger)
    token = await world.token("reading-03")
    await stranger.send(f"/start@anjia_bot c_{token}", chat=group)
    await world.settle()
    assert "晶都社区" in stranger.screen(group).last.text
    assert await world.count("member") == 0
