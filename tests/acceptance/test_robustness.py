"""Whatever comes in: a friendly answer or silence, never an exception."""

from __future__ import annotations

import io
import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.config import Limits
from community.staff import roles
from handlers import capabilities
from tests.acceptance.conftest import JINGDU, Running, World, button_data, labels

HUMAN = {"id": 7, "is_bot": False, "first_name": "小", "language_code": "zh-hans"}
SLASH_HELP = {"type": "bot_command", "offset": 0, "length": 5}
CHAT = {"id": 7, "type": "private", "first_name": "小"}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 900, "date": 1_780_000_000, "chat": CHAT, "from": HUMAN, **content}


async def pushed(world: World, update: dict[str, Any]) -> None:
    world.double.push_update(update)
    await world.settle()


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (math.nan, 120.2),
        (30.2, math.inf),
        (-math.inf, 120.2),
        (90.0001, 120.2),
        (30.2, 180.5),
        (1e300, -1e300),
        (10**400, 120.2),
    ],
)
@pytest.mark.parametrize("live", [False, True])
async def test_impossible_positions(world: World, lat: float, lon: float, live: bool) -> None:
    phone = await world.member()
    location = {"latitude": lat, "longitude": lon, **({"live_period": 900} if live else {})}
    await pushed(world, {"message": message(location=location)})
    assert "位置读不出来" in phone.screen().last.text
    before = len(phone.screen().bubbles)
    await pushed(world, {"edited_message": message(location=location, edit_date=1_780_000_009)})
    venue = {"location": location, "title": "x", "address": "y"}
    await pushed(world, {"message": message(venue=venue, location=location)})
    assert len(phone.screen().bubbles) == before + 1
    search = {"id": "1", "from": HUMAN, "query": "", "offset": "", "location": location}
    world.double.queries.searches["1"] = await phone.inline("")
    await world.settle()
    await pushed(world, {"inline_query": search})


@pytest.mark.parametrize("place", [(0.0, 0.0), (90.0, 0.0), (-90.0, 180.0), (37.0, -122.0)])
async def test_absurd_positions_are_outside(world: World, place: tuple[float, float]) -> None:
    phone = await world.member()
    assert await world.share(phone, place) == "你不在滨江区，仍按距离显示？"
    assert "最近" in await world.tap(phone, "仍按距离显示")


@pytest.mark.parametrize(
    "text",
    [
        "长" * 4096,
        "🀄" * 2048,
        "\ud800江陵路站\udfff",
        "\udc00",
        "a\x00b\x07",
        "<b>&amp;</b>",
        "{ $minutes }",
        "/",
        "//",
        "/start " + "x" * 4000,
        "\u202e\u200f\u2066",
        "９" * 50,
        "https://" + "x" * 1900,
    ],
)
async def test_strange_texts(world: World, text: str) -> None:
    phone = await world.member()
    before = len(phone.screen().bubbles)
    await pushed(world, {"message": message(text=text)})
    assert len(phone.screen().bubbles) >= before


async def test_an_update_that_cannot_be_read_does_not_stop_the_bot(world: World) -> None:
    world.expected_errors.add("update_unreadable")
    phone = await world.member()
    world.double.push_update({"message": {"message_id": 1, "text": "秘密"}})
    await phone.send("/help")
    await world.settle()
    assert "怎么用" in phone.screen().last.text
    (line,) = world.logged("update_unreadable")
    assert "秘密" not in repr(line)
    assert "怎么用" in await world.say(phone, "/near") + await world.say(phone, "/help")


@pytest.mark.parametrize(
    "field",
    [{"giveaway": {"x": 1}}, {"caption_entities": 5}, {"sender_chat": {}}, {"edit_date": "x"}],
)
async def test_a_field_that_nobody_reads_may_be_odd(world: World, field: dict[str, Any]) -> None:
    phone = await world.member()
    await pushed(world, {"message": message(text="/help", **field, entities=[SLASH_HELP])})
    assert "怎么用" in phone.screen().last.text


@pytest.mark.parametrize("odd", [{"file_name": 5}, {"file_size": "9"}])
async def test_a_document_with_an_odd_name_or_size(world: World, odd: dict[str, Any]) -> None:
    world.expected_errors.add("update_unreadable")
    phone = await world.member()
    async with world.database.transaction() as tx:
        await roles.grant(tx, "telegram", phone.id, "staff", world.clock.now())
    document = {"file_id": "f", "file_unique_id": "u", "file_name": "a.csv", **odd}
    await pushed(world, {"message": message(document=document)})
    assert [line["error"] for line in world.logged("update_unreadable")] == ["Misshapen"]


