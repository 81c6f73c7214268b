"""Malformed calls, one of each, and the words in which Telegram refuses them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.double.double import Double
from bot.playground.phone import Phone


def inline(**button: Any) -> dict[str, Any]:
    return {"reply_markup": {"inline_keyboard": [[button]]}}


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        (
            "sendMessage",
            {"reply_markup": {}},
            "can't parse reply keyboard markup: exactly one kind is expected",
        ),
        (
            "sendMessage",
            {"reply_markup": {"keyboard": [[]]}},
            "can't parse reply keyboard markup: keyboard is empty",
        ),
        (
            "sendMessage",
            {"reply_markup": {"keyboard": [[{"text": " "}]]}},
            "can't parse keyboard button: text must be non-empty",
        ),
        (
            "sendMessage",
            {"reply_markup": {"force_reply": True, "input_field_placeholder": "长" * 65}},
            "input field placeholder must be 1-64 characters long",
        ),
        (
            "sendMessage",
            inline(callback_data="x"),
            "can't parse inline keyboard: can't find field \"text\"",
        ),
        (
            "sendMessage",
            inline(text="x", url="a.cn", callback_data="x"),
            "can't parse inline keyboard button: exactly one action is expected",
        ),
        ("sendMessage", inline(text="x", copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
        (
            "sendMessage",
            {"reply_markup": {"inline_keyboard": "x"}},
            "can't parse inline keyboard: expected an Array",
        ),
        ("sendMessage", {"text": 5}, 'field "text" must be of type String'),
        ("sendLocation", {"horizontal_accuracy": 1501}, "wrong horizontal accuracy specified"),
        ("sendLocation", {"heading": 361}, "wrong heading specified"),
        ("sendLocation", {"proximity_alert_radius": 0}, "wrong proximity alert radius specified"),
        ("sendLocation", {"live_period": 59}, "wrong live period specified"),
        ("sendVenue", {"title": "x", "address": " "}, "venue address must be non-empty"),
        (
            "sendContact",
            {"phone_number": "", "first_name": "x"},
            "phone number and first name must be non-empty",
        ),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "attach://x"}, "can't find attached file"),
        ("sendPhoto", {"photo": "nothing"}, "wrong file identifier/HTTP URL specified"),
        ("editMessageText", {"message_id": None}, "message identifier is not specified"),
        ("editMessageText", {"chat_id": None}, "chat_id is empty"),
        ("editMessageText", {"inline_message_id": "x"}, "MESSAGE_ID_INVALID"),
        ("deleteMessages", {"message_ids": []}, "message identifiers are not specified"),
        ("pinChatMessage", {"message_id": 99}, "message to pin not found"),
        ("getFile", {"file_id": "x"}, "invalid file_id"),
        ("getChatMember", {"user_id": 5}, "user not found"),
        (
            "setWebhook",
            {"url": "https://a.cn", "secret_token": "!"},
            "secret token contains unallowed characters",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "chat"}},
            "can't parse BotCommandScope: can't find field \"chat_id\"",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "moon"}},
            "can't parse BotCommandScope: unsupported type specified",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": " "}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
    ],
)
async def test_refused_calls(
    double: Double, phone: Phone, method: str, params: dict[str, Any], reason: str
) -> None:
    usual: dict[str, dict[str, Any]] = {
        "sendMessage": {"text": "x"},
        "sendLocation": {"latitude": 1, "longitude": 1},
        "sendVenue": {"latitude": 1, "longitude": 1},
        "editMessageText": {"text": "x"},
    }
    chat = {} if method.startswith(("set", "getFile")) else {"chat_id": 42}
    answer = await double.call(method, {**chat, **usual.get(method, {}), **params})
    assert answer.status == 400
    assert answer.body == {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"}
