"""The web side: who may deliver, what is refused, and what probes are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select, text, update

from bot.web import server
from bot.web.metrics import Metrics
from bot.web.server import (
    SECRET_HEADER,
    WEBHOOK_PATH,
    Health,
    health_routes,
    web_app,
    webhook_route,
)
from bot.work.heartbeat import LONGEST_SILENCE_S, Heartbeat
from bot.work.inbox_writer import InboxWriter, NotStored
from community.clock import ShiftedClock
from community.storage.database import Database
from community.updates import tables as update_tables
from tests.conftest import NOON

SECRET = "a-secret-of-some-length-123"
UPDATE = b'{"update_id": 5, "message": {"from": {"id": 7}}}'


@asynccontextmanager
async def client(database: Database, health: Health | None = None) -> AsyncIterator[Any]:
    clock = ShiftedClock(NOON, stopped=True)
    writer = InboxWriter(database, clock, "test", timedelta(seconds=30))
    keeping = asyncio.create_task(writer.run())
    health = health or Health(database, Heartbeat())
    app = web_app([*health_routes(health, Metrics(), clock), webhook_route(writer, SECRET)])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as asking:
        yield asking
    writer.close()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def deliver(asking: Any, body: bytes = UPDATE, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    return (await asking.post(WEBHOOK_PATH, content=body, headers=headers)).status_code


async def stored(database: Database) -> list[Any]:
    async with database.transaction() as tx:
        return [tuple(row) for row in await tx.rows(select(*update_tables.inbox.c[:3]))]


async def test_an_update_is_committed_before_it_is_acknowledged(database: Database) -> None:
    async with client(database) as asking:
        assert await deliver(asking) == 200
        assert await stored(database) == [(5, 7, UPDATE.decode())]
        assert await deliver(asking) == 200  # sent again: still one
        assert len(await stored(database)) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "安家"])
async def test_without_the_secret_nothing_is_taken(
    sqlite_url: str, secret: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    compared: list[tuple[bytes, bytes]] = []
    honest = server.hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return honest(one, other)

    monkeypatch.setattr(server.hmac, "compare_digest", watched)
    async with client(database) as asking:
        if secret == "安家":
            headers = {SECRET_HEADER: secret.encode()}
            answer = await asking.post(WEBHOOK_PATH, content=UPDATE, headers=headers)
            assert answer.status_code == 403
        else:
            assert await deliver(asking, secret=secret) == 403
    assert await stored(database) == []
    assert len(compared) == 1  # always the comparison that takes the same time
    await database.close()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"update_id": "5"}', b"\xff", b"[" * 9999])
async def test_what_is_no_update_is_refused(sqlite_url: str, body: bytes) -> None:
    database = Database(sqlite_url)
    async with client(database) as asking:
        assert await deliver(asking, body) == 400
    await database.close()


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 65536

    async with client(database) as asking:
        assert await deliver(asking, b"x" * (server.LARGEST_BODY + 1)) == 413
        answer = await asking.post(WEBHOOK_PATH, content=endless(), headers={SECRET_HEADER: SECRET})
        assert answer.status_code == 413
        assert read <= server.LARGEST_BODY // 65536 + 2
    await database.close()


async def test_other_methods_and_paths_are_unknown(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with client(database) as asking:
        assert (await asking.get(WEBHOOK_PATH)).status_code == 405
        assert (await asking.post("/telegram/x", content=UPDATE)).status_code == 404
    await database.close()


async def test_a_database_that_is_away_means_come_again(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(self: InboxWriter, arrivals: Any) -> int:
        raise NotStored

    monkeypatch.setattr(InboxWriter, "store", away)
    database = Database(sqlite_url)
    async with client(database) as asking:
        assert await deliver(asking) == 503
    await database.close()


async def test_ready_is_the_database_the_migrations_and_not_draining(database: Database) -> None:
    health = Health(database, Heartbeat())
    async with client(database, health) as asking:
        assert (await asking.get("/readyz")).text == "ready"
        health.draining = True
        answer = await asking.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "draining")
        health.draining = False
        async with database.transaction() as tx:
            await tx.execute(text("UPDATE alembic_version SET version_num = 'old'"))
        answer = await asking.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "migrations")


async def test_no_database_is_not_ready_but_alive() -> None:
    nowhere = Database("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    async with client(nowhere) as asking:
        answer = await asking.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "database")
        assert (await asking.get("/livez")).status_code == 200
        assert "bot_build_info" in (await asking.get("/metrics")).text
    await nowhere.close()


async def test_a_loop_that_stands_still_is_not_alive(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, heartbeat = Database(sqlite_url), Heartbeat()
    async with client(database, Health(database, heartbeat)) as asking:
        assert (await asking.get("/livez")).status_code == 200
        monkeypatch.setattr(Heartbeat, "silence_s", LONGEST_SILENCE_S + 1)
        assert (await asking.get("/livez")).status_code == 503
    await database.close()


async def test_metrics_have_the_names_that_dashboards_use(database: Database) -> None:
    async with database.transaction() as tx:
        for number, state in ((1, "new"), (2, "done"), (3, "dead")):
            await tx.execute(
                insert(update_tables.inbox).values(
                    update_id=number, lane=1, payload="{}", state=state, received_at=NOON
                )
            )
    clock = ShiftedClock(NOON + timedelta(seconds=40), stopped=True)
    metrics = Metrics()
    metrics.update("message", "ok", 0.02)
    metrics.update("something_new_from_telegram", "ok", 0.02)
    metrics.request("sendMessage", "ok")
    metrics.notice("reminder", "sent", 1.0)
    metrics.notice("reminder", "expired", 9.0)
    metrics.notice("offer", "sent", 9.0)
    metrics.held(0.1)
    await metrics.sample(database, clock)
    shown = metrics.text().decode()
    for line in (
        'bot_updates_total{outcome="ok",type="message"} 1.0',
        'bot_updates_total{outcome="ok",type="other"} 1.0',
        "bot_update_lag_seconds_count 2.0",
        "bot_inbox_oldest_age_seconds 40.0",
        'bot_inbox_rows{state="dead"} 1.0',
        "bot_outbox_oldest_due_age_seconds 0.0",
        'bot_outbox_rows{state="pending"} 0.0',
        "bot_reminder_lateness_seconds_count 1.0",
        'bot_telegram_requests_total{method="sendMessage",outcome="ok"} 1.0',
        "bot_ratelimit_wait_seconds_count 1.0",
        'bot_build_info{version="',
    ):
        assert line in shown, line
    labels = {name for family in metrics.registry.collect() for name in family.samples[0].labels}
    assert not {"member", "user", "chat", "chat_id"} & labels


async def test_metrics_are_read_at_most_every_few_seconds(database: Database) -> None:
    clock, metrics = ShiftedClock(NOON, stopped=True), Metrics()
    await metrics.sample(database, clock)
    async with database.transaction() as tx:
        values = {"update_id": 1, "lane": 1, "payload": "{}", "received_at": NOON}
        await tx.execute(insert(update_tables.inbox).values(**values))
        await tx.execute(update(update_tables.inbox).values(error="x"))
    await metrics.sample(database, clock)
    assert 'bot_inbox_rows{state="new"} 0.0' in metrics.text().decode()


async def test_serving_leaves_signals_alone_and_frees_the_port() -> None:
    import signal

    before = signal.getsignal(signal.SIGTERM)
    async with server.serving(web_app([]), "127.0.0.1", 0) as port:
        assert signal.getsignal(signal.SIGTERM) is before
        async with httpx.AsyncClient() as asking:
            assert (await asking.get(f"http://127.0.0.1:{port}/x")).status_code == 404
        with pytest.raises(OSError, match="in use"):
            async with server.serving(web_app([]), "127.0.0.1", port):
                pass
    async with server.serving(web_app([]), "127.0.0.1", port):
        pass
