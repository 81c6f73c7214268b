"""Share a location, get what is open and near on foot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Executable

from community.places.centers import CenterFacts
from community.places.tables import CENTER_KINDS
from community.storage.database import Transaction
from tests.acceptance.conftest import JINGDU, MASHE, World, labels, listed

RIVERSIDE = (30.1420, 120.2500)
"""In the district's box, with nothing near."""
BUND = (31.2402, 121.4905)


def station(number: int, place: tuple[float, float], **facts: object) -> CenterFacts:
    """A station some ten metres north of the one before."""
    given = {
        "ref": f"t-{number:02}",
        "kind": "station",
        "name": f"测试驿站{number:02}号",
        "lat": place[0] + 0.0005 * number,
        "lon": place[1],
        "position_quality": "pin",
        "hours": "Mo-Su 08:00-20:00",
    }
    return CenterFacts(**{**given, **facts})  # type: ignore[arg-type]


async def test_list_is_by_distance_with_minutes_state_and_change(world: World) -> None:
    phone = await world.member()
    text = await world.share(phone, JINGDU)
    header, *lines = text.splitlines()
    assert header == "步行15分钟内3处 · 10:00 (估算)"
    assert lines == [
        "1 长河街道晶都社区党群服务中心 就在这里 ⚪ 时间待核实",
        "2 晶都社区·杭州邻里阅读空间 就在这里 🟢20:00关",
        # 537 m as the crow flies, 1.5 times as far on foot, at 4 km/h
        "3 长河街道党群服务中心 约13分钟 ⚪ 时间待核实",
    ]
    assert labels(phone)[:3] == ["1", "2", "3"]


async def test_soon_closing_says_the_minutes_left(world: World) -> None:
    world.clock.set(datetime(2026, 11, 24, 11, 40, tzinfo=UTC))
    text = await world.share(await world.member(), JINGDU)
    assert "🟢20:00关，剩20分钟" in text


