"""/start, consent, /privacy, /language, /help, and what the bot says of itself."""

from __future__ import annotations

import json

from tests.acceptance.conftest import JINGDU, World, button_data, labels


async def test_start_is_short_and_asks_for_consent_apart(world: World) -> None:
    phone = world.newcomer()
    await phone.start()
    await world.settle()
    welcome, question = phone.screen().bubbles[-2:]
    assert len(welcome.text) < 160
    assert not welcome.buttons
    assert question.buttons == (("同意", "不同意"), ("🔒 隐私说明",))
    assert phone.screen().keyboard[0] == ("📍 发送位置", "🗺 手选街道")
    assert (await world.kept_of(phone))["consents"] == []


async def test_consent_is_recorded_with_version_and_time(world: World) -> None:
    phone = await world.member()
    (given,) = (await world.kept_of(phone))["consents"]
    assert given == {
        "purpose": "location",
        "version": 1,
        "given_at": "2026-11-24T02:00:00+00:00",
        "withdrawn_at": None,
    }
    await phone.start()
    await world.settle()
    assert "要用你的位置" not in phone.screen().last.text


async def test_consent_to_an_older_version_asks_again(world: World) -> None:
    phone = await world.member()
    async with world.database.transaction() as tx:
        from sqlalchemy import text

        await tx.execute(text("UPDATE consent SET version = 0"))
    assert "要用你的位置" in await world.share(phone, JINGDU)
    await world.tap(phone, "同意")
    old, new = (await world.kept_of(phone))["consents"]
    assert (old["version"], old["withdrawn_at"] is not None) == (0, True)
    assert (new["version"], new["withdrawn_at"]) == (1, None)


async def test_a_position_without_consent_waits_for_it(world: World) -> None:
    phone = world.newcomer()
    text = await world.share(phone, JINGDU)
    assert "要用你的位置" in text
    text = await world.tap(phone, "同意")
    assert phone.toasts[-1]["text"] == "已同意"
    assert "晶都社区·杭州邻里阅读空间" in text


async def test_a_waiting_position_outside_is_asked_about(world: World) -> None:
    phone = world.newcomer()
    await world.share(phone, (31.2402, 121.4905))
    assert await world.tap(phone, "同意") == "你不在滨江区，仍按距离显示？"


async def test_declining_loses_nothing(world: World) -> None:
    phone = world.newcomer()
    await phone.start()
    await world.settle()
    assert "不用你的位置" in await world.tap(phone, "不同意")
    assert "从江陵路站" in await world.say(phone, "江陵路站")
    assert "要用你的位置" in await world.share(phone, JINGDU)


async def test_privacy_shows_and_withdraws(world: World) -> None:
    phone = await world.member()
    text = await world.say(phone, "/privacy")
    assert "已于 2026-11-24 同意（第1版）" in text
    assert "境外的服务器" in text
    assert "已撤回" in await world.tap(phone, "撤回同意")
    assert (await world.kept_of(phone))["consents"][0]["withdrawn_at"] is not None
    assert "未同意" in await world.say(phone, "/privacy")
    assert "要用你的位置" in await world.share(phone, JINGDU)
    await world.say(phone, "/privacy")
    assert "已同意" in await world.tap(phone, "同意")


async def test_privacy_from_the_question_leaves_the_question(world: World) -> None:
    phone = world.newcomer()
    await phone.start()
    await world.settle()
    assert "隐私说明" in await world.tap(phone, "🔒 隐私说明")
    assert "要用你的位置" in phone.screen().bubbles[-2].text


async def test_export_is_a_json_document_with_everything(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "💾 存为常用地点")
    await world.tap(phone, "家")
    await world.tap(phone, "📍 家附近")
    await world.tap(phone, "1")
    await world.tap(phone, "☆ 收藏")
    await world.tap(phone, "⚠️ 信息有误")
    await world.tap(phone, "电话不对")
    await world.say(phone, "/privacy")
    await world.tap(phone, "📄 导出我的数据")
    bubble = phone.screen().last
    assert bubble.kind == "document"
    assert bubble.body["document"]["file_name"] == "anjia-export.json"
    stored = world.double.files.find(bubble.body["document"]["file_id"])
    assert stored is not None
    kept = json.loads(stored.data)
    assert kept["member"]["channel_user_id"] == phone.id
    assert [c["purpose"] for c in kept["consents"]] == ["location"]
    assert [(p["name"], p["lat"], p["lon"]) for p in kept["saved_places"]] == [("家", *JINGDU)]
    assert [f["ref"] for f in kept["favourites"]] == [kept["reports"][0]["ref"]]
    assert kept["reports"][0]["reason"] == "phone"


