"""The double without a network: messages, what it takes and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.playground.double.double import Double
from bot.playground.phone import BotBlocked, Phone
from tests.telegram_double import assert_clean
from tests.unit.playground.calls import TEXT, buttons, ok, refusal


async def test_message_appears_with_entities(double: Double, phone: Phone) -> None:
    sent = await ok(
        double, "sendMessage", chat_id="42", text=" <b>粗</b> /help\n", parse_mode="HTML"
    )
    assert sent["text"] == "粗 /help"
    assert [e["type"] for e in sent["entities"]] == ["bold", "bot_command"]
    assert phone.screen().last.text == "粗 /help"
    assert_clean(double)


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "中" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"reply_markup": "{"}, "can't parse reply markup JSON object"),
        (
            {"reply_markup": buttons([{"text": "x", "callback_data": "中" * 22}])},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"reply_markup": buttons([{"text": "x"}])},
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (
            {"reply_markup": buttons([{"text": " ", "callback_data": "x"}])},
            "can't parse inline keyboard button: text must be non-empty",
        ),
        (
            {"reply_markup": buttons([{"text": "x", "url": "http://localhost/x"}])},
            "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
        ),
        (
            {"reply_markup": buttons([{"text": "x", "url": "ftp://a.cn"}])},
            "inline keyboard button URL 'ftp://a.cn' is invalid: Unsupported URL protocol",
        ),
        (
            {"reply_markup": buttons(*[[{"text": "x", "callback_data": "x"}]] * 101)},
            "reply markup is too long",
        ),
        ({"reply_parameters": '{"message_id": 999}'}, "message to be replied not found"),
        ({"chat_id": "77"}, "chat not found"),
        ({"chat_id": "@nobody"}, "chat not found"),
        (
            {"disable_notification": "perhaps"},
            'field "disable_notification" must be of type Boolean',
        ),
        ({"text": "\ud800"}, "strings must be encoded in UTF-8"),
    ],
)
async def test_refused_messages(
    double: Double, phone: Phone, params: dict[str, Any], reason: str
) -> None:
    assert await refusal(double, "sendMessage", **{**TEXT, **params}) == f"Bad Request: {reason}"
    assert phone.screen().bubbles == ()


async def test_longest_texts_are_taken(double: Double, phone: Phone) -> None:
    await ok(double, "sendMessage", chat_id="42", text="中" * 4096)
    await ok(double, "sendMessage", chat_id="42", text="😀" * 2048)
    longest = buttons([{"text": "x", "callback_data": "x" * 64}])
    await ok(double, "sendMessage", **TEXT, reply_markup=longest)
    assert_clean(double)


@pytest.mark.parametrize(
    ("method", "params", "detail"),
    [
        ("sendMessage", {"reply_to_message_id": "1"}, "unknown: sendMessage.reply_to_message_id"),
        ("sendMessage", {"text": "A & B", "parse_mode": "HTML"}, "unescaped & at byte offset 2"),
        (
            "sendMessage",
            {"text": "*x*", "parse_mode": "MarkdownV2"},
            "parse_mode MarkdownV2 is not used here, only HTML",
        ),
        (
            "sendMessage",
            {"reply_markup": buttons([{"text": "x", "url": "a.cn", "colour": "red"}])},
            "unknown: sendMessage.reply_markup.inline_keyboard.colour",
        ),
        ("sendHologram", {}, "method is unknown to the double"),
    ],
)
async def test_breaches_are_recorded(
    double: Double, phone: Phone, method: str, params: dict[str, Any], detail: str
) -> None:
    await double.call(method, {**TEXT, **params})
    assert detail in [violation.detail for violation in double.violations]


async def test_aiogram_gives_the_second_opinion(double: Double, phone: Phone) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "x", "style": "danger"}]]}
    await ok(double, "sendMessage", **TEXT, reply_markup=json.dumps(markup))
    assert double.violations == []
    double.journal.violations.clear()
    await double.call(
        "sendLocation", {"chat_id": "42", "latitude": "1", "longitude": "2", "sender": "me"}
    )
    assert "unknown: sendLocation.sender" in [v.detail for v in double.violations]


async def test_private_chats_open_only_from_the_members_side(double: Double) -> None:
    shy = double.member(7, "小红")
    answer = await double.call("sendMessage", {**TEXT, "chat_id": 7})
    assert answer.status == 403
    assert answer.body == {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot can't initiate conversation with a user",
    }
    await shy.start("c_abc")
    await ok(double, "sendMessage", chat_id=7, text="欢迎")
    await shy.block()
    told = await refusal(double, "sendMessage", chat_id=7, text="?")
    assert told == "Forbidden: bot was blocked by the user"
    with pytest.raises(BotBlocked):
        await shy.send("hi")
    kinds = [next(key for key in update if key != "update_id") for update in double.updates.drain()]
    assert kinds == ["message", "my_chat_member"]


async def test_groups_show_the_bot_only_what_is_meant_for_it(double: Double, phone: Phone) -> None:
    group = double.group("滨江邻里", phone)
    await phone.send("大家好", chat=group)
    await phone.send("/near@anjia_bot", chat=group)
    await phone.send("/near@other_bot", chat=group)
    texts = [update["message"]["text"] for update in double.updates.drain()]
    assert texts == ["/near@anjia_bot"]
    assert await ok(double, "getChatMemberCount", chat_id=group.id) == 2
    member = await ok(double, "getChatMember", chat_id=group.id, user_id=42)
    assert member["status"] == "member"


async def test_small_calls(double: Double, phone: Phone) -> None:
    await ok(double, "sendContact", chat_id=42, phone_number="110", first_name="警察")
    sent = [await ok(double, "sendMessage", **TEXT) for _ in range(2)]
    ids = [message["message_id"] for message in sent]
    await ok(double, "sendChatAction", chat_id=42, action="typing")
    assert phone.chat.action == ("typing", double.clock() + 5)
    await ok(double, "pinChatMessage", chat_id=42, message_id=ids[0])
    await ok(double, "unpinAllChatMessages", chat_id=42)
    assert phone.chat.pinned == []
    await ok(double, "deleteMessages", chat_id=42, message_ids=json.dumps([*ids, 999]))
    assert [bubble.kind for bubble in phone.screen().bubbles] == ["contact"]
    reply = await phone.send("?", reply_to=phone.screen().last.id)
    answer = {"message_id": reply["message_id"]}
    told = await ok(double, "sendMessage", **TEXT, reply_parameters=json.dumps(answer))
    assert told["reply_to_message"]["text"] == "?"
    lost = {"message_id": 999, "allow_sending_without_reply": True}
    told = await ok(double, "sendMessage", **TEXT, reply_parameters=json.dumps(lost))
    assert "reply_to_message" not in told
    await ok(
        double,
        "sendMessage",
        **TEXT,
        protect_content=True,
        disable_notification="true",
        link_preview_options='{"is_disabled": true}',
    )
    last = phone.chat.latest()[-1]
    assert (last.silent, last.body["has_protected_content"]) == (True, True)
    assert await ok(double, "setMyCommands", commands="[]")
    assert double.violations == []
