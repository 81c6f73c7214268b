"""`db copy`: an SQLite district moves to PostgreSQL, and nothing is lost on the way."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sample import CITIES
from bot.sample.example_activities import create_examples
from community.activities import tables as activity_tables
from community.clock import SystemClock
from community.clubs import clubs
from community.members import drafts, members
from community.members import tables as member_tables
from community.messages import tables as message_tables
from community.places import centers
from community.registrations import registrations
from community.reports import reports
from community.reports.tables import REPORT_REASONS
from community.saved import favourites
from community.staff import roles
from community.staff.roles import DISTRICT
from community.storage import base, transfer
from community.storage.database import Database
from community.storage.presence import sole_use
from community.updates import inbox
from community.updates.inbox import Arrival
from geo.position import Position
from tests.integration.commands.conftest import Cli

OLD = Path("data/anjia.db")
OLD_URL = f"sqlite+aiosqlite:///{OLD}"
PLACE = "公司 'x\"; 🏃"
NUMBER = 2**40  # a member's number at Telegram may be that large


async def _live(url: str) -> None:
    """What members, staff and the bot itself leave behind."""
    database, now = Database(url), SystemClock().now()
    try:
        async with database.transaction() as tx:
            people = [await members.meet(tx, "telegram", NUMBER + n, now) for n in range(4)]
            one = people[0].id
            await members.give_consent(tx, one, "location", members.LOCATION_CONSENT_VERSION, now)
            await members.set_language(tx, one, "en")
            center = (await centers.all_centers(tx))[0]
            await favourites.add_favourite(tx, one, center.id, now)
            await favourites.save_place(tx, one, PLACE, Position(30.2, 120.2), now)
            await roles.grant(tx, "telegram", NUMBER, "admin", now)
            await reports.report(
                tx, one, center.id, REPORT_REASONS[0], op_id="r1", now=now, detail="门口贴了纸条"
            )
            await drafts.put(tx, one, "x", {"steps": [1, 2.5, None, {"深": True}]}, now)
            await create_examples(tx, CITIES["binjiang"], one, now)
            club = (await clubs.all_clubs(tx, one))[0]
            await clubs.join(tx, one, club.id, now)
            occurrences = await tx.rows(select(activity_tables.occurrence.c.id))
            for person in people:  # the badminton has two seats
                await registrations.sign_up(
                    tx, person.id, occurrences[0].id, op_id=f"op{person.id}", now=now, wait=True
                )
            # More than are copied at once, out of order, and one that a dead process holds.
            arrivals = [Arrival(5000 - n, n % 7, f'{{"n": {n}}}') for n in range(2500)]
            await inbox.store(tx, arrivals, now)
            lease = timedelta(seconds=60)
            (held, *_) = await inbox.claim(tx, "gone-1#7", now, limit=1, lease=lease)
            assert held.update_id == 2501
            live = {"chat_id": NUMBER, "location_message_id": 5, "digest": "x"}
            await tx.execute(
                insert(message_tables.live_answer).values(edited_at=now, expires_at=now, **live)
            )
    finally:
        await database.close()


@pytest.fixture
def moved(cli: Cli, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """An SQLite database that was in use, and a configuration that names PostgreSQL now."""
    assert cli("import", "sample").code == 0
    asyncio.run(_live(OLD_URL))
    monkeypatch.setenv("ANJIA_DATABASE__URL", postgres_url)
    return cli


async def _everything(url: str) -> dict[str, list[Any]]:
    """Every row of every table, as Python sees it."""
    database, found = Database(url), {}
    try:
        async with database.transaction() as tx:
            for table in base.metadata.sorted_tables:
                rows = [dict(row._mapping) for row in await tx.rows(select(table))]
                found[table.name] = sorted(rows, key=str)
    finally:
        await database.close()
    return found


def change(statement: str) -> None:
    with closing(sqlite3.connect(OLD)) as connection, connection:
        connection.execute(statement)


def test_everything_is_there_and_goes_on(moved: Cli, postgres_url: str) -> None:
    copied = moved("db", "copy", OLD)
    assert (copied.code, copied.err) == (0, "")
    before, after = asyncio.run(_everything(OLD_URL)), asyncio.run(_everything(postgres_url))
    assert before == after
    filled = {name: len(rows) for name, rows in before.items() if rows}
    assert len(filled) >= 17
    assert (filled["inbox"], filled["member"], filled["registration"]) == (2500, 4, 4)
    total = sum(filled.values())
    assert copied.lines[:-1] == [f"{name}: {filled[name]}" for name in before if name in filled]
    assert copied.lines[-1] == f"{total} rows copied, each read back and compared"
    assert moved("db", "check").out == "ok: every promise holds\n"
    assert "无变化87" in moved("import", "sample").out
    asyncio.run(_goes_on(postgres_url))


async def _goes_on(url: str) -> None:
    """New rows get numbers of their own, and what a dead process held is given back."""
    database, now = Database(url), SystemClock().now()
    try:
        async with database.transaction() as tx:
            known = await members.find(tx, "telegram", NUMBER)
            assert known is not None
            assert known.language == "en"
            assert [place.name for place in await favourites.saved_places(tx, known.id)] == [PLACE]
            for number in range(5):
                fresh = await members.meet(tx, "telegram", NUMBER + 100 + number, now)
                assert fresh.id > known.id
            club = await clubs.create(tx, DISTRICT, "夜跑", None, None, now)
            assert await clubs.join(tx, fresh.id, club.id, now)
            full = await tx.value(select(activity_tables.occurrence.c.id).order_by("id"))
            ticket = await registrations.sign_up(
                tx, fresh.id, full, op_id="new", now=now, wait=True
            )
            assert ticket.state == "waiting"
            assert await inbox.recover(tx, now) == 1
    finally:
        await database.close()


def test_a_second_time_is_refused(moved: Cli, postgres_url: str) -> None:
    assert moved("db", "copy", OLD).code == 0
    before = asyncio.run(_everything(postgres_url))
    again = moved("db", "copy", OLD)
    assert again.code == 1
    assert again.err.startswith("Nothing was copied. The configured database is not empty")
    assert asyncio.run(_everything(postgres_url)) == before


def test_a_running_bot_keeps_its_database(moved: Cli, postgres_url: str) -> None:
    with sole_use(Database(OLD_URL)):
        refused = moved("db", "copy", OLD)
    assert refused.code == 1
    assert refused.err == f"A bot runs on {OLD}. Stop it first; it loses nothing.\n"
    assert moved("db", "copy", OLD).code == 0


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            "INSERT INTO favourite (member_id, center_id, added_at) VALUES (77, 1, '2026-01-01')",
            "A row of favourite breaks a promise (IntegrityError). Run `db check`",
        ),
        ("UPDATE alembic_version SET version_num = '0000'", "is not at the newest revision"),
    ],
)
def test_what_cannot_be_copied_whole_is_not_copied(
    moved: Cli, postgres_url: str, broken: str, said: str
) -> None:
    change(broken)
    refused = moved("db", "copy", OLD)
    assert refused.code == 1
    assert refused.err.startswith("Nothing was copied. ")
    assert said in refused.err
    assert not [rows for rows in asyncio.run(_everything(postgres_url)).values() if rows]


@pytest.mark.parametrize(
    "otherwise",
    [
        update(member_tables.member).values(language="zh"),
        insert(member_tables.member).values(
            channel="telegram", channel_user_id=1, created_at=SystemClock().now()
        ),
    ],
    ids=["changed", "one_more"],
)
def test_a_row_that_comes_out_otherwise_is_noticed(
    moved: Cli, postgres_url: str, monkeypatch: pytest.MonkeyPatch, otherwise: Executable
) -> None:
    real = transfer._number_on

    async def meddling(table: Table, new: AsyncConnection) -> None:
        await real(table, new)
        if table is member_tables.member:
            await new.execute(otherwise)

    monkeypatch.setattr(transfer, "_number_on", meddling)
    refused = moved("db", "copy", OLD)
    assert refused.code == 1
    assert "Rows of member are not what they were" in refused.err
    assert not [rows for rows in asyncio.run(_everything(postgres_url)).values() if rows]


def test_there_must_be_a_file(moved: Cli) -> None:
    refused = moved("db", "copy", "nowhere.db")
    assert (refused.code, refused.err) == (1, "Nothing was copied. nowhere.db does not exist.\n")
    assert not Path("nowhere.db").exists()