async def test_delete_everything(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "1")
    await world.tap(phone, "⚠️ 信息有误")
    await world.tap(phone, "电话不对")
    await world.say(phone, "/privacy")
    assert "确定删除" in await world.tap(phone, "🗑 删除全部数据")
    assert "隐私说明" in await world.tap(phone, "不删除")
    assert await world.count("member") == 1
    await world.tap(phone, "🗑 删除全部数据")
    await world.tap(phone, "确定删除")
    assert phone.screen().bubbles[-2].text == "✅ 已全部删除。"
    assert phone.screen().keyboard == ()
    for table in ("member", "consent", "favourite", "saved_place", "draft", "live_answer"):
        assert await world.count(table) == 0
    async with world.database.transaction() as tx:
        from sqlalchemy import text

        rows = await tx.rows(text("SELECT member_id FROM center_report"))
    assert [row[0] for row in rows] == [None]
    await phone.block()
    await world.settle()
    assert await world.count("member") == 0
    await phone.start()
    await world.settle()
    assert "要用你的位置" in phone.screen().last.text


async def test_language_comes_from_the_client_and_can_be_changed(world: World) -> None:
    phone = world.newcomer(language="en")
    await phone.start()
    await world.settle()
    assert "15-minute life circle of Binjiang" in phone.screen().bubbles[-2].text
    await world.say(phone, "/language")
    assert labels(phone) == ["中文", "English", "Follow Telegram"]
    await world.tap(phone, "中文")
    assert phone.screen().bubbles[-2].text == "✅ 好的，以后用中文。"
    assert phone.screen().keyboard[0][0] == "📍 发送位置"
    assert "怎么用" in await world.say(phone, "/help")
    await world.say(phone, "/language")
    await world.tap(phone, "跟随 Telegram")
    assert "How it works" in await world.say(phone, "/help")


async def test_any_client_language_but_chinese_is_english(world: World) -> None:
    phone = world.newcomer(language="fr")
    assert "How it works" in await world.say(phone, "/help")
    other = world.newcomer(8, language=None)
    assert "怎么用" in await world.say(other, "/help")


async def test_help_and_near_work_in_private(world: World) -> None:
    phone = world.newcomer()
    text = await world.say(phone, "/help")
    assert "@anjia_bot" in text
    assert "110、119、120" in text
    assert await world.say(phone, "❓ 帮助") == text
    assert "📍 发送位置" in await world.say(phone, "/near")
    assert "/help" in await world.say(phone, "/nosuch")


async def test_commands_and_descriptions_are_set_for_each_language(world: World) -> None:
    profile = world.double.profile
    chinese = {c["command"]: c["description"] for c in profile.commands_for(99, "zh-hans")}
    english = {c["command"]: c["description"] for c in profile.commands_for(99, "en")}
    other = {c["command"]: c["description"] for c in profile.commands_for(99, "fr")}
    assert list(chinese) == [
        "start",
        "near",
        "activities",
        "mine",
        "clubs",
        "places",
        "favourites",
        "settings",
        "language",
        "privacy",
        "help",
    ]
    assert chinese["near"] == "找最近的服务点"
    assert english["near"] == "Find what is near"
    assert other == chinese
    assert "生活圈" in profile.text_for("description", "zh")
    assert "life circle" in profile.text_for("description", "en")
    scopes = {
        (call.params["scope"]["type"], call.params.get("language_code"))
        for call in world.double.calls("setMyCommands")
    }
    assert scopes == {("all_private_chats", code) for code in (None, "zh", "en")}
    (deleted,) = world.double.calls("deleteMyCommands")
    assert deleted.params["scope"]["type"] == "all_group_chats"


async def test_consent_button_twice_is_one_consent(world: World) -> None:
    phone = world.newcomer()
    await phone.start()
    await world.settle()
    data, message = button_data(phone, "同意"), phone.screen().last.id
    phone.tap_data(message, data)
    phone.tap_data(message, data)
    await world.settle()
    assert len((await world.kept_of(phone))["consents"]) == 1
