"""The card of a center: what is known, and what a member can do about it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import segno

from bot.playground.phone import Phone
from geo.datum import Datum, to_wgs84
from geo.distance import distance_m
from geo.position import Position
from tests.acceptance.conftest import JINGDU, World, button_data, labels


async def opened(world: World, number: str = "2") -> Phone:
    """Somebody looks at the reading room of 晶都社区, from the list."""
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, number)
    return phone


async def test_card_says_what_is_known(world: World) -> None:
    await world.know(
        "reading-03",
        facilities=("water", "reading"),
        verified_on=date(2026, 11, 1),
        stars=4.5,
        address="晶都社区 <1> 号",
    )
    phone = await opened(world)
    assert phone.screen().last.text.splitlines() == [
        "晶都社区·杭州邻里阅读空间 · 驿站",
        "🟢20:00关",
        "🕑 今天 8:00–20:00",
        "🚶 就在这里",
        "🏠 晶都社区 <1> 号",
        "📞 0571-86888970",
        "🧰 饮水、阅读",
        "🏅 年度评定 ★4.5",
        "✔️ 2026-11-01 现场核实",
        *phone.screen().last.text.splitlines()[-1:],
    ]
    assert phone.screen().last.text.splitlines()[-1].startswith("来源：")
    assert labels(phone) == [
        "高德导航",
        "百度地图",
        "苹果地图",
        "📍 地图",
        "🕑 本周",
        "☆ 收藏",
        "📤 分享·二维码",
        "⚠️ 信息有误",
        "‹ 返回",
    ]


async def test_card_says_what_is_not_known(world: World) -> None:
    phone = await opened(world, "1")
    text = phone.screen().last.text
    assert "⚪ 时间待核实" in text
    assert "🧰 设施待核实" in text
    assert "❔ 尚未现场核实" in text


async def test_card_from_afar_says_the_way(world: World) -> None:
    phone = await opened(world, "3")
    assert "🚶 约13分钟 (估算) · 800米" in phone.screen().last.text


@pytest.mark.parametrize(
    ("label", "datum", "read"),
    [
        ("高德导航", Datum.GCJ02, lambda q: q["to"][0].split(",")[1::-1]),
        ("百度地图", Datum.BD09, lambda q: q["location"][0].split(",")),
        ("苹果地图", Datum.GCJ02, lambda q: q["daddr"][0].split(",")),
    ],
)
async def test_each_link_is_in_the_datum_of_its_app(
    world: World, label: str, datum: Datum, read: object
) -> None:
    phone = await opened(world)
    await world.tap(phone, label)
    query = parse_qs(urlsplit(phone.opened[-1]).query)
    lat, lon = (float(part) for part in read(query))  # type: ignore[operator]
    there = Position(*JINGDU)
    assert distance_m(to_wgs84(lat, lon, datum), there) < 0.5
    # Read as WGS-84 it would be some hundred metres off.
    assert distance_m(Position(lat, lon), there) > 300


async def test_venue(world: World) -> None:
    phone = await opened(world)
    await world.tap(phone, "📍 地图")
    venue = phone.screen().last.body["venue"]
    assert venue["title"] == "晶都社区·杭州邻里阅读空间"
    assert (venue["location"]["latitude"], venue["location"]["longitude"]) == JINGDU


async def test_hours_of_the_week(world: World) -> None:
    await world.know("reading-03", hours="Tu-Fr 13:00-20:30; Sa-Su 09:00-24:00")
    phone = await opened(world)
    lines = (await world.tap(phone, "🕑 本周")).splitlines()
    assert lines[0] == "晶都社区·杭州邻里阅读空间 未来七天"
    assert lines[1:] == [
        "周二 11月24日　13:00–20:30",
        "周三 11月25日　13:00–20:30",
        "周四 11月26日　13:00–20:30",
        "周五 11月27日　13:00–20:30",
        "周六 11月28日　9:00–24:00",
        "周日 11月29日　9:00–24:00",
        "周一 11月30日　不开放",
    ]
    assert labels(phone) == ["‹ 返回服务点"]
    assert "今天 13:00–20:30" in await world.tap(phone, "‹ 返回服务点")


async def test_unknown_hours_of_the_week_and_the_note(world: World) -> None:
    await world.know("reading-03", hours=None, hours_note="以现场公告为准")
    phone = await opened(world)
    assert "📝 以现场公告为准" in phone.screen().last.text
    text = await world.tap(phone, "🕑 本周")
    assert "⚪ 时间待核实" in text
    assert "📝 以现场公告为准" in text


async def test_open_until_midnight_is_24(world: World) -> None:
    await world.know("reading-03", hours="Mo-Su 08:00-24:00")
    world.clock.set(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    phone = await opened(world)
    assert "🟢24:00关" in phone.screen().last.text


async def test_favourite_on_and_off_and_a_double_tap(world: World) -> None:
    phone = await opened(world)
    data, message = button_data(phone, "☆ 收藏"), phone.screen().last.id
    phone.tap_data(message, data)
    phone.tap_data(message, data)
    await world.settle()
    assert [toast["text"] for toast in phone.toasts[-2:]] == ["已收藏", "已收藏"]
    assert await world.count("favourite") == 1
    await world.tap(phone, "★ 已收藏")
    assert phone.toasts[-1]["text"] == "已取消收藏"
    assert "☆ 收藏" in labels(phone)
    assert await world.count("favourite") == 0


async def test_share_gives_a_picture_whose_code_holds_the_link(world: World) -> None:
    phone = await opened(world)
    await world.tap(phone, "📤 分享·二维码")
    bubble = phone.screen().last
    url = f"https://t.me/anjia_bot?start=c_{await world.token('reading-03')}"
    assert bubble.kind == "photo"
    assert url in bubble.text
    stored = world.double.files.find(bubble.body["photo"][-1]["file_id"])
    assert stored is not None
    expected = io.BytesIO()
    segno.make(url, error="m", micro=False).save(expected, kind="png", scale=10, border=4)
    assert stored.data.startswith(b"\x89PNG")
    assert stored.data == expected.getvalue()
    search = await phone.tap("发给朋友")
    await world.settle()
    assert "晶都社区·杭州邻里阅读空间" in [r["title"] for r in search.results]  # type: ignore[union-attr]


async def test_deep_link_opens_the_card(world: World) -> None:
    phone = world.newcomer()
    await phone.start(f"c_{await world.token('reading-03')}")
    await world.settle()
    assert phone.screen().last.text.startswith("晶都社区·杭州邻里阅读空间")
    assert "‹ 返回" not in labels(phone)
    await phone.start("c_nosuchcenter")
    await world.settle()
    assert "不在名单里" in phone.screen().last.text
    await phone.start("something-else")
    await world.settle()
    assert "要用你的位置" in phone.screen().last.text


async def test_a_center_that_was_given_up_is_said_so(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.know("reading-03", status="closed")
    await world.tap(phone, "2")
    assert phone.toasts[-1] == {
        **phone.toasts[-1],
        "text": "这个服务点已经不在名单里了。",
        "show_alert": True,
    }


async def test_a_card_too_long_for_a_caption_still_comes(world: World) -> None:
    phone = await opened(world)
    await world.tap(phone, "📤 分享·二维码")
    await world.know("reading-03", address="很" * 300, hours_note="长" * 500, source="远" * 300)
    # The card is asked for from under a picture, where 1024 characters are the most.
    data = f"d1.{button_data_of_center(phone)}."
    phone.tap_data(phone.screen().last.id, data)
    await world.settle()
    assert "很" * 300 in phone.screen().last.text
    assert phone.screen().last.kind == "text"


def button_data_of_center(phone: Phone) -> str:
    card = phone.screen().bubbles[-2]
    rows = (phone.chat.messages[card.id].markup or {})["inline_keyboard"]
    return next(
        b["callback_data"].split(".")[1]
        for row in rows
        for b in row
        if b.get("callback_data", "").startswith("q1.")
    )


async def test_english_card(world: World) -> None:
    phone = await world.member(language="en")
    await world.share(phone, JINGDU)
    text = await world.tap(phone, "2")
    assert "🟢until 20:00" in text
    assert "🚶 Right here" in text
    assert "❔ Not verified on site yet" in text
