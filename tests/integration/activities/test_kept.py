"""What is kept of a member, what the nightly check finds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update

from community import privacy
from community.activities import tables as activity_tables
from community.activities.checks import check_activities
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
from community.storage.checks import check_database
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
        assert await check_activities(tx) == []
    assert (await stage.occurrence()).seats_left == 2


async def test_the_nightly_check_is_content(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    async with database.transaction() as tx:
        for member in stage.members:
            await registrations.sign_up(tx, member, stage.id, op_id=None, now=NOON, wait=True)
        await registrations.cancel(tx, stage.members[0], stage.id, op_id=None, now=NOON)
    assert await check_database(database) == []


async def test_the_nightly_check_finds_what_does_not_add_up(database: Database) -> None:
    stage = await Stage(database).set(capacity=2)
    async with database.transaction() as tx:
        one = await registrations.sign_up(tx, stage.members[0], stage.id, op_id=None, now=NOON)
        two = await registrations.sign_up(tx, stage.members[1], stage.id, op_id=None, now=NOON)
        await check_ins.scan(tx, DISTRICT, one.token, stage.members[3], one.occurrence.starts_at)
        await feedback.give(tx, one.member_id, stage.id, 3, None, NOON)
        table = registration_tables.registration
        await tx.execute(update(table).where(table.c.id == one.id).values(state="waiting"))
        await tx.execute(delete(table).where(table.c.id == two.id))
        await tx.execute(update(activity_tables.series).values(status="draft"))
        found = await check_activities(tx)
        assert found == [
            f"occurrence {stage.id}: 0 seats held of 2, 0 left",
            f"registration {one.id}: checked in without a seat",
            f"series {one.occurrence.series_id}: a draft that members see",
        ]
        await tx.execute(delete(registration_tables.check_in))
        assert f"registration {one.id}: feedback without attendance" in await check_activities(tx)


async def test_the_nightly_check_sees_through_a_damaged_file(sqlite_url: str) -> None:
    """Where not even the constraints held."""
    database = Database(sqlite_url)
    stage = await Stage(database).set()
    async with database.transaction() as tx:
        await tx.execute(text("PRAGMA ignore_check_constraints=ON"))
        values = {
            "occurrence_id": stage.id,
            "queued_at": NOON,
            "changed_at": NOON,
            "member_id": stage.members[0],
        }
        await tx.execute(
            insert(registration_tables.registration).values(token="a", state="offered", **values)
        )
        values["member_id"] = stage.members[1]
        await tx.execute(
            insert(registration_tables.registration).values(token="b", state="lost", **values)
        )
        found = await check_activities(tx)
        await tx.execute(text("PRAGMA ignore_check_constraints=OFF"))
    await database.close()
    assert "registration 1: an offer without an end" in found
    assert "registration 2: state lost" in found


@pytest.mark.parametrize("table", ["registration", "registration_operation", "check_in"])
def test_tables_of_members_go_with_them(table: str) -> None:
    foreign = list(base.metadata.tables[table].foreign_keys)
    rules = {key.ondelete for key in foreign}
    assert "CASCADE" in rules
    assert None not in rules
