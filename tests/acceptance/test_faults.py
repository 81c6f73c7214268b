"""Telegram refuses, limits, breaks off or does not answer: what members and logs then see."""

from __future__ import annotations

from typing import Any

import pytest

from bot.work.incoming import Incoming
from community.saved import favourites
from handlers.chat.events import Unasked
from handlers.chat.screen import Screen
from handlers.chat.texts import Html
from tests.acceptance.conftest import JINGDU, Running, World, labels


async def active(world: World, phone) -> bool:
    return bool((await world.kept_of(phone))["member"]["active"])


async def test_too_many_requests_waits_and_sends_once(world: World) -> None:
    phone = await world.member()
    world.double.faults.too_many_requests("sendMessage", retry_after=1)
    assert "怎么用" in await world.say(phone, "/help")
    assert world.logged("telegram_says_wait")[0]["seconds"] == 1
    assert len(world.double.calls("sendMessage", ok=False)) == 1


async def test_a_long_wait_is_given_up(world: World) -> None:
    phone = await world.member()
    world.double.faults.too_many_requests("sendMessage", retry_after=3600)
    before = len(phone.screen().bubbles)
    await world.say(phone, "/help")
    assert len(phone.screen().bubbles) == before + 1
    assert world.logged("not_delivered") == [
        {"event": "not_delivered", "log_level": "warning", "what": "Screen", "error": "RetryAfter"}
    ]


async def test_a_member_who_blocked_is_inactive_until_they_return(world: World) -> None:
    phone = await world.member()
    world.double.faults.forbidden("sendMessage")
    await world.say(phone, "/help")
    assert not await active(world, phone)
    assert world.logged("member_unreachable")
    assert "怎么用" in await world.say(phone, "/help")
    assert await active(world, phone)
    await phone.block()
    await world.settle()
    assert not await active(world, phone)
    await phone.unblock()
    await world.settle()
    assert await active(world, phone)


async def test_a_group_that_threw_us_out_says_nothing_of_the_member(world: World) -> None:
    phone = await world.member()
    group = world.double.group("邻居", phone)
    world.double.faults.forbidden("sendMessage", reason="bot was kicked from the group chat")
    await phone.send(f"/start@anjia_bot c_{await world.token('reading-03')}", chat=group)
    await world.settle()
    assert await active(world, phone)


async def test_a_refused_message_is_our_mistake_and_said_so(world: World) -> None:
    world.expected_errors.add("update_failed")
    phone = await world.member()
    world.double.faults.bad_request("sendMessage", reason="can't parse entities")
    text = await world.say(phone, "/help")
    (line,) = world.logged("update_failed")
    assert line["error"] == "BadRequest"
    assert f"请报编号 {line['reference']}。" in text


async def test_a_refused_edit_is_said_in_the_chat_since_the_tap_is_answered(world: World) -> None:
    world.expected_errors.add("update_failed")
    phone = await world.member()
    await world.share(phone, JINGDU)
    world.double.faults.bad_request("editMessageText", reason="can't parse entities")
    text = await world.tap(phone, "类型")
    (line,) = world.logged("update_failed")
    assert f"请报编号 {line['reference']}。" in text
    assert len(world.double.calls("answerCallbackQuery", ok=False)) == 0


@pytest.mark.parametrize("html", [False, True])
async def test_server_errors_are_logged_and_pass(world: World, html: bool) -> None:
    phone = await world.member()
    world.double.faults.server_error("sendMessage", html=html)
    before = len(phone.screen().bubbles)
    await world.say(phone, "/help")
    assert len(phone.screen().bubbles) == before + 1
    assert [line["error"] for line in world.logged("not_delivered")] == ["NetworkError"]
    assert "怎么用" in await world.say(phone, "/help")


