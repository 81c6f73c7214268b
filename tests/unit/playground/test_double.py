"""The double without a network: what it takes, what it refuses, what members see."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.playground.double import Double
from bot.playground.files import Upload
from bot.playground.phone import BotBlocked, NoSuchButton, Phone
from bot.playground.queries import Tap
from bot.playground.refusals import AnswerWithheld, ConnectionDropped
from tests.telegram_double import assert_clean
from tests.unit.playground.calls import TEXT, buttons, ok, refusal
from tests.unit.playground.conftest import StoppedClock


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


async def test_live_location_moves_and_ends(
    double: Double, phone: Phone, clock: StoppedClock
) -> None:
    await phone.share_location(30.2, 120.2, live_period=900)
    await phone.move(30.21, 120.21)
    await phone.stop_sharing()
    started, moved, stopped = double.updates.drain()
    assert started["message"]["location"]["live_period"] == 900
    assert moved["edited_message"]["location"] == {
        "latitude": 30.21,
        "longitude": 120.21,
        "live_period": 900,
    }
    assert "live_period" not in stopped["edited_message"]["location"]
    with pytest.raises(LookupError):
        await phone.move(30.3, 120.3)
    await phone.share_location(30.2, 120.2, live_period=900)
    clock.now += 901
    with pytest.raises(LookupError):
        await phone.move(30.3, 120.3)


async def test_places_of_the_bot(double: Double, phone: Phone) -> None:
    place = {"chat_id": 42, "latitude": "30.2", "longitude": "120.2"}
    venue = await ok(double, "sendVenue", **place, title="长河驿站", address="长河路")
    assert venue["venue"]["location"] == venue["location"]
    told = await refusal(double, "sendVenue", **{**place, "latitude": "91"}, title="x", address="y")
    assert told == "Bad Request: wrong latitude or longitude specified"
    assert "finite" in await refusal(double, "sendLocation", **{**place, "latitude": "nan"})
    live = await ok(double, "sendLocation", **place, live_period=60)
    where = {"chat_id": 42, "message_id": live["message_id"]}
    moved = await ok(double, "editMessageLiveLocation", **where, latitude=30.3, longitude=120.3)
    assert moved["location"]["latitude"] == 30.3
    await ok(double, "stopMessageLiveLocation", **where)
    told = await refusal(double, "editMessageLiveLocation", **where, latitude=1, longitude=1)
    assert told == "Bad Request: message can't be edited"
    assert double.violations == []


async def test_photos_and_documents(double: Double, phone: Phone, png: bytes) -> None:
    upload = {"photo": Upload("qr.png", png, "image/png")}
    sent = await ok(double, "sendPhoto", upload, chat_id=42, caption="<i>码</i>", parse_mode="HTML")
    assert [(size["width"], size["height"]) for size in sent["photo"]] == [
        (90, 22),
        (320, 80),
        (800, 200),
        (1280, 320),
    ]
    assert sent["caption_entities"] == [{"type": "italic", "offset": 0, "length": 1}]
    again = await ok(double, "sendPhoto", chat_id=42, photo=sent["photo"][-1]["file_id"])
    assert again["photo"] == sent["photo"]
    broken = {"photo": Upload("x.png", b"no image")}
    told = await refusal(double, "sendPhoto", broken, chat_id=42)
    assert told == "Bad Request: IMAGE_PROCESS_FAILED"
    told = await refusal(double, "sendPhoto", upload, chat_id=42, caption="长" * 1025)
    assert told == "Bad Request: message caption is too long"
    export = {"file": Upload("导出.json", b"{}")}
    document = await ok(double, "sendDocument", export, chat_id=42, document="attach://file")
    file = await ok(double, "getFile", file_id=document["document"]["file_id"])
    stored = double.files.by_path(file["file_path"])
    assert stored is not None
    assert (stored.data, stored.name) == (b"{}", "导出.json")
    where = {"chat_id": 42, "message_id": sent["message_id"]}
    media = {"type": "photo", "media": again["photo"][0]["file_id"], "caption": "新"}
    edited = await ok(double, "editMessageMedia", **where, media=json.dumps(media))
    assert edited["caption"] == "新"
    assert double.violations == []


async def test_media_group(double: Double, phone: Phone, png: bytes) -> None:
    uploads = {"a": Upload("a.png", png), "b": Upload("b.png", png)}
    media = [{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://b"}]
    sent = await ok(double, "sendMediaGroup", uploads, chat_id=42, media=json.dumps(media))
    assert len({message["media_group_id"] for message in sent}) == 1
    told = await refusal(double, "sendMediaGroup", uploads, chat_id=42, media=json.dumps(media[:1]))
    assert told == "Bad Request: media group must have between 2 and 10 items"
    assert double.violations == []


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


async def test_copies_and_forwards(double: Double, phone: Phone) -> None:
    mine = await phone.send("原文")
    source = {"chat_id": 42, "from_chat_id": 42, "message_id": mine["message_id"]}
    await ok(double, "copyMessage", **source)
    forwarded = await ok(double, "forwardMessage", **source)
    assert forwarded["forward_origin"]["sender_user"]["id"] == 42
    assert phone.screen().text == "原文\n原文\n原文"
    told = await refusal(double, "copyMessage", **{**source, "message_id": 99})
    assert told == "Bad Request: message to copy not found"


async def test_other_things_a_member_sends(double: Double, phone: Phone, png: bytes) -> None:
    await phone.send_sticker("👍")
    await phone.send_photo(png, "看")
    await phone.send_document(b"a,b\n", "centers.csv")
    await phone.send_contact("8613800000000")
    await phone.send_venue(30.2, 120.2, "江陵路站", "江陵路")
    await phone.send("first")
    await phone.edit("second")
    updates = double.updates.drain()
    kinds = ["sticker", "photo", "document", "contact", "venue", "text"]
    assert all(kind in update["message"] for kind, update in zip(kinds, updates, strict=False))
    assert updates[-1]["edited_message"]["text"] == "second"
    assert phone.screen().last.edited


async def test_webhook_is_kept_and_excludes_polling(double: Double) -> None:
    told = await refusal(double, "setWebhook", url="http://a.cn/hook")
    assert told == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    await ok(double, "setWebhook", url="https://a.cn/hook", secret_token="s-1")
    assert (await ok(double, "getWebhookInfo"))["url"] == "https://a.cn/hook"
    assert (await refusal(double, "getUpdates")).startswith("Conflict: can't use getUpdates")
    await ok(double, "deleteWebhook")
    assert await ok(double, "getUpdates") == []


async def test_faults_come_as_ordered(double: Double, phone: Phone) -> None:
    double.faults.too_many_requests("sendMessage", retry_after=7, skip=1)
    await ok(double, "sendMessage", **TEXT)
    answer = await double.call("sendMessage", TEXT)
    assert (answer.status, answer.body) == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        },
    )
    double.faults.server_error(status=502, html=True)
    answer = await double.call("sendMessage", TEXT)
    assert answer.status == 502
    assert isinstance(answer.body, str)
    double.faults.forbidden(chat_id=7)
    await ok(double, "sendMessage", **TEXT)
    double.faults.clear()
    double.faults.silence(accepted=True)
    with pytest.raises(AnswerWithheld):
        await double.call("sendMessage", TEXT)
    double.faults.drop()
    with pytest.raises(ConnectionDropped):
        await double.call("sendMessage", TEXT)
    assert len(phone.screen().bubbles) == 3
    assert [call.status for call in double.calls()] == [200, 429, 502, 200, 200, 0]
    assert len(double.refused) == 3


async def test_waiting_says_what_is_missing(double: Double, phone: Phone) -> None:
    await phone.send("hi")
    with pytest.raises(TimeoutError, match="我 hi"):
        await phone.wait_for("欢迎", within=0.01)
    with pytest.raises(TimeoutError, match="1 updates are not confirmed"):
        await double.idle(within=0.01)
    double.updates.drain()
    double.also_idle.append(lambda: False)
    with pytest.raises(TimeoutError, match="also_idle"):
        await double.idle(within=0.01)


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