async def test_strange_texts_as_names_and_details(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "💾 存为常用地点")
    await world.tap(phone, "其他名称…")
    await pushed(world, {"message": message(text="家\x00 <i>")})
    assert phone.screen().last.text == "✅ 已存为“家 <i>”。"


async def test_stickers_and_the_like_get_a_hint(world: World) -> None:
    phone = await world.member()
    await phone.send_sticker()
    await world.settle()
    assert phone.screen().last.text == "这个我还看不懂。发来位置，或输入地名试试。"
    await phone.send_photo(jpeg(), "江陵路站")
    await phone.send_contact("8613800000000")
    await phone.send_document(b"x", "x.txt")
    await world.settle()
    assert phone.screen().last.text == "这个我还看不懂。发来位置，或输入地名试试。"


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    return out.getvalue()


SILENT: dict[str, dict[str, Any]] = {
    "a bot": {"message": {**message(text="hi"), "from": {**HUMAN, "is_bot": True}}},
    "a channel": {
        "channel_post": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": -100, "type": "channel", "title": "x"},
            "text": "江陵路站",
        }
    },
    "nobody": {"message": {k: v for k, v in message(text="hi").items() if k != "from"}},
    "an edit": {"edited_message": message(text="江陵路站", edit_date=1_780_000_009)},
    "something new": {"something_new": {"id": 1}},
    "a pin": {"message": message(pinned_message=message(text="x"))},
    "a title": {
        "message": {
            **message(new_chat_title="x"),
            "chat": {"id": -5, "type": "group", "title": "x"},
        }
    },
    "a move of an unknown live location": {
        "edited_message": message(
            location={"latitude": 30.2, "longitude": 120.2, "live_period": 60},
            edit_date=1_780_000_009,
        )
    },
}


@pytest.mark.parametrize("name", SILENT)
async def test_silence(world: World, name: str) -> None:
    phone = await world.member()
    before = len(world.double.calls())
    await pushed(world, SILENT[name])
    assert len(world.double.calls()) == before
    assert "15分钟" in await world.say(phone, "江陵路站")


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "zz9.1",
        "n1.",
        "n1.pAAAA~0~0",
        "n1.c999999~0~0",
        "n1.l999999~0~0",
        "n1.f0~0~0",
        "n1.u1~0~0",
        "n1.r0~0~0",
        "d1.zzzzzzzzzzzzz.",
        "e1.zzzzzzzzzzzzz",
        "e1.1y2p0ij32e8e7",  # 2^63 - 1
        "z1.1",
        "t1",
        "U1.1",
        "U1.999",
        "s1.999.1.",
        "v1.999",
        "q1.999",
        "w1.999.",
        "r1.999.",
        "m1.1.nonsense.op.",
        "m1.1.hours." + "x" * 40 + ".",
        "a1.nonsense",
        "l1.xx",
        "o1.s5",
        "j1.other.f0~0~0",
        "h1.f0~0~0",
        "y1.1.pAAAAAAAAAA~0~0",
        "\ud800",
        "长" * 21,
        "n1.pAAAAAAAAAA~zzzzz~zzzzz",
    ],
)
async def test_forged_buttons(world: World, data: str) -> None:
    phone = await world.member()
    phone.tap_data(phone.screen().last.id, data)
    await world.settle()
    assert "出了点问题" not in str(phone.screen())
    assert all("出了点问题" not in toast["text"] for toast in phone.toasts)


async def test_an_unknown_button_says_so(world: World) -> None:
    phone = await world.member()
    phone.tap_data(phone.screen().last.id, "zz9.1")
    await world.settle()
    assert phone.toasts[-1]["text"] == "这个按钮已经不能用了，请重新查一次。"
    assert phone.toasts[-1]["show_alert"]


def forms() -> st.SearchStrategy[str]:
    """Codes that exist with fields that may not."""
    field = st.text("0123456789abcdefghijklmnopqrstuvwxyz~pclsfur-_", max_size=20)
    parts = st.lists(field, min_size=0, max_size=4)
    codes = st.sampled_from(sorted(capabilities.house().codes))
    return st.builds(lambda code, rest: ".".join([code, *rest])[:64], codes, parts)


async def test_random_buttons(world: World) -> None:
    """Many random taps in one chat: each is answered, none ends in an error."""
    phone = await world.member()
    tapped: list[str] = []

    @settings(max_examples=150, suppress_health_check=list(HealthCheck), database=None)
    @given(st.one_of(forms(), st.text(max_size=30)))
    def collect(data: str) -> None:
        tapped.append(data)

    collect()
    shown = phone.screen().last.id
    for data in tapped:
        phone.tap_data(shown, data)
    await world.settle()
    assert all("出了点问题" not in toast["text"] for toast in phone.toasts)


