"""What is kept of a member, what the nightly check finds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from community import checks, privacy
from community.calendars import feeds
from community.calendars import tables as calendar_tables
from community.clubs import clubs
from community.clubs import tables as club_tables
from community.feedback import feedback
from community.feedback import tables as feedback_tables
from community.members import members
from community.members import tables as member_tables
from community.messages import tables as message_tables
from community.registrations import check_ins, registrations
from community.registrations import tables as registration_tables
from community.storage import base
from community.storage.database import Database, Transaction
from tests.conftest import NOON
from tests.integration.activities.stage import DISTRICT, Stage


async def member_of(tx: Transaction, number: int) -> members.Member:
    table = member_tables.member.c
    user = await tx.value(
        member_tables.member.select()
        .with_only_columns(table.channel_user_id)
        .where(table.id == number)
    )
    found = await members.find(tx, "telegram", user)
    assert found is not None
    return found


async def test_members_get_everything_and_leave_nothing(database: Database) -> None:
    stage = await Stage(database).set()
    number, staff = stage.members[:2]
    async with database.transaction() as tx:
        club = await clubs.create(tx, DISTRICT, "跑步社", None, None, NOON)
        await clubs.join(tx, number, club.id, NOON)
        await feeds.create_feed(tx, number, NOON)
        ticket = await registrations.sign_up(tx, number, stage.id, op_id="a", now=NOON)
        starts = ticket.occurrence.starts_at
        await check_ins.scan(tx, DISTRICT, ticket.token, staff, starts)
        await feedback.give(tx, number, stage.id, 5, "很好", starts)
        member = await member_of(tx, number)
        kept: dict[str, Any] = json.loads(json.dumps(await privacy.export(tx, member)))
    (registration,) = kept["registrations"]
    assert registration["state"] == "seated"
    assert registration["checked_in_at"] == starts.isoformat()
    assert (registration["stars"], registration["line"]) == (5, "很好")
    assert [one["name"] for one in kept["clubs"]] == ["跑步社"]
    assert len(kept["calendar_feeds"]) == 1
    assert {one["kind"] for one in kept["notices"]} == {"reminder", "feedback"}
    assert kept["member"]["digest"] is True
    assert "token" not in json.dumps(kept)
    async with database.transaction() as tx:
        await privacy.erase(tx, member, starts)
    tables = (
        registration_tables.registration,
        registration_tables.registration_operation,
        registration_tables.check_in,
        feedback_tables.feedback,
        club_tables.club_member,
        calendar_tables.calendar_feed,
        message_tables.outbox,
    )
    async with database.transaction() as tx:
        for table in tables:
            assert await tx.rows(table.select()) == []
        assert await checks.findings(tx) == []
    assert (await stage.occurrence()).seats_left == 2


async def test_the_nightly_check_is_content(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    async with database.transaction() as tx:
        for member in stage.members:
            await registrations.sign_up(tx, member, stage.id, op_id=None, now=NOON, wait=True)
        await registrations.cancel(tx, stage.members[0], stage.id, op_id=None, now=NOON)
    assert await checks.check_database(database) == []


@pytest.mark.parametrize("table", ["registration", "registration_operation", "check_in"])
def test_tables_of_members_go_with_them(table: str) -> None:
    foreign = list(base.metadata.tables[table].foreign_keys)
    rules = {key.ondelete for key in foreign}
    assert "CASCADE" in rules
    assert None not in rules
