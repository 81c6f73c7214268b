"""The story of an activity, told in pictures from the real playground.

`python -m tests.browser.story_pictures [FOLDER]` writes docs/pictures/activity-*.png.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Page, expect

from bot.playground.demo import Demo
from bot.playground.phone import Phone
from tests.browser.conftest import NARROW
from tests.browser.phone_page import PhonePage
from tests.browser.screenshots import FOLDER, page_of, playground, save

BADMINTON = "羽毛球友谊赛"
STAFF, ROBIN, THIRD = 1002, 1003, 1009


async def main(folder: Path) -> None:
    """Sign up, wait, be offered a seat, be reminded, be told of a move."""
    async with playground() as (demo, browser, url), page_of(browser, url, NARROW) as page:
        await _story(page, demo, folder)


async def _story(page: Page, demo: Demo, folder: Path) -> None:
    robin, third = demo.double.member(ROBIN), demo.double.member(THIRD, "小吴")
    for other in (robin, third):
        await _sign_up(demo, other)
    phone = PhonePage(page)
    await phone.consent()
    await phone.key("活动")
    await expect(phone.answer).to_contain_text(BADMINTON)
    await save(page, folder / "activity-list.png")
    await phone.tap("1", exact=True)
    await phone.tap("候补")
    await expect(phone.answer).to_contain_text("候补第1位。")
    await save(page, folder / "activity-waiting.png")
    await _tap(demo, robin, "Cancel sign-up")
    await _tap(demo, robin, "Cancel it")
    await expect(phone.answer).to_contain_text("有名额！")
    await save(page, folder / "activity-offer.png")
    await phone.tap("参加")
    await expect(phone.answer).to_contain_text("已报名")
    await save(page, folder / "activity-signed-up.png")
    await _move(demo, demo.double.member(STAFF))
    await expect(phone.answer).to_contain_text("→")
    await save(page, folder / "activity-moved.png")
    demo.clock.advance(timedelta(days=1))
    await expect(phone.answer).to_contain_text("提醒：", timeout=30_000)
    await save(page, folder / "activity-reminder.png")


async def _sign_up(demo: Demo, other: Phone) -> None:
    await other.start()
    await demo.double.idle()
    await other.send("/activities")
    await demo.double.idle()
    await _tap(demo, other, "1")
    first = other.screen().last.buttons[0][0]
    await _tap(demo, other, first)


async def _move(demo: Demo, boss: Phone) -> None:
    await boss.start()
    await demo.double.idle()
    await boss.send("/staff")
    await demo.double.idle()
    for label in ("📋 近期活动", "1", "✏️ 改…", "时间"):
        await _tap(demo, boss, label)
    await boss.send("周四 20:00-21:30")
    await demo.double.idle()
    await _tap(demo, boss, "确定")


async def _tap(demo: Demo, phone: Phone, label: str) -> None:
    await phone.tap(label)
    await demo.double.idle()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