async def test_taps_from_elsewhere_are_refused(world: World) -> None:
    """On inline messages, in groups, and on messages that Telegram no longer shows."""
    phone = await world.member()
    group = world.double.group("邻居", phone)
    await phone.send(f"/start@anjia_bot c_{await world.token('reading-03')}", chat=group)
    await world.settle()
    from bot.playground.double.queries import Tap

    def query(number: str, **where: Any) -> dict[str, Any]:
        world.double.queries.taps[number] = Tap(number, 7, "", world.double.clock())
        return {
            "callback_query": {
                "id": number,
                "from": HUMAN,
                "chat_instance": "1",
                "data": "s1.1.1.",
                **where,
            }
        }

    in_group = phone.screen(group).last.body
    await pushed(world, query("q1", message=in_group))
    await pushed(world, query("q2", inline_message_id="abc"))
    assert await world.count("favourite") == 0
    gone = {"message_id": 3, "date": 0, "chat": CHAT}
    await pushed(world, query("q3", message=gone))
    assert await world.count("favourite") == 1
    assert "★ 已收藏" in labels(phone)
    game = {**query("q4")["callback_query"], "game_short_name": "x"}
    await pushed(world, {"callback_query": {k: v for k, v in game.items() if k != "data"}})


async def test_flood_one_warning_then_silence(running: Running, binjiang_url: str) -> None:
    limits = Limits(updates_per_minute=1, burst=3)
    async with running(binjiang_url, limits=limits) as world:
        phone = world.newcomer()
        for _ in range(8):
            await phone.send("/help")
        await world.settle()
        answers = [bubble.text for bubble in phone.screen().bubbles if not bubble.mine]
        assert len(answers) == 4
        assert answers[-1] == "慢一点～请过几秒再试。"
        message_id = phone.screen().last.id
        taps = [phone.tap_data(message_id, "b1") for _ in range(3)]
        await world.settle()
        assert [tap.answer["text"] for tap in taps if tap.answer] == ["", "", ""]
        other = world.newcomer(8)
        assert "怎么用" in await world.say(other, "/help")
        world.check()


async def test_flood_warning_on_a_tap_is_a_toast(running: Running, binjiang_url: str) -> None:
    async with running(binjiang_url, limits=Limits(updates_per_minute=1, burst=1)) as world:
        phone = world.newcomer()
        await world.say(phone, "/favourites")
        phone.tap_data(phone.screen().last.id, "b1")
        await world.settle()
        assert phone.toasts[-1]["text"] == "慢一点～请过几秒再试。"
        world.check()


async def test_members_are_answered_side_by_side_and_each_in_order(world: World) -> None:
    phones = [world.newcomer(number) for number in range(20, 30)]
    for phone in phones:
        for text in ("/near", "/help", "/places"):
            await phone.send(text)
    await world.settle()
    for phone in phones:
        answers = [bubble.text for bubble in phone.screen().bubbles if not bubble.mine]
        assert [a[:4] for a in answers] == ["点下面的", "怎么用\n", "还没有常"]


async def test_nothing_that_members_write_is_logged(world: World) -> None:
    phone = world.newcomer()
    for text in ("秘密地名", "/start 秘密", "30.18135,120.19130"):
        await world.say(phone, text)
    logged = json.dumps(world.logs.entries, default=repr, ensure_ascii=False)
    assert "秘密" not in logged
    assert "30.18" not in logged
    assert "成员" not in logged
    assert {entry["route"] for entry in world.logged("update")} >= {"text", "start"}


async def test_a_button_under_what_has_no_text(world: World) -> None:
    """A venue cannot be made a text: the answer is a message of its own, asked for once."""
    phone = await world.member()
    await world.share(phone, JINGDU)
    bubble = phone.screen().last
    venue = {"location": {"latitude": 30.2, "longitude": 120.2}, "title": "x", "address": "y"}
    under = message(venue=venue, location=venue["location"], message_id=bubble.id)
    tap = {"id": "1", "from": HUMAN, "chat_instance": "x", "message": under}
    before = len(phone.screen().bubbles)
    world.double.journal.calls.clear()
    await pushed(world, {"callback_query": {**tap, "data": button_data(phone, "2")}})
    assert len(phone.screen().bubbles) == before + 1
    assert "editMessageText" not in [call.method for call in world.double.journal.calls]
