"""One leader, rings between processes, and what happens when the session breaks."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from community.places import centers
from community.storage import presence
from community.storage.database import Database
from community.storage.presence import INBOX, PLACES, DatabaseInUse, Presence, ring

pytestmark = []


async def until(condition, within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.02)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "LOOK_SECONDS", 0.1)


async def test_sqlite_serves_one_process(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with Presence(database, {}).held() as one:
        assert one.leading.is_set()
        with pytest.raises(DatabaseInUse):
            async with Presence(database, {}).held():
                pass
    async with Presence(database, {}).held():
        pass
    await database.close()


@pytest.mark.postgres
async def test_exactly_one_leads_and_the_lead_is_handed_over(postgres_url: str) -> None:
    database = Database(postgres_url)
    async with AsyncExitStack() as others, AsyncExitStack() as stack:
        first = await stack.enter_async_context(Presence(database, {}).held())
        await until(first.leading.is_set)
        second = await others.enter_async_context(Presence(database, {}).held())
        bystander = Presence(database, {}, candidate=False)
        await others.enter_async_context(bystander.held())
        await until(second.in_session.is_set)
        await until(bystander.in_session.is_set)
        await asyncio.sleep(0.3)
        assert first.leading.is_set()
        assert second.following.is_set()
        assert not second.leading.is_set()
        await stack.aclose()
        await until(second.leading.is_set)
        assert not second.following.is_set()
        assert not bystander.leading.is_set()
    await database.close()


@pytest.mark.postgres
async def test_a_leader_whose_session_breaks_knows_it_and_comes_back(postgres_url: str) -> None:
    database = Database(postgres_url)
    async with Presence(database, {}).held() as leader:
        await until(leader.leading.is_set)
        follows = asyncio.create_task(leader.following.wait())
        await asyncio.sleep(0)
        await _cut_sessions(database, leader)
        await asyncio.wait_for(follows, 5)
        await until(leader.leading.is_set)
    await database.close()


@pytest.mark.postgres
async def test_rings_are_heard_and_a_broken_session_rings_by_itself(postgres_url: str) -> None:
    database = Database(postgres_url)
    heard: list[str] = []
    topics = {INBOX: lambda: heard.append("inbox"), PLACES: lambda: heard.append("places")}
    async with Presence(database, topics).held() as listener:
        await until(listener.in_session.is_set)
        heard.clear()
        async with database.transaction() as tx:
            await ring(tx, INBOX)
            await asyncio.sleep(0.1)
            assert heard == []  # only a commit rings
        await until(lambda: heard == ["inbox"], within=2)
        async with database.transaction() as tx:
            await centers.touch(tx)
        await until(lambda: heard == ["inbox", "places"], within=2)
        heard.clear()
        await _cut_sessions(database, listener)
        await until(lambda: {"inbox", "places"} <= set(heard), within=3)  # nothing was missed
        await until(listener.in_session.is_set)
        heard.clear()
        async with database.transaction() as tx:
            await ring(tx, INBOX)
        await until(lambda: "inbox" in heard, within=2)
    await database.close()


@pytest.mark.postgres
async def test_the_name_holds_the_lock_that_others_look_for(postgres_url: str) -> None:
    database = Database(postgres_url)
    question = text(
        "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 "
        "AND ((classid::bigint << 32) | objid::bigint) = :key"
    )

    async def held(name: str) -> int:
        async with database.transaction() as tx:
            return int(await tx.value(question, {"key": int(name.partition("#")[2])}))

    async with Presence(database, {}).held() as one:
        await until(one.in_session.is_set)
        assert len(one.name) <= 64
        assert await held(one.name) == 1
    async with asyncio.timeout(5):  # the server notices that the session is gone a moment later
        while await held(one.name):
            await asyncio.sleep(0.02)
    await database.close()


async def test_rings_on_sqlite_are_silent(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with database.transaction() as tx:
        await ring(tx, INBOX)
        assert not tx.wrote
    await database.close()


async def _cut_sessions(database: Database, whose: Presence) -> None:
    key = int(whose.name.partition("#")[2])
    async with database.transaction() as tx:
        cut = await tx.value(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
                "AND objsubid = 1 AND ((classid::bigint << 32) | objid::bigint) = :key"
            ),
            {"key": key},
        )
    assert cut
