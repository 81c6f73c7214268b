"""Everything works with typed text alone, for clients that cannot share a position."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.config import GeocoderSettings
from tests.acceptance.conftest import Running, World, labels, listed

JINGDU_LIST = [
    "长河街道晶都社区党群服务中心",
    "晶都社区·杭州邻里阅读空间",
    "长河街道党群服务中心",
]


@pytest.mark.parametrize(
    "typed",
    [
        "江陵路站",
        "江陵路",
        "jianglinglu",
        "Jiangling Road Station",
        "jllz",
        "我在江陵路站附近",
        "江陵路地铁站B口",
        "江菱路站",
    ],
)
async def test_a_station_by_name_pinyin_initials_and_slips(world: World, typed: str) -> None:
    phone = world.newcomer()
    text = await world.say(phone, typed)
    if text == "你说的是哪里？":
        assert any(label.startswith("江陵路") for label in labels(phone))
    else:
        assert text.startswith("从江陵路")


async def test_what_is_ambiguous_is_asked_with_kinds(world: World) -> None:
    phone = world.newcomer()
    assert await world.say(phone, "马湖社区") == "你说的是哪里？"
    assert labels(phone)[:2] == [
        "西兴街道马湖社区党群服务中心 · 社区中心",
        "马湖社区·杭州邻里阅读空间 · 驿站",
    ]
    before = len(phone.screen().bubbles)
    text = await world.tap(phone, "马湖社区·杭州邻里阅读空间")
    assert text.startswith("从马湖社区·杭州邻里阅读空间步行15分钟内2处")
    assert len(phone.screen().bubbles) == before


async def test_landmarks_say_their_kind(world: World) -> None:
    phone = world.newcomer(language="en")
    text = await world.say(phone, "区政务服务")
    assert text == "Which place do you mean?"
    assert any(label.endswith(" · government services") for label in labels(phone))


async def test_a_center_without_position_shows_its_card(world: World) -> None:
    phone = world.newcomer()
    text = await world.say(phone, "西陵社区")
    assert text.startswith("西兴街道西陵社区党群服务中心 · 社区中心")
    assert "📍 位置待核实" in text
    assert "高德导航" not in labels(phone)
    phone.tap_data(phone.screen().last.id, "v1." + await number_of(world, "330108001001"))
    await world.settle()
    assert phone.toasts[-1]["text"] == "📍 位置待核实"


async def number_of(world: World, ref: str) -> str:
    from community.places import centers
    from handlers.chat.codec import data
    from handlers.places.buttons import ShowVenue

    async with world.database.transaction() as tx:
        found = next(c for c in await centers.all_centers(tx) if c.ref == ref)
    return data(ShowVenue(found.id)).partition(".")[2]


@pytest.mark.parametrize("typed", ["qqqqq", "火星", "12345", "？", "社区", "长" * 61])
async def test_unknown_places_are_said_so_with_what_helps(world: World, typed: str) -> None:
    phone = world.newcomer()
    assert (await world.say(phone, typed)).startswith("没找到这个地方")
    assert phone.screen().keyboard[0][1] == "🗺 手选街道"


@pytest.mark.parametrize(
    "typed",
    [
        "30.18135,120.19130",
        "３０.18135，１２０.19130",
        "N30.18135 E120.19130",
        "30°10'52.9\"N 120°11'28.7\"E",
        "geo:30.18135,120.19130",
        "https://www.openstreetmap.org/?mlat=30.18135&mlon=120.19130",
        # the same door in GCJ-02 and in BD-09
        "看这里 https://uri.amap.com/marker?position=120.195928,30.178900&name=晶都",
        "https://api.map.baidu.com/marker?location=30.184788,120.202477&title=x&output=html",
    ],
)
async def test_coordinates_and_map_links(world: World, typed: str) -> None:
    phone = world.newcomer()
    text = await world.say(phone, typed)
    assert text.startswith("步行15分钟内3处")
    assert sorted(listed(text)) == sorted(JINGDU_LIST)


async def test_coordinates_outside_are_asked_about(world: World) -> None:
    text = await world.say(world.newcomer(), "31.2402,121.4905")
    assert text == "你不在滨江区，仍按距离显示？"


async def test_picking_a_subdistrict(world: World) -> None:
    phone = await world.member()
    await phone.press_key("🗺 手选街道")
    await world.settle()
    assert labels(phone) == ["西兴街道", "长河街道", "浦沿街道"]
    await world.tap(phone, "长河街道")
    assert labels(phone)[:3] == ["📍 街道中心附近", "街道中心", "天官社区"]
    assert labels(phone)[-1] == "‹ 返回"
    assert (await world.tap(phone, "晶都社区")).startswith("长河街道晶都社区党群服务中心")
    assert "看街道中心附近" in await world.tap(phone, "‹ 返回")
    assert (await world.tap(phone, "街道中心附近")).startswith("从长河街道党群服务中心步行")
    await phone.press_key("🗺 手选街道")
    await world.settle()
    await world.tap(phone, "浦沿街道")
    assert await world.tap(phone, "‹ 返回") == "选一个街道："
    await world.tap(phone, "浦沿街道")
    assert "0571-86631410" in await world.tap(phone, "街道中心", message_id=phone.screen().last.id)


async def test_edited_text_is_not_answered_again(world: World) -> None:
    phone = await world.member()
    await world.say(phone, "江陵路站")
    before = len(phone.screen().bubbles)
    await phone.edit("滨和路站")
    await world.settle()
    assert len(phone.screen().bubbles) == before


class FakeNominatim:
    """Answers like Nominatim's search, over HTTP on this machine."""

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.places: list[dict[str, str]] = []
        self.status = 200

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        async with server:
            yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readline()).decode()
        while (await reader.readline()).strip():
            pass
        self.asked.append(parse_qs(urlsplit(line.split()[1]).query))
        body = json.dumps(self.places).encode()
        head = f"HTTP/1.1 {self.status} X\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode())
        writer.write(body)
        await writer.drain()
        writer.close()


