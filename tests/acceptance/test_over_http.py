"""The main job over real sockets and real long polling, on both databases."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import MASHE, Running, labels, listed


@pytest.fixture(
    params=["binjiang_url", pytest.param("postgres_binjiang_url", marks=pytest.mark.postgres)]
)
def either_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    return url


async def test_main_flow(running: Running, either_url: str) -> None:
    async with running(either_url, http=True) as world:
        phone = world.newcomer()
        await phone.start()
        await world.settle()
        screen = phone.screen()
        assert "滨江区的15分钟生活圈助手" in screen.bubbles[-2].text
        assert screen.last.text.startswith("📍 找最近的服务点要用你的位置")
        await world.tap(phone, "同意")
        text = await world.share(phone, MASHE)
        assert "步行15分钟内" in text
        assert listed(text) == [
            "西兴街道马湖社区党群服务中心",
            "马湖社区·杭州邻里阅读空间",
        ]
        text = await world.tap(phone, "🟢营业中")
        assert "15分钟内没有确定在营业的" in text
        text = await world.tap(phone, "✅ 营业中")
        assert len(listed(text)) == 2
        text = await world.tap(phone, "2")
        assert "马湖社区·杭州邻里阅读空间" in text
        await world.tap(phone, "☆ 收藏")
        assert phone.toasts[-1]["text"] == "已收藏"
        assert "★ 已收藏" in labels(phone)
        text = await world.say(phone, "/favourites")
        assert "马湖社区·杭州邻里阅读空间" in text
        world.check()
