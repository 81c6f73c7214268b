"""Edits, pins, inline buttons and the reply keyboard."""

from __future__ import annotations

import json

import pytest

from bot.playground.double.double import Double
from bot.playground.double.queries import Tap
from bot.playground.phone import NoSuchButton, Phone
from tests.unit.playground.calls import TEXT, buttons, ok, refusal
from tests.unit.playground.conftest import StoppedClock


async def test_edits(double: Double, phone: Phone, clock: StoppedClock) -> None:
    row = buttons([{"text": "1", "callback_data": "v1:1"}])
    sent = await ok(double, "sendMessage", **TEXT, reply_markup=row)
    where = {"chat_id": 42, "message_id": sent["message_id"]}
    told = await refusal(double, "editMessageText", **where, text="你好", reply_markup=row)
    assert told.startswith("Bad Request: message is not modified: specified new message content")
    clock.now += 60
    edited = await ok(double, "editMessageText", **where, text="再见")
    assert (edited["text"], edited["edit_date"]) == ("再见", int(clock.now))
    assert phone.screen().last.buttons == ()
    await ok(double, "editMessageReplyMarkup", **where, reply_markup=row)
    assert phone.screen().last.buttons == (("1",),)
    told = await refusal(double, "editMessageCaption", **where, caption="x")
    assert told == "Bad Request: there is no caption in the message to edit"
    told = await refusal(double, "editMessageText", chat_id=42, message_id=99, text="x")
    assert told == "Bad Request: message to edit not found"
    keyboard = json.dumps({"keyboard": [["x"]]})
    told = await refusal(double, "editMessageText", **where, text="x", reply_markup=keyboard)
    assert told == "Bad Request: inline keyboard expected"
    assert double.violations.pop().detail.startswith("aiogram: reply_markup.inline_keyboard")
    mine = await phone.send("mine")
    told = await refusal(
        double, "editMessageText", chat_id=42, message_id=mine["message_id"], text="x"
    )
    assert told == "Bad Request: message can't be edited"
    assert double.violations == []


async def test_deleting_and_pinning(double: Double, phone: Phone, clock: StoppedClock) -> None:
    sent = await ok(double, "sendMessage", **TEXT)
    where = {"chat_id": 42, "message_id": sent["message_id"]}
    await ok(double, "pinChatMessage", **where)
    assert (await ok(double, "getChat", chat_id=42))["pinned_message"]["text"] == "你好"
    await ok(double, "unpinChatMessage", **where)
    told = await refusal(double, "unpinChatMessage", **where)
    assert told == "Bad Request: message to unpin not found"
    clock.now += 49 * 3600
    told = await refusal(double, "deleteMessage", **where)
    assert told == "Bad Request: message can't be deleted for everyone"
    clock.now -= 2 * 3600
    await ok(double, "deleteMessage", **where)
    assert phone.screen().bubbles == ()
    told = await refusal(double, "deleteMessage", **where)
    assert told == "Bad Request: message to delete not found"
    assert double.violations == []


async def test_taps_are_answered_once_and_in_time(
    double: Double, phone: Phone, clock: StoppedClock
) -> None:
    row = buttons([{"text": "收藏", "callback_data": "v1:fav"}])
    await ok(double, "sendMessage", **TEXT, reply_markup=row)
    tap = await phone.tap("v1:fav")
    assert isinstance(tap, Tap)
    [update] = double.updates.drain()
    query = update["callback_query"]
    assert (query["data"], query["message"]["text"], query["from"]["id"]) == ("v1:fav", "你好", 42)
    assert double.queries.unanswered_taps == [tap]
    await ok(double, "answerCallbackQuery", callback_query_id=query["id"], text="已收藏")
    assert (await tap.answered())["text"] == "已收藏"
    assert [toast["text"] for toast in phone.toasts] == ["已收藏"]
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await refusal(double, "answerCallbackQuery", callback_query_id=query["id"]) == old
    late = await phone.tap("收藏")
    assert isinstance(late, Tap)
    told = await refusal(double, "answerCallbackQuery", callback_query_id=late.id, text="长" * 201)
    assert told == "Bad Request: MESSAGE_TOO_LONG"
    clock.now += 3600
    assert await refusal(double, "answerCallbackQuery", callback_query_id=late.id) == old
    with pytest.raises(NoSuchButton, match="没有"):
        await phone.tap("没有")


async def test_other_buttons(double: Double, phone: Phone) -> None:
    row = buttons(
        [{"text": "高德", "url": "https://uri.amap.com/marker"}],
        [{"text": "复制", "copy_text": {"text": "330108"}}],
        [{"text": "分享", "switch_inline_query_current_chat": "长河"}],
    )
    await ok(double, "sendMessage", **TEXT, reply_markup=row)
    await phone.tap("高德")
    await phone.tap("复制")
    await phone.tap("分享")
    assert phone.opened == ["https://uri.amap.com/marker"]
    assert phone.clipboard == "330108"
    assert double.updates.drain()[0]["inline_query"]["query"] == "长河"
    assert double.violations == []


async def test_reply_keyboard_asks_for_the_position(double: Double, phone: Phone) -> None:
    keyboard = {
        "keyboard": [[{"text": "发送位置", "request_location": True}, {"text": "手选街道"}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    sent = await ok(double, "sendMessage", **TEXT, reply_markup=json.dumps(keyboard))
    assert "reply_markup" not in sent
    assert phone.screen().keyboard == (("发送位置", "手选街道"),)
    with pytest.raises(ValueError, match="position"):
        await phone.tap("发送位置")
    await ok(double, "sendMessage", **TEXT, reply_markup=json.dumps(keyboard))
    await phone.tap("发送位置", location=(30.2084, 120.212))
    assert double.updates.drain()[-1]["message"]["location"] == {
        "latitude": 30.2084,
        "longitude": 120.212,
    }
    assert phone.screen().keyboard == ()
    told = await refusal(
        double, "editMessageText", chat_id=42, message_id=sent["message_id"], text="x"
    )
    assert told == "Bad Request: message can't be edited"
    await ok(double, "sendMessage", **TEXT, reply_markup='{"keyboard": [["a"]]}')
    await ok(double, "sendMessage", **TEXT, reply_markup='{"remove_keyboard": true}')
    assert phone.screen().keyboard == ()
    assert double.violations == []
