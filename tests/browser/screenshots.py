"""Takes the pictures of the documentation from the real playground.

`python -m tests.browser.screenshots [FOLDER]` writes docs/pictures/*.png.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.playground.demo import Demo
from tests.browser.conftest import ARGUMENTS, NARROW, WIDE, find_chromium
from tests.browser.phone_page import HELSINKI_SPOT, PhonePage

FOLDER = Path("docs/pictures")
LARGEST = 150_000
SCALES = (1, 0.75, 0.6, 0.5)
"""Tried until the file is small enough."""
SPOT = "30.1718, 120.1659"
AFTERNOON = datetime(2026, 11, 25, 15, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
IN_HELSINKI = AFTERNOON.replace(tzinfo=ZoneInfo("Europe/Helsinki"))


async def main(folder: Path) -> None:
    """Walk through the playground and leave a picture of every station in `folder`."""
    async with playground() as (demo, browser, url):
        async with page_of(browser, url, NARROW) as page:
            await _on_a_phone(page, demo, folder)
        async with page_of(browser, url, WIDE) as page:
            await PhonePage(page).show_whole_answer()
            await save(page, folder / "playground.png")
        async with page_of(browser, url, NARROW, dark=True) as page:
            await PhonePage(page).show_whole_answer()
            await save(page, folder / "circle-dark.png")


@asynccontextmanager
async def playground() -> AsyncIterator[tuple[Demo, Browser, str]]:
    """Binjiang on a Wednesday afternoon, a browser, and the address of the page."""
    with tempfile.TemporaryDirectory() as scratch:
        demo = Demo(Path(scratch), "binjiang")
        demo.clock.set(AFTERNOON)
        async with demo.serving("127.0.0.1", 0) as served, async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=find_chromium(), args=ARGUMENTS
            )
            yield demo, browser, served.url
            await browser.close()


async def _on_a_phone(page: Page, demo: Demo, folder: Path) -> None:
    phone = PhonePage(page)
    await page.click("#start")
    await expect(phone.button("同意", exact=True)).to_be_visible()
    await save(page, folder / "welcome.png")
    await phone.tap("同意", exact=True)
    await expect(phone.answer).to_contain_text("已同意")
    await phone.key("发送位置")
    await page.fill("#picker-coordinates", SPOT)
    await save(page, folder / "location.png")
    await page.click("#picker-send")
    await expect(phone.answer).to_contain_text("步行15分钟内")
    await save(page, folder / "list.png")
    await phone.tap("2", exact=True)
    await expect(phone.button("信息有误")).to_be_visible()
    await save(page, folder / "detail.png")
    await phone.switch_city("赫尔辛基")
    demo.clock.set(IN_HELSINKI)
    await phone.consent()
    await phone.share(HELSINKI_SPOT)
    await expect(phone.answer.locator(".photo img")).to_be_visible()
    await phone.show_whole_answer()
    await save(page, folder / "circle.png")


@asynccontextmanager
async def page_of(
    browser: Browser, url: str, size: dict[str, int], *, dark: bool = False
) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        color_scheme="dark" if dark else "light",
        locale="zh-CN",
        device_scale_factor=2,
    )
    page = await context.new_page()
    page.set_default_timeout(8000)
    await page.goto(url)
    await page.wait_for_selector("body[data-ready]")
    # What a phone does not show: the note that the playground's clock was set.
    await page.evaluate("document.getElementById('clock-bar').style.display = 'none'")
    yield page
    await context.close()


async def save(page: Page, file: Path) -> None:
    await page.mouse.move(0, 0)
    await expect(page.locator(".toast")).to_have_count(0)
    await PhonePage(page).at_rest()
    await page.wait_for_timeout(200)
    small = _small(Image.open(io.BytesIO(await page.screenshot())).convert("RGB"))
    await asyncio.to_thread(file.write_bytes, small)
    sys.stdout.write(f"{file} {len(small) // 1000} KB\n")


def _small(image: Image.Image) -> bytes:
    """A PNG of at most 150 KB, with as few colours and as small as that takes."""
    for scale in SCALES:
        size = (round(image.width * scale), round(image.height * scale))
        shown = image if scale == 1 else image.resize(size, Image.Resampling.LANCZOS)
        few = shown.quantize(256, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
        written = io.BytesIO()
        few.save(written, "PNG", optimize=True)
        if written.tell() <= LARGEST:
            break
    return written.getvalue()


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(folder))
