"""The real bot on the page: what `python -m bot demo` serves, from the first tap on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from bot.playground.demo import Demo
from bot.playground.serve import Served
from community.clock import SystemClock
from tests.browser.conftest import NARROW, WIDE, OpenPage
from tests.browser.phone_page import HELSINKI_SPOT, SPOT, PhonePage
from tests.telegram_double import assert_clean, checked_double

pytestmark = pytest.mark.browser
WEDNESDAY = datetime(2026, 11, 25, 15, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    demo = Demo(tmp_path, "binjiang", checked_double())
    demo.clock.set(WEDNESDAY)
    return demo


@pytest.fixture
async def served(demo: Demo) -> AsyncIterator[Served]:
    async with demo.serving("127.0.0.1", 0) as served:
        yield served
    assert_clean(demo.double)


async def fits(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


async def test_from_consent_to_a_kept_place_on_a_phone(served: Served, open_page: OpenPage) -> None:
    async with open_page(served.url, size=NARROW) as page:
        phone = PhonePage(page)
        await expect(page.locator("#description")).to_contain_text("15分钟")
        await phone.consent()
        await phone.share(SPOT)
        await expect(page.locator(".mine .venue small")).to_have_text("30.20840, 120.21200")
        await expect(phone.answer).to_contain_text("步行15分钟内")
        await phone.tap("营业中")
        await expect(phone.answer).to_contain_text("已编辑")
        await expect(phone.button("✅")).to_have_count(1)
        await phone.tap("营业中")
        await expect(phone.button("✅")).to_have_count(0)
        await phone.tap("2", exact=True)
        await expect(phone.answer).to_contain_text("现场核实")  # the card, no longer the list
        name = await phone.answer.locator("strong").first.inner_text()
        await phone.tap("收藏")
        await expect(phone.toast).to_contain_text("收藏")
        await phone.tap("本周")
        await expect(phone.answer).to_contain_text("周日")
        assert await fits(page)
        await phone.key("收藏")
        await expect(phone.answer).to_contain_text(f"· {name}")  # the week view names it too
        count = await page.locator("#messages .message").count()
        await page.reload()
        await expect(page.locator("#messages .message")).to_have_count(count)
        await expect(phone.answer).to_contain_text(name)
        await expect(page.locator("#keyboard button")).not_to_have_count(0)


async def test_a_place_is_picked_on_the_map_and_by_name(
    served: Served, open_page: OpenPage
) -> None:
    async with open_page(served.url, size=WIDE) as page:
        phone = PhonePage(page)
        await phone.consent()
        await phone.key("发送位置")
        await page.fill("#picker-place", "江陵路站")
        before = await page.input_value("#picker-coordinates")
        box = await page.locator("#map").bounding_box()
        assert box is not None
        await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 40)
        after = await page.input_value("#picker-coordinates")
        assert float(after.split(", ")[0]) > float(before.split(", ")[0])
        await page.click("#picker-send")
        shown = ", ".join(f"{float(part):.5f}" for part in after.split(", "))
        await expect(page.locator(".mine .venue small")).to_have_text(shown)
        await expect(phone.answer).to_contain_text("15分钟内")


async def test_a_report_reaches_staff_whom_the_page_names(
    served: Served, open_page: OpenPage
) -> None:
    async with open_page(served.url, size=WIDE) as page:
        phone = PhonePage(page)
        await phone.consent()
        await phone.share(SPOT)
        await phone.tap("1", exact=True)
        name = await phone.answer.locator("strong").first.inner_text()
        await phone.tap("信息有误")
        await phone.tap("开放时间不对")
        await expect(phone.answer).to_contain_text("谢谢")
        staff = page.locator("#members button", has_text="阿江")
        await expect(staff.locator(".badge")).to_have_text("工作人员")
        await expect(page.locator("#members .badge")).to_have_count(1)
        await staff.click()
        await expect(page.locator("#start")).to_be_visible()
        await phone.consent()
        await phone.write("/reports")
        await expect(phone.answer).to_contain_text(name)


async def test_language_and_inline_query_in_english(served: Served, open_page: OpenPage) -> None:
    async with open_page(served.url, size=WIDE) as page:
        phone = PhonePage(page)
        await phone.consent()
        await phone.write("/language")
        await phone.tap("English")
        await phone.write("/help")
        await expect(phone.answer).to_contain_text("Share")
        await page.click("#language")
        await expect(page.locator("#stage-title")).to_have_text("Only in the playground")
        await expect(page.locator("#brand-name")).to_have_text("Anjia · Binjiang")
        await page.fill("#text", "@anjia_bot changhe")
        result = page.locator("#results .result").first
        title = await result.locator("strong").inner_text()
        await result.click()
        await expect(page.locator(".mine").last).to_contain_text(title)


async def test_a_group_gets_a_center_by_inline_query(served: Served, open_page: OpenPage) -> None:
    async with open_page(served.url, size=WIDE) as page:
        group = page.locator("#members button", has_text="邻里群")
        await group.click()
        await expect(page.locator("#bot-name")).to_have_text("邻里群")
        await page.click("#group-try")
        await page.keyboard.type("changhe")
        result = page.locator("#results .result").first
        title = await result.locator("strong").inner_text()
        await result.click()
        await expect(page.locator(".mine .venue strong")).to_have_text(title)
        await page.click("#members button:has-text('Robin')")
        await expect(page.locator("#messages .message")).to_have_count(0)
        await group.click()
        await expect(page.locator("#status")).to_contain_text("Robin")
        await expect(page.locator(".theirs .sender")).to_have_text("小安")
        await page.reload()
        await expect(page.locator(".theirs .venue strong")).to_have_text(title)
        await PhonePage(page).write("/help@anjia_bot")
        await expect(page.locator(".mine .text")).to_have_text("/help@anjia_bot")


async def test_helsinki_answers_with_a_picture_that_follows_the_filter(
    demo: Demo, served: Served, open_page: OpenPage
) -> None:
    async with open_page(served.url, size=NARROW) as page:
        phone = PhonePage(page)
        await phone.consent()
        await phone.switch_city("赫尔辛基")
        await expect(page.locator("#messages .message")).to_have_count(0)
        await phone.consent()
        await phone.share(HELSINKI_SPOT)
        picture = phone.answer.locator(".photo img")
        await expect(picture).to_be_visible()
        caption = await phone.answer.locator(".text").inner_text()
        source = await picture.get_attribute("src")
        await phone.tap("类型")
        await expect(phone.answer.locator(".text")).to_contain_text("要哪一类")
        kind = phone.buttons.first
        await kind.click()
        await phone.at_rest()
        await phone.tap("营业中")
        await expect(phone.answer.locator(".text")).not_to_have_text(caption)
        await expect(phone.answer.locator(".photo img")).not_to_have_attribute("src", source or "")
        assert await fits(page)
        await phone.switch_city("滨江区")
        assert demo.city.key == "binjiang"


async def test_the_clock_of_the_playground_moves_the_bot(
    demo: Demo, served: Served, open_page: OpenPage
) -> None:
    async with open_page(served.url, size=NARROW) as page:
        phone = PhonePage(page)
        await phone.consent()
        await expect(page.locator("#clock-bar")).to_contain_text("11月25日周三 15:2")
        await phone.open_controls()
        await page.click("#moves button:has-text('明天 19:30')")
        await expect(page.locator("#clock-time")).to_have_text("19:30")
        await expect(page.locator("#clock-day")).to_have_text("11月26日周四")
        shown = demo.clock.now().astimezone(WEDNESDAY.tzinfo)
        assert shown.strftime("%m-%d %H:%M") == "11-26 19:30"
        await page.click("#stage-close")
        await phone.share(SPOT)
        await expect(phone.answer).to_contain_text("19:3")
        await expect(phone.answer.locator(".stamp")).to_contain_text("19:3")
        await expect(page.locator("#clock-bar")).to_contain_text("19:3")
        await page.click("#clock-back")
        await expect(page.locator("#clock-bar")).to_be_hidden()
        assert abs(demo.clock.now() - SystemClock().now()) < timedelta(minutes=1)
