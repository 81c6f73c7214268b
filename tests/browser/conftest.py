"""Chromium for the tests that look at the page. Skipped where there is none, unless
ANJIA_TEST_REQUIRE names "browser": then its absence is a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

PATIENCE_MS = 15_000
"""Machines are shared and slow at times."""
expect.set_options(timeout=PATIENCE_MS)
CANDIDATES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}

OpenPage = Callable[..., AbstractAsyncContextManager[Page]]


def find_chromium() -> str | None:
    return next((path for path in map(shutil.which, CANDIDATES) if path), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    path = find_chromium()
    if path is not None:
        return path
    reason = f"no Chromium found ({', '.join(CANDIDATES)} in PATH)"
    if "browser" in os.environ.get("ANJIA_TEST_REQUIRE", "").split(","):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
def open_page(browser: Browser) -> OpenPage:
    """``async with open_page(url, size=NARROW, dark=False) as page``: fails at the end if the
    page wrote anything into its console or threw."""

    @asynccontextmanager
    async def opened(
        url: str, *, size: dict[str, int] = NARROW, dark: bool = False, hash: str = ""
    ) -> AsyncIterator[Page]:
        context = await browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            device_scale_factor=2,
        )
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(url + hash)
        await page.wait_for_selector("body[data-ready]")
        yield page
        await context.close()
        assert complaints == []

    return opened


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Where a screenshot goes: build/screenshots/<name>.png"""
    folder = request.config.rootpath / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return lambda name: folder / f"{name}.png"