@pytest.mark.parametrize("fault", ["drop", "silence"])
@pytest.mark.parametrize("accepted", [False, True])
async def test_over_http_connections_break_or_hang(
    running: Running, binjiang_url: str, fault: str, accepted: bool
) -> None:
    async with running(binjiang_url, http=True) as world:
        phone = world.newcomer()
        getattr(world.double.faults, fault)("sendMessage", accepted=accepted)
        await world.say(phone, "/help")
        answers = [bubble for bubble in phone.screen().bubbles if not bubble.mine]
        assert len(answers) == int(accepted)  # never twice
        (line,) = world.logged("not_delivered")
        assert line["error"] == ("TimedOut" if fault == "silence" else "NetworkError")
        assert "怎么用" in await world.say(phone, "/help")
        world.check()


async def test_polling_survives_everything(running: Running, binjiang_url: str) -> None:
    async with running(binjiang_url, http=True) as world:
        phone = world.newcomer()
        world.double.faults.server_error("getUpdates")
        world.double.faults.drop("getUpdates")
        world.double.faults.too_many_requests("getUpdates", retry_after=1)
        assert "怎么用" in await world.say(phone, "/help")
        await world.double.idle(within=15)
        world.check()


async def test_a_tap_whose_answer_fails_still_gets_its_message(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    world.double.faults.server_error("answerCallbackQuery")
    assert (await world.tap(phone, "2")).startswith("晶都社区·杭州邻里阅读空间")
    assert world.logged("not_delivered")[0]["what"] == "tap"
    world.double.queries.taps.clear()  # that one was never answered, by the fault


async def test_a_tap_too_late_to_answer_still_gets_its_message(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    world.double.faults.bad_request(
        "answerCallbackQuery",
        reason="query is too old and response timeout expired or query ID is invalid",
    )
    assert (await world.tap(phone, "2")).startswith("晶都社区·杭州邻里阅读空间")
    assert world.logged("callback_too_old")
    world.double.queries.taps.clear()


@pytest.mark.parametrize(
    "reason", ["message to edit not found", "there is no text in the message to edit"]
)
async def test_an_unchanged_or_deleted_message(world: World, reason: str) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "设施")
    chooser = phone.screen().last.id
    await world.tap(phone, "不限")
    phone.tap_data(chooser, world_data(phone, "✅") or "n1.p~0~0")
    await world.settle()
    world.double.faults.bad_request("editMessageText", reason=reason)
    before = len(phone.screen().bubbles)
    await world.tap(phone, "2")
    assert len(phone.screen().bubbles) == before + 1
    assert phone.screen().last.text.startswith("晶都社区·杭州邻里阅读空间")
    assert "‹ 返回" in labels(phone)


def world_data(phone, label: str) -> str | None:
    markup = phone.chat.messages[phone.screen().last.id].markup or {}
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    return next((b["callback_data"] for b in buttons if label in b["text"]), None)


async def test_the_same_view_again_is_no_error(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "2")
    await world.tap(phone, "‹ 返回")
    before = phone.screen().last.text
    # The button of the view that is shown already: Telegram says "not modified".
    data = "n1." + world_data(phone, "24小时").split(".")[1]
    first, _, page = data.split("~")
    phone.tap_data(phone.screen().last.id, f"{first}~0~{page}")
    await world.settle()
    assert phone.screen().last.text == before
    assert [c.description for c in world.double.refused if "not modified" in c.description]


async def test_an_inline_answer_too_late(world: World) -> None:
    phone = await world.member()
    world.double.faults.bad_request(
        "answerInlineQuery",
        reason="query is too old and response timeout expired or query ID is invalid",
    )
    await phone.inline("jingdu")
    await world.settle()
    assert "怎么用" in await world.say(phone, "/help")


async def broken(turn: Any, form: Any) -> Any:
    await favourites.add_favourite(turn.tx, turn.member.id, form.center, turn.now)
    raise RuntimeError("秘密 30.18")


async def test_an_unexpected_error_rolls_back_and_has_a_reference(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers.saved.buttons import KeepCenter

    world.expected_errors.add("update_failed")
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "2")
    monkeypatch.setitem(world.bot.services.house.buttons, KeepCenter, broken)
    calls = len(world.double.calls())
    await world.tap(phone, "☆ 收藏")
    (line,) = world.logged("update_failed")
    assert line["error"] == "RuntimeError"
    assert line["reference"] in phone.toasts[-1]["text"]
    assert "<code>" not in phone.toasts[-1]["text"]
    assert await world.count("favourite") == 0
    # Nothing of what the handler meant to say was sent: only the apology.
    assert [c.method for c in world.double.calls()[calls:]] == ["answerCallbackQuery"]
    monkeypatch.undo()
    await world.tap(phone, "☆ 收藏")
    assert await world.count("favourite") == 1


async def test_an_error_in_a_typed_text_is_said_in_the_members_language(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers.places import typed

    async def fails(*_: Any) -> Any:
        raise RuntimeError

    world.expected_errors.add("update_failed")
    phone = await world.member(language="en")
    monkeypatch.setattr(typed, "_find", fails)
    text = await world.say(phone, "江陵路站")
    assert "Something went wrong" in text
    assert world.logged("update_failed")[0]["reference"] in text


async def test_replies_are_delivered_only_after_the_commit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a reply is on its way, the write it speaks of is there and the lock is free."""
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "2")
    seen: list[int] = []
    original = type(world.bot.runtime.delivery).deliver

    async def watching(self: Any, update: Any, replies: Any, **options: Any) -> None:
        seen.append(await world.count("favourite"))
        async with world.database.transaction() as tx:
            await tx.begin()
        await original(self, update, replies, **options)

    monkeypatch.setattr(type(world.bot.runtime.delivery), "deliver", watching)
    await world.tap(phone, "☆ 收藏")
    assert seen == [1]


async def test_pictures(world: World) -> None:
    """Where streets are loaded the answer is a picture; when it fails, the text comes alone."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")

    class Circle:
        failing = False

        def picture(self, *_: Any) -> bytes:
            if self.failing:
                raise RuntimeError("no ink")
            return out.getvalue()

        def way(self, *_: Any) -> tuple[()]:
            return ()

    circle = Circle()
    world.bot.services.life_circle = circle  # type: ignore[assignment]
    try:
        phone = await world.member()
        await world.share(phone, JINGDU)
        assert phone.screen().last.kind == "photo"
        bubbles = len(phone.screen().bubbles)
        await world.tap(phone, "🟢营业中")
        assert world.double.calls("editMessageMedia")
        await world.tap(phone, "1")
        assert world.double.calls("editMessageCaption")
        assert phone.screen().last.text.startswith("晶都社区·杭州邻里阅读空间")
        await world.tap(phone, "‹ 返回")
        assert len(phone.screen().bubbles) == bubbles
        await phone.share_location(*JINGDU, live_period=600)
        await world.settle()
        world.advance(seconds=20)
        await phone.move(30.17004, 120.20609)
        await world.settle()
        assert phone.screen().last.kind == "photo"
        assert "马湖社区" in phone.screen().last.text
        await world.know("reading-10", name="长" * 120)
        await world.add(*many_long_names())
        world.advance(seconds=20)
        await phone.move(30.17005, 120.20609)
        await world.settle()
        assert world.logged("picture_kept")
        text = await world.share(phone, (30.17004, 120.20609))
        assert phone.screen().last.kind == "text"
        assert len(text.encode("utf-16-le")) // 2 > 1024
        circle.failing = True
        world.expected_errors.add("picture_failed")
        await world.share(phone, JINGDU)
        assert phone.screen().last.kind == "text"
        assert world.logged("picture_failed")[0]["error"] == "RuntimeError"
    finally:
        world.bot.services.life_circle = None


def many_long_names() -> list[Any]:
    from community.places.centers import CenterFacts

    return [
        CenterFacts(
            ref=f"long-{number}",
            kind="station",
            name="🏠" * 115 + str(number),
            lat=30.17004,
            lon=120.20609,
            position_quality="pin",
            hours="24/7",
        )
        for number in range(8)
    ]


async def test_a_custom_reply_without_chat_is_nothing(world: World) -> None:
    nowhere = Incoming(1, "message", Unasked(), None)
    await world.bot.runtime.delivery.deliver(nowhere, [Screen(Html("x"))])
    assert world.double.calls("sendMessage") == []
