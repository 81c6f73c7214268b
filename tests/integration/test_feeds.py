"""The private calendar over HTTP, and the language of words that go out on their own."""

from __future__ import annotations

from starlette.applications import Starlette

from bot.web.feeds import feed_base, feed_route
from community.calendars import feeds
from community.clock import ShiftedClock
from community.members import members
from community.storage.database import Database
from tests.conftest import NOON


async def test_a_feed_is_served_until_it_is_revoked(
    database: Database, clock: ShiftedClock
) -> None:
    async with database.transaction() as tx:
        member = await members.meet(tx, "telegram", 7, NOON)
        token = await feeds.create_feed(tx, member.id, NOON)
    import httpx

    app = Starlette(routes=[feed_route(database, clock)])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://feeds") as client:
        answer = await client.get(f"/calendar/{token}.ics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/calendar")
        assert answer.text.startswith("BEGIN:VCALENDAR")
        assert (await client.get("/calendar/guessed.ics")).status_code == 404
        for odd in ("x" * 500, "%00", f"{token}%00", "%ed%a0%80", "%25", "%0d%0a", "令牌"):
            assert (await client.get(f"/calendar/{odd}.ics")).status_code == 404, odd
        async with database.transaction() as tx:
            assert await feeds.revoke_feed(tx, member.id)
        assert (await client.get(f"/calendar/{token}.ics")).status_code == 404


def test_feeds_need_a_public_address() -> None:
    assert feed_base("") is None
    assert feed_base("https://bot.example.org") == "https://bot.example.org/calendar"


async def test_the_language_of_the_client_is_remembered(database: Database) -> None:
    async with database.transaction() as tx:
        await members.meet(tx, "telegram", 7, NOON, client_language="en")
    async with database.transaction() as tx:
        member = await members.meet(tx, "telegram", 7, NOON)
        assert (member.language, member.client_language) == (None, "en")
        await members.meet(tx, "telegram", 7, NOON, client_language="zh")
        found = await members.addressees(tx, [member.id])
    assert found[member.id].member.client_language == "zh"
