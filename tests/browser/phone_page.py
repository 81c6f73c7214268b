"""What a member does on the page, in words."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

SPOT = "30.2084, 120.2120"
HELSINKI_SPOT = "60.1699, 24.9384"


class PhonePage:
    """The page as one member's phone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def answer(self) -> Locator:
        """The bot's newest message."""
        return self.page.locator("#messages > .theirs").last

    @property
    def toast(self) -> Locator:
        return self.page.locator(".toast")

    @property
    def buttons(self) -> Locator:
        """All buttons under the bot's newest message."""
        return self.answer.locator(".inline-keyboard button")

    def button(self, label: str, *, exact: bool = False) -> Locator:
        return self.answer.locator(".inline-keyboard").get_by_role(
            "button", name=label, exact=exact
        )

    async def tap(self, label: str, *, exact: bool = False) -> None:
        """Tap a button under the bot's newest message."""
        await self.button(label, exact=exact).first.click()

    async def key(self, label: str) -> None:
        await self.page.click(f"#keyboard button:has-text('{label}')")

    async def write(self, text: str) -> None:
        await self.page.fill("#text", text)
        await self.page.press("#text", "Enter")

    async def consent(self) -> None:
        """From the empty chat to the given consent."""
        await self.page.click("#start")
        await self.tap("同意", exact=True)
        await expect(self.answer).to_contain_text("已同意")

    async def share(self, coordinates: str) -> None:
        """Share a location by the reply key and typed coordinates."""
        await self.key("发送位置")
        await self.page.fill("#picker-coordinates", coordinates)
        await self.page.click("#picker-send")

    async def open_controls(self) -> None:
        """City and clock: on narrow windows they stand in a sheet."""
        if await self.page.locator("#stage").is_hidden():
            await self.page.click("#more")
            await self.page.click("#more-menu button:has-text('城市和时钟')")

    async def switch_city(self, name: str) -> None:
        await self.open_controls()
        await self.page.click(f"#cities button:has-text('{name}')")
        await expect(self.page.locator("#start")).to_be_visible()
        await expect(self.page.locator("#changing")).to_be_hidden()

    async def show_whole_answer(self) -> None:
        """Fold the reply keyboard away and begin at the top of the bot's newest message."""
        await self.at_rest()
        await self.page.click("#keys")
        await self.page.evaluate(
            "const chat = document.getElementById('chat');"
            "const last = [...document.querySelectorAll('#messages > .theirs')].at(-1);"
            "const top = (element) => element.getBoundingClientRect().top;"
            "chat.scrollTop += top(last) - top(chat) - 14"
        )

    async def at_rest(self) -> None:
        """Nothing is waited for and every picture is loaded."""
        await expect(self.page.locator(".waiting")).to_have_count(0)
        await self.page.wait_for_function(
            "[...document.images].every((image) => !image.src || image.complete)"
        )
