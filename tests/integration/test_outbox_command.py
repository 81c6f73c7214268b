"""`python -m bot outbox`, as staff types it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from bot.__main__ import app
from community.clock import SystemClock
from community.messages import outbox
from community.messages import tables as message_tables
from community.messages.kinds import NoticeKind
from community.storage.database import Database
from tests import seats

HOUR = timedelta(hours=1)
CODE = NoticeKind(name="redemption_code", about="redemption")


async def parked(url: str) -> None:
    database = Database(url)
    now = SystemClock().now()
    try:
        async with database.transaction() as tx:
            (member,) = await seats.members(tx, 1, now)
            notices = [outbox.Notice(CODE, member, n, 0, now - HOUR, now + HOUR) for n in range(3)]
            await outbox.put(tx, notices)
            table = message_tables.outbox
            await tx.execute(
                update(table)
                .where(table.c.object_id < 2)
                .values(state="unknown", maybe_sent=True, settled_at=now)
            )
    finally:
        await database.close()


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["outbox", *arguments])
    return result.exit_code, result.output


def test_list_retry_and_drop(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(parked(sqlite_url))
    monkeypatch.setenv("ANJIA_DATABASE__URL", sqlite_url)
    monkeypatch.setattr("bot.logs.set_up", lambda *_: None)
    code, said = run("list")
    assert code == 0
    assert "pending 1" in said.splitlines()[0]
    assert "unknown 2" in said.splitlines()[0]
    assert len(said.splitlines()) == 3
    assert "redemption_code 0" in said
    assert "may have arrived" in said
    assert run("list", "--state", "pending")[1].count("redemption_code") == 1
    assert run("list", "--state", "lost")[0] == 2

    assert run("retry", "1") == (0, "1: will be sent again\n")
    code, said = run("retry", "1", "99")
    assert code == 1
    assert "99: not parked, or it is too late" in said
    assert run("drop", "2", "3") == (0, "2: dropped\n3: dropped\n")
    assert "pending 1" in run("list")[1]
    assert "expired 2" in run("list")[1]
