"""What is kept of a person: all of it is declared, exported, and gone when they go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, Table, insert, select

from community import capabilities, privacy
from community.activities import series
from community.calendars import feeds
from community.capability import Personal, Rules
from community.clubs import clubs
from community.feedback import feedback
from community.members import drafts, members
from community.members.members import Member
from community.messages import live_answers
from community.messages.live_answers import LiveKey
from community.registrations import check_ins, registrations
from community.reports import reports
from community.saved import favourites
from community.staff import roles
from community.storage import base
from community.storage.database import Database, Transaction
from community.updates import inbox
from community.updates import tables as update_tables
from geo.position import Position
from tests.conftest import NOON
from tests.integration.activities.stage import DISTRICT, Stage, facts

EVERYTHING = (*capabilities.RULES, *capabilities.MACHINERY)
NUMBERS = ("channel_user_id", "lane", "chat_id")
"""Columns with the number that the channel gave a person."""
DAY = timedelta(days=1)


def owned() -> Iterator[Table]:
    """Tables whose rows go with the member, and those whose rows go with such a row."""
    found = {"member"}
    while True:
        more = {
            table.name
            for table in base.metadata.tables.values()
            for key in table.foreign_keys
            if key.column.table.name in found and key.ondelete == "CASCADE"
        }
        if more <= found:
            yield from (base.metadata.tables[name] for name in sorted(found))
            return
        found |= more


def leading(member: Member) -> dict[str, list[ColumnElement[bool]]]:
    """Of every table with something of a person, what is true of rows that lead to this one."""
    found: dict[str, list[ColumnElement[bool]]] = {}
    for table in base.metadata.tables.values():
        for column in table.c:
            if any(key.column.table.name == "member" for key in column.foreign_keys):
                found.setdefault(table.name, []).append(column == member.id)
            elif column.name in NUMBERS:
                found.setdefault(table.name, []).append(column == member.channel_user_id)
    return found


async def led_to(tx: Transaction, member: Member) -> set[str]:
    """The tables with a row that leads to this member, or belongs to one that does."""
    found = set()
    for name, conditions in leading(member).items():
        for condition in conditions:
            if await tx.row(select(base.metadata.tables[name]).where(condition)):
                found.add(name)
    for table in owned():
        mine = {key.column.table.name for key in table.foreign_keys} & found
        if table.name not in found and mine and await tx.row(select(table)):
            found.add(table.name)
    return found


def test_each_table_with_something_of_a_person_is_declared_once() -> None:
    somebody = Member(1, "telegram", 7, None, location_consent=False)
    personal = {table.name for table in owned()} | leading(somebody).keys()
    declared = [table.name for kept in privacy.kept(EVERYTHING) for table in kept.tables]
    assert sorted(declared) == sorted(personal)


def test_capabilities_declare_their_own_tables_and_own_every_table() -> None:
    for rules in EVERYTHING:
        kept = rules.personal.kept if rules.personal else ()
        assert {table.name for one in kept for table in one.tables} <= {
            table.name for table in rules.tables
        }, rules.name
    every = [table.name for rules in EVERYTHING for table in rules.tables]
    assert sorted(every) == sorted(base.metadata.tables)


def test_each_thing_that_is_kept_has_a_name_of_its_own() -> None:
    keys = [kept.key for kept in privacy.kept(EVERYTHING)]
    assert len(keys) == len(set(keys))


async def live_fully(stage: Stage, tx: Transaction, member: Member) -> None:
    """Everything that one can do, so that every table with something of a person has a row."""
    await members.give_consent(tx, member.id, "location", 1, NOON)
    await drafts.put(tx, member.id, "name", {"lat": 1.5}, NOON)
    await roles.grant(tx, "telegram", member.channel_user_id, "staff", NOON, "c1")
    await favourites.add_favourite(tx, member.id, stage.center, NOON)
    await favourites.save_place(tx, member.id, "家", Position(30.2, 120.2), NOON)
    await reports.report(tx, member.id, stage.center, "hours", op_id="x", now=NOON)
    await series.create(tx, DISTRICT, facts(stage.center), member.id, NOON)
    club = await clubs.create(tx, DISTRICT, "跑步社", None, None, NOON)
    await clubs.join(tx, member.id, club.id, NOON)
    await feeds.create_feed(tx, member.id, NOON)
    ticket = await registrations.sign_up(tx, member.id, stage.id, op_id="a", now=NOON)
    starts = ticket.occurrence.starts_at
    await check_ins.scan(tx, DISTRICT, ticket.token, member.id, starts)
    await feedback.give(tx, member.id, stage.id, 5, "很好", starts)
    key = LiveKey(member.channel_user_id, 1)
    await live_answers.begin(tx, key, "d", NOON, expires_at=NOON + DAY)
    values = {"update_id": 1, "lane": member.channel_user_id, "payload": "{}"}
    await tx.execute(
        insert(update_tables.inbox).values(
            state="done", received_at=NOON, settled_at=NOON, **values
        )
    )


async def member_of(tx: Transaction, number: int) -> Member:
    return (await members.addressees(tx, [number]))[number].member


async def test_nothing_leads_to_who_was_erased(database: Database) -> None:
    stage = await Stage(database).set()
    async with database.transaction() as tx:
        member = await member_of(tx, stage.members[0])
        await live_fully(stage, tx, member)
        declared = {table.name for kept in privacy.kept(tx.rules) for table in kept.tables}
        assert await led_to(tx, member) == declared, "this test does not fill every table"
        await privacy.erase(tx, member, NOON)
    async with database.transaction() as tx:
        assert await led_to(tx, member) == {"staff_role"}
        staying = {t.name for kept in privacy.kept(tx.rules) if kept.stays for t in kept.tables}
        for name in staying:
            assert await tx.row(select(base.metadata.tables[name])), name
        (entry,) = await inbox.entries(tx, ["done"])
        assert (entry.update_id, entry.lane, entry.has_payload) == (1, 0, False)


async def test_others_lose_nothing(database: Database) -> None:
    stage = await Stage(database).set()
    async with database.transaction() as tx:
        gone, stays = [await member_of(tx, number) for number in stage.members[:2]]
        await live_fully(stage, tx, stays)
        before = await privacy.export(tx, stays), await led_to(tx, stays)
        await privacy.erase(tx, gone, NOON)
        assert (await privacy.export(tx, stays), await led_to(tx, stays)) == before


async def test_the_copy_has_the_same_names_for_everybody(database: Database) -> None:
    stage = await Stage(database).set()
    async with database.transaction() as tx:
        one, other = [await member_of(tx, number) for number in stage.members[:2]]
        await live_fully(stage, tx, one)
        full, empty = await privacy.export(tx, one), await privacy.export(tx, other)
    assert full.keys() == empty.keys()
    assert set(full) == {
        "member",
        "consents",
        "saved_places",
        "favourites",
        "reports",
        "drafts",
        "staff_roles",
        "registrations",
        "clubs",
        "calendar_feeds",
        "activities_written",
        "notices",
    }
    assert list(full["registrations"][0]) == [
        "title",
        "starts_at",
        "state",
        "guests",
        "leads",
        "queued_at",
        "offer_until",
        "changed_at",
        "checked_in_at",
        "checked_in_how",
        "stars",
        "line",
        "given_at",
    ]


async def test_a_capability_of_the_list_is_asked(database_url: str) -> None:
    erased: list[int] = []

    async def export(tx: Transaction, member: Member) -> dict[str, object]:
        return {"wishes": [member.id]}

    async def erase(tx: Transaction, member: Member, now: object) -> None:
        erased.append(member.id)

    wishes = Rules(name="wishes", personal=Personal(kept=(), export=export, erase=erase))
    database = Database(database_url, rules=(*capabilities.RULES, wishes))
    try:
        async with database.transaction() as tx:
            member = await members.meet(tx, "telegram", 7, NOON)
            assert (await privacy.export(tx, member))["wishes"] == [member.id]
            await privacy.erase(tx, member, NOON)
            assert erased == [member.id]
    finally:
        await database.close()


async def test_who_is_erased_mid_update_leaves_it_to_be_settled(database: Database) -> None:
    """The very tap that asks for it is under way: it is not taken from its worker."""
    async with database.transaction() as tx:
        member = await members.meet(tx, "telegram", 7, NOON)
        await inbox.store(tx, [inbox.Arrival(1, 7, "{}")], NOON)
        (claimed,) = await inbox.claim(tx, "w", NOON, limit=1, lease=DAY)
        await privacy.erase(tx, member, NOON)
        assert await inbox.done(tx, "w", [claimed.update_id], NOON) == {1}