def place(name: str, lat: float, lon: float) -> dict[str, str]:
    return {"display_name": name, "lat": str(lat), "lon": str(lon)}


async def test_an_address_through_a_geocoder(running: Running, binjiang_url: str) -> None:
    fake = FakeNominatim()
    async with fake.serving() as authority:
        options = {"domain": authority, "scheme": "http", "user_agent": "test", "proxies": {}}
        geocoder = GeocoderSettings(
            service="nominatim", options=options, min_delay_s=0, timeout_s=8
        )
        async with running(binjiang_url, geocoder=geocoder) as world:
            phone = await world.member()
            fake.places = [place("某某路1号", 30.18135, 120.19130)]
            assert (await world.say(phone, "某某路1号")).startswith("步行15分钟内3处")
            assert fake.asked[-1]["q"] == ["某某路1号"]
            fake.places.append(place("某某路1号 (南)", 30.17004, 120.20609))
            assert await world.say(phone, "某某路某号") == "你说的是哪里？"
            assert (await world.tap(phone, "(南)")).startswith("步行15分钟内2处")
            fake.places = [place("上海某路", 31.2402, 121.4905)]
            assert (await world.say(phone, "qqqqq")).startswith("没找到")
            fake.places = []
            assert (await world.say(phone, "火星大道9号")).startswith("没找到")
            fake.status, trouble = 500, "service"
            assert "暂时不可用" in await world.say(phone, "另外某路2号")
            (line,) = world.logged("geocoder_unavailable")
            assert (line["service"], line["trouble"]) == ("nominatim", trouble)
            fake.status = 403
            assert "暂时不可用" in await world.say(phone, "另外某路3号")
            assert world.logged("geocoder_refused")[0]["trouble"] == "key"
            assert "某路" not in repr(world.logs.entries)
            world.expected_errors.add("geocoder_refused")
            world.check()
        await world.bot.services.geocoder.aclose()  # type: ignore[union-attr]


async def test_a_geocoder_that_is_down(running: Running, binjiang_url: str) -> None:
    options = {"domain": "127.0.0.1:9", "scheme": "http", "user_agent": "t", "proxies": {}}
    geocoder = GeocoderSettings(service="nominatim", options=options, min_delay_s=0)
    async with running(binjiang_url, geocoder=geocoder) as world:
        phone = await world.member()
        assert "暂时不可用" in await world.say(phone, "另外某路2号")
        assert (await world.say(phone, "江陵路站")).startswith("从江陵路站")
        world.check()
