"""The page as a member uses it, with a scripted bot behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.playground.double.double import Double
from bot.playground.serve import Served, serve
from bot.playground.server import MapPoint, Setup
from tests.browser.conftest import NARROW, WIDE, OpenPage
from tests.browser.scripted_bot import scripted_bot
from tests.telegram_double import assert_clean, checked_double

pytestmark = pytest.mark.browser

POINTS = (
    MapPoint("长河驿站", 30.1897, 120.1891),
    MapPoint("西兴驿站", 30.1895, 120.2231),
    MapPoint("浦沿街道党群服务中心", 30.1903, 120.1490),
    MapPoint("缤纷街驿站", 30.2163, 120.2185),
    MapPoint("江陵路站", 30.2093, 120.2166, "landmark"),
    MapPoint("星光大道", 30.2049, 120.2037, "landmark"),
)
Pictures = Callable[[str], Path]


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    double = checked_double()
    double.member(10001, "王秀英", language_code="zh-hans")
    double.member(10002, "Emma", last_name="Brown", language_code="en")
    double.member(10003, "李强", language_code="zh-hans")
    yield double
    assert_clean(double)
    double.close()


@pytest.fixture
async def served(double: Double) -> AsyncIterator[Served]:
    setup = Setup("安家", POINTS, (30.15, 120.14, 30.24, 120.25))
    async with (
        serve(double, port=0, setup=lambda: setup) as served,
        scripted_bot(double.token, served.base_url, served.base_file_url),
    ):
        yield served


def last(page: Page) -> str:
    return "#messages > li.message:last-child"


async def begin(page: Page) -> None:
    await expect(page.locator("#description")).to_contain_text("15 分钟生活圈")
    await page.click("#start")
    await expect(page.locator(".theirs .text strong").first).to_have_text("欢迎")


async def write(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")


async def test_list_detail_favourite_on_a_phone(
    served: Served, open_page: OpenPage, picture: Pictures
) -> None:
    async with open_page(served.url, size=NARROW) as page:
        await page.screenshot(path=picture("page-empty-narrow"))
        await begin(page)
        await page.click("#keyboard button:has-text('发送位置')")
        await page.fill("#picker-place", "江陵路站")
        await expect(page.locator("#picker-coordinates")).to_have_value("30.2093, 120.2166")
        await page.wait_for_timeout(100)
        await page.screenshot(path=picture("page-picker-narrow"))
        await page.click("#picker-send")
        await expect(page.locator(".mine .venue small")).to_have_text("30.20930, 120.21660")
        answer = page.locator(".theirs", has=page.locator(".inline-keyboard"))
        await expect(answer).to_contain_text("步行15分钟内2处")
        await page.screenshot(path=picture("page-list-narrow"))
        await answer.get_by_role("button", name="1", exact=True).click()
        await expect(answer).to_contain_text("长河路475号")
        await answer.get_by_role("button", name="收藏").click()
        await expect(page.locator(".toast")).to_have_text("已收藏长河驿站")
        await page.screenshot(path=picture("page-detail-narrow"))
        await answer.get_by_role("button", name="信息有误").click()
        await expect(page.locator("#alert")).to_contain_text("已转给工作人员")
        await page.keyboard.press("Enter")
        await expect(page.locator("#alert")).to_be_hidden()
        await answer.get_by_role("button", name="返回").click()
        await expect(answer).to_contain_text("步行15分钟内2处")
        await expect(page.locator(".waiting")).to_have_count(0)
        overflow = "document.documentElement.scrollWidth - innerWidth"
        assert await page.evaluate(overflow) <= 0


async def test_media_and_history_on_a_desktop(
    served: Served, open_page: OpenPage, picture: Pictures
) -> None:
    async with open_page(served.url, size=WIDE) as page:
        await begin(page)
        for word in ("地点", "图片", "文件"):
            await write(page, word)
        await expect(page.locator(".photo img")).to_be_visible()
        await expect(page.locator(".file strong")).to_have_text("我的数据.json")
        async with page.expect_download() as download:
            await page.click(".file")
        assert (await download.value).suggested_filename == "我的数据.json"
        await page.screenshot(path=picture("page-media-wide"))
        await page.click(".photo")
        await expect(page.locator("#viewer-image")).to_be_visible()
        await page.keyboard.press("Escape")
        before = await page.locator("#messages .message").count()
        await page.reload()
        await expect(page.locator("#messages .message")).to_have_count(before)
        await expect(page.locator("#keyboard button")).to_have_count(2)
        await expect(page.locator(".theirs canvas")).to_have_attribute(
            "aria-label", "长河驿站 30.18970, 120.18910"
        )


async def test_members_have_their_own_chats(
    served: Served, double: Double, open_page: OpenPage
) -> None:
    async with open_page(served.url, size=WIDE) as page:
        await begin(page)
        await page.click("#members button:has-text('Emma')")
        await expect(page.locator("#empty")).to_be_visible()
        await expect(page.locator("#messages .message")).to_have_count(0)
        await page.click("#start")
        await expect(page.locator(".theirs")).to_have_count(1)
        await write(page, "hello <b>&amp;</b>")
        await expect(page.locator(".theirs .text").last).to_have_text("你说：hello <b>&amp;</b>")
        await page.click("#members button:has-text('王秀英')")
        await expect(page.locator("#messages .message")).to_have_count(2)
        assert double.phones[10002].screen().last.text == "你说：hello <b>&amp;</b>"
    async with open_page(served.url, size=NARROW, hash="#10002") as page:
        await expect(page.locator("#messages .message")).to_have_count(4)
        await page.click("#switch")
        await page.click("#switch-menu button:has-text('李强')")
        await expect(page.locator("#empty")).to_be_visible()


async def test_live_location_is_moved_and_stopped(
    served: Served, double: Double, open_page: OpenPage
) -> None:
    async with open_page(served.url, size=NARROW) as page:
        await begin(page)
        await page.click("#attach")
        await page.click("#attach-menu button:has-text('位置')")
        await page.fill("#picker-coordinates", "30.2, 120.2")
        await page.select_option("#picker-live", "900")
        await page.click("#picker-send")
        await page.click(".live button:has-text('移动')")
        await page.focus("#map")
        await page.keyboard.press("ArrowUp")
        await page.click("#picker-send")
        await expect(page.locator(".theirs .text").last).to_have_text("移到 30.2018, 120.2000")
        await page.click("#picker-close")
        await page.click(".live button:has-text('停止')")
        await expect(page.locator(".live")).to_have_count(0)
        body = double.phones[10001].screen().bubbles
        live = next(bubble for bubble in body if bubble.mine and bubble.kind == "location")
        assert "live_period" not in live.body["location"]


async def test_map_can_be_dragged_and_zoomed(served: Served, open_page: OpenPage) -> None:
    async with open_page(served.url, size=NARROW) as page:
        await begin(page)
        await page.click("#attach")
        await page.click("#attach-menu button:has-text('位置')")
        field = page.locator("#picker-coordinates")
        before = await field.input_value()
        box = await page.locator("#map").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await page.mouse.move(x, y)
        await page.mouse.down()
        await page.mouse.move(x + 60, y, steps=3)
        await page.mouse.up()
        latitude, longitude = map(float, (await field.input_value()).split(", "))
        assert latitude == float(before.split(", ")[0])
        assert longitude < float(before.split(", ")[1])
        await page.click("#zoom-in")
        await page.mouse.click(x, y - 50)
        assert float((await field.input_value()).split(", ")[0]) > latitude


async def test_inline_query_and_commands(
    served: Served, double: Double, open_page: OpenPage, picture: Pictures
) -> None:
    async with open_page(served.url, size=NARROW) as page:
        await begin(page)
        await page.fill("#text", "@anjia_bot 长河")
        await expect(page.locator("#results .result")).to_have_count(2)
        await page.screenshot(path=picture("page-inline-narrow"))
        await page.click("#results .result:has-text('长河驿站2')")
        await expect(page.locator(".mine .venue strong")).to_have_text("长河驿站2")
        await expect(page.locator("#text")).to_have_value("")
        await page.click("#menu")
        await page.screenshot(path=picture("page-commands-narrow"))
        await page.click("#commands button:has-text('/near')")
        await expect(page.locator(".theirs .text").last).to_have_text("你说：/near")
        await page.click(".theirs .linkish:has-text('长河驿站')")
        await expect(page.locator(".theirs .text").last).to_contain_text("来自 c_1")


async def test_editing_blocking_and_language(
    served: Served, double: Double, open_page: OpenPage, picture: Pictures
) -> None:
    async with open_page(served.url, size=WIDE, dark=True) as page:
        await begin(page)
        await write(page, "第一")
        await expect(page.locator(".theirs .text").last).to_have_text("你说：第一")
        await page.locator(".mine", has_text="第一").hover()
        await page.locator(".mine", has_text="第一").get_by_role("button", name="编辑").click()
        await write(page, "第二")
        await expect(page.locator(".theirs .text").last).to_have_text("你说：第二")
        await expect(page.locator(".mine .stamp").last).to_contain_text("已编辑")
        await page.click("#language")
        await expect(page.locator("#people-title")).to_have_text("Residents")
        await page.screenshot(path=picture("page-dark-wide"))
        await page.click("#more")
        await page.click("#more-menu button:has-text('Block the bot')")
        await expect(page.locator("#status")).to_have_text("Bot is blocked")
        assert double.phones[10001].chat.blocked
        await page.click("#more")
        await page.click("#more-menu button:has-text('Unblock')")
        await expect(page.locator("#status")).to_have_text("bot")
        await double.idle()