async def test_closed_says_when_it_opens(world: World) -> None:
    phone = await world.member()
    world.clock.set(datetime(2026, 11, 24, 13, 40, tzinfo=UTC))
    assert "🔴明早8:00开" in await world.share(phone, JINGDU)
    world.clock.set(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    assert "🔴今天13:00开" in await world.share(phone, MASHE)
    world.clock.set(datetime(2026, 11, 29, 14, 0, tzinfo=UTC))
    # 马湖社区's reading room: closed on Mondays, so from Sunday night it opens on Tuesday.
    assert "🔴周二13:00开" in await world.share(phone, MASHE)


async def test_filter_open_hides_closed_and_unknown(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    text = await world.tap(phone, "🟢营业中")
    assert listed(text) == ["晶都社区·杭州邻里阅读空间"]
    assert "✅ 营业中" in labels(phone)
    assert len(listed(await world.tap(phone, "✅ 营业中"))) == 3


async def test_filter_24_hours(world: World) -> None:
    await world.know("reading-03", hours="24/7")
    phone = await world.member()
    await world.share(phone, JINGDU)
    text = await world.tap(phone, "24小时")
    assert listed(text) == ["晶都社区·杭州邻里阅读空间"]
    assert "🟢24小时" in text


async def test_filter_stars_shows_the_evaluation(world: World) -> None:
    await world.know("330108002", stars=4.6, ratings=38)
    await world.know("reading-03", stars=3.9)
    phone = await world.member()
    text = await world.share(phone, JINGDU)
    assert "★4.6(38)" in text
    assert "★3.9" in text
    assert listed(await world.tap(phone, "★4+")) == ["长河街道党群服务中心"]


async def test_filter_facility_and_the_way_to_take_it_off(world: World) -> None:
    await world.know("reading-03", facilities=("water", "reading"))
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "设施")
    assert "设施不明的服务点不会列出" in phone.screen().last.text
    text = await world.tap(phone, "饮水")
    assert listed(text) == ["晶都社区·杭州邻里阅读空间"]
    await world.tap(phone, "✅ 饮水")
    assert len(listed(await world.tap(phone, "不限"))) == 3


@pytest.mark.parametrize("kind", CENTER_KINDS)
async def test_filter_kind(world: World, kind: str) -> None:
    words = {
        "district": "区级中心",
        "subdistrict": "街道中心",
        "community": "社区中心",
        "station": "驿站",
        "themed": "主题中心",
    }
    expected = {
        "subdistrict": ["长河街道党群服务中心"],
        "community": ["长河街道晶都社区党群服务中心"],
        "station": ["晶都社区·杭州邻里阅读空间"],
    }
    phone = await world.member()
    await world.share(phone, JINGDU)
    await world.tap(phone, "类型")
    text = await world.tap(phone, words[kind])
    assert listed(text) == expected.get(kind, [])
    if kind not in expected:
        assert "没有符合条件的" in text


async def test_filters_combine_and_stay_through_pages_cards_and_back(world: World) -> None:
    await world.add(
        *(
            station(number, RIVERSIDE, facilities=("water",) if number % 2 else ())
            for number in range(1, 13)
        )
    )
    await world.know("t-03", hours=None)
    phone = await world.member()
    text = await world.share(phone, RIVERSIDE)
    assert text.startswith("步行15分钟内12处")
    assert [name[4:6] for name in listed(text)] == ["01", "02", "03", "04", "05"]
    assert "1/3" in labels(phone)
    assert "‹ 上一页" not in labels(phone)
    text = await world.tap(phone, "下一页 ›")
    assert [name[4:6] for name in listed(text)] == ["06", "07", "08", "09", "10"]
    assert text.splitlines()[1].startswith("6 ")
    await world.tap(phone, "2/3")  # only shows where one is
    text = await world.tap(phone, "下一页 ›")
    assert [name[4:6] for name in listed(text)] == ["11", "12"]
    assert "下一页 ›" not in labels(phone)
    await world.tap(phone, "🟢营业中")
    await world.tap(phone, "设施")
    text = await world.tap(phone, "饮水")
    assert [name[4:6] for name in listed(text)] == ["01", "05", "07", "09", "11"]
    await world.tap(phone, "✅ 饮水")
    text = await world.tap(phone, "不限")
    assert text.startswith("步行15分钟内11处")
    await world.tap(phone, "下一页 ›")
    card = await world.tap(phone, "7")
    assert "测试驿站08号" in card
    text = await world.tap(phone, "‹ 返回")
    assert [name[4:6] for name in listed(text)] == ["07", "08", "09", "10", "11"]
    assert "✅ 营业中" in labels(phone)


async def test_nothing_in_reach_names_the_nearest_and_when_it_opens(world: World) -> None:
    await world.add(
        station(1, (RIVERSIDE[0] + 0.009, RIVERSIDE[1]), hours="Mo-Su 18:00-20:00"),
        station(2, (RIVERSIDE[0] + 0.013, RIVERSIDE[1])),
    )
    phone = await world.member()
    text = await world.share(phone, RIVERSIDE)
    assert text.splitlines() == [
        "15分钟内没有服务点。",
        "最近：测试驿站01号 约24分钟 (估算)，🔴今天18:00开",
        "最近营业中：测试驿站02号 约35分钟 (估算)，🟢20:00关",
    ]
    assert labels(phone)[:2] == ["测试驿站01号", "测试驿站02号"]
    assert "测试驿站02号" in await world.tap(phone, "测试驿站02号")


async def test_nothing_open_in_reach(world: World) -> None:
    phone = await world.member()
    world.clock.set(datetime(2026, 11, 24, 18, 0, tzinfo=UTC))
    await world.share(phone, JINGDU)
    text = await world.tap(phone, "🟢营业中")
    assert text.startswith("15分钟内没有确定在营业的。\n最近：")
    assert "最近营业中" not in text


async def test_outside_the_district_is_asked(world: World) -> None:
    phone = await world.member()
    assert await world.share(phone, BUND) == "你不在滨江区，仍按距离显示？"
    text = await world.tap(phone, "仍按距离显示")
    assert text.startswith("15分钟内没有服务点。\n最近：")
    assert "公里" in text
    await world.share(phone, BUND)
    assert "选一个街道" in await world.tap(phone, "手选街道")


async def test_a_venue_is_a_place_and_needs_no_consent(world: World) -> None:
    phone = world.newcomer()
    await phone.send_venue(*JINGDU, "晶都社区", "滨江")
    await world.settle()
    assert "步行15分钟内3处" in phone.screen().last.text


async def test_the_answer_stays_one_message(world: World) -> None:
    phone = await world.member()
    await world.share(phone, JINGDU)
    before = len(phone.screen().bubbles)
    for label in ("🟢营业中", "1", "🕑 本周", "‹ 返回服务点", "‹ 返回"):
        await world.tap(phone, label)
    assert len(phone.screen().bubbles) == before


async def test_positions_are_neither_stored_nor_logged(world: World) -> None:
    phone = await world.member()
    await world.share(phone, (30.18123, 120.19177))
    await world.tap(phone, "1")
    dump = []
    async with world.database.transaction() as tx:
        from sqlalchemy import text

        for table in ("member", "saved_place", "draft", "live_answer", "consent"):
            dump += [repr(tuple(row)) for row in await tx.rows(text(f"SELECT * FROM {table}"))]
    assert "30.18" not in "".join(dump)
    assert "30.18" not in repr(world.logs.entries)
    assert "120.19" not in repr(world.logs.entries)


async def test_an_answer_asks_the_database_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Member, consent and open form are one question: on PostgreSQL each is a round trip."""
    phone = await world.member()
    asked: list[str] = []
    real = Transaction.rows

    async def counted(self: Transaction, statement: Executable, values: Any = None) -> Any:
        asked.append(str(statement))
        return await real(self, statement, values)

    monkeypatch.setattr(Transaction, "rows", counted)
    await phone.share_location(*JINGDU)
    await world.settle()
    by_member = [one for one in asked if "FROM member" in one]
    assert len(by_member) == 1
    assert not [one for one in asked if "FROM draft" in one]
