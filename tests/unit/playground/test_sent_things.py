"""Places, pictures, files and what else is not plain text, in both directions."""

from __future__ import annotations

import json

import pytest

from bot.playground.double.double import Double
from bot.playground.double.files import Upload
from bot.playground.phone import Phone
from tests.unit.playground.calls import ok, refusal
from tests.unit.playground.conftest import StoppedClock


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
