"""Notices look at the world again: what no longer matters is not said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from bot.playground.phone import Phone
from community.activities import changes
from community.activities.changes import Edit, Which
from community.activities.occurrences import Occurrence
from community.clubs import clubs
from community.members import members
from community.messages import tables as message_tables
from community.registrations import check_ins, registrations
from handlers.chat.events import Due
from handlers.chat.screen import Screen
from handlers.chat.texts import texts_for
from handlers.chat.turn import Turn
from tests.acceptance.activity_stage import (
    DISTRICT,
    WEDNESDAY,
    arrange,
    found_club,
    later,
    open_card,
    set_local,
    signed_up,
    told,
    words,
)
from tests.acceptance.conftest import World


async def rendered(world: World, phone: Phone, kind: str) -> Sequence[Screen | None]:
    """What would be sent now of every notice of a kind to this member."""
    async with world.database.transaction() as tx:
        member = await members.find(tx, "telegram", phone.id)
        assert member is not None
        query = select(message_tables.outbox).where(
            message_tables.outbox.c.kind == kind, message_tables.outbox.c.member_id == member.id
        )
        said = []
        for row in await tx.rows(query.order_by(message_tables.outbox.c.id)):
            due = Due(kind, row.object_id, row.revision, row.payload, row.due_at)
            services = world.bot.services
            turn = Turn(due, tx, member, texts_for("zh"), world.clock.now(), services)
            said.append(await services.house.renderers[kind](turn, due))
    assert said, kind
    return said


async def leave(world: World, phone: Phone, found: Occurrence) -> None:
    async with world.database.transaction() as tx:
        member = await members.find(tx, "telegram", phone.id)
        assert member is not None
        await registrations.cancel(tx, member.id, found.id, op_id=None, now=world.clock.now())


async def change(world: World, found: Occurrence, **edit: Any) -> None:
    async with world.database.transaction() as tx:
        await changes.apply(tx, DISTRICT, found.id, Which.THIS, Edit(**edit), world.clock.now())


async def test_moved_twice_is_told_as_it_is_in_the_end(world: World) -> None:
    found = await arrange(world)
    phone = await signed_up(world, 7, found)
    await change(world, found, local_start=later(WEDNESDAY, minutes=30))
    [first] = await rendered(world, phone, "moved")
    assert first is not None
    assert "19:30→20:00" in first.text
    await told(world, phone, "19:30→20:00")  # it is out: a second one follows
    await change(world, found, local_start=later(WEDNESDAY, days=1))
    first, second = await rendered(world, phone, "moved")
    assert first is None
    assert second is not None
    assert "周三 11/25 20:00→周四 11/26 19:30" in second.text


async def test_who_left_is_told_nothing_more(world: World) -> None:
    found = await arrange(world)
    phone = await signed_up(world, 7, found)
    await change(world, found, venue="五楼")
    async with world.database.transaction() as tx:
        await changes.message_attendees(
            tx, DISTRICT, found.id, "请带球拍", op_id="a", now=world.clock.now()
        )
    [moved] = await rendered(world, phone, "moved")
    [message] = await rendered(world, phone, "attendees")
    assert moved is not None
    assert "二楼" in moved.text
    assert message is not None
    assert "请带球拍" in message.text
    await leave(world, phone, found)
    assert await rendered(world, phone, "moved") == [None]
    assert await rendered(world, phone, "attendees") == [None]


async def test_what_is_called_off_is_not_announced_otherwise(world: World) -> None:
    found = await arrange(world, capacity=1)
    seated, waiting = await signed_up(world, 7, found), await signed_up(world, 8, found)
    await leave(world, seated, found)
    [offer] = await rendered(world, waiting, "offer")
    assert offer is not None
    await world.tap(waiting, words("activity-venue"))
    async with world.database.transaction() as tx:
        await changes.cancel(tx, DISTRICT, found.id, Which.THIS, "场地检修", world.clock.now())
    [cancelled] = await rendered(world, waiting, "cancelled")
    assert cancelled is not None
    assert "场地检修" in cancelled.text
    async with world.database.transaction() as tx:
        member = await members.find(tx, "telegram", waiting.id)
        assert member is not None
        ticket = await registrations.ticket(tx, member.id, found.id)
    assert ticket is not None
    for kind in ("offer", "seat_free", "attendees", "moved", "feedback"):
        about = ticket.id if kind in ("offer", "seat_free", "feedback") else found.id
        assert await render(world, waiting, kind, about) is None
    assert await render(world, waiting, "offer", 999) is None
    assert await render(world, waiting, "cancelled", 999) is None
    assert "场地检修" in await open_card(world, waiting, found)


async def test_an_offer_that_was_answered(world: World) -> None:
    found = await arrange(world, capacity=1)
    seated, waiting = await signed_up(world, 7, found), await signed_up(world, 8, found)
    await leave(world, seated, found)
    world.advance(hours=14)
    assert await rendered(world, waiting, "offer") == [None]


async def test_a_free_seat_that_is_taken(world: World) -> None:
    found = await arrange(world, capacity=1, cancel_minutes=10)
    seated, waiting = await signed_up(world, 7, found), await signed_up(world, 8, found)
    set_local(world, later(WEDNESDAY, hours=-1))
    await leave(world, seated, found)
    [free] = await rendered(world, waiting, "seat_free")
    assert free is not None
    await open_card(world, seated, found)
    await world.tap(seated, words("activity-sign-up"))
    assert await rendered(world, waiting, "seat_free") == [None]


async def test_several_dates_are_told_once(world: World) -> None:
    found = await arrange(world, rrule="FREQ=WEEKLY;COUNT=3")
    phone = await signed_up(world, 7, found)
    async with world.database.transaction() as tx:
        member = await members.find(tx, "telegram", phone.id)
        assert member is not None
        for other in (found.id + 1, found.id + 2):
            await registrations.sign_up(tx, member.id, other, op_id=None, now=world.clock.now())
        await changes.cancel(tx, DISTRICT, found.id, Which.ALL, "教练生病", world.clock.now())
    [said] = await rendered(world, phone, "cancelled")
    assert said is not None
    assert words("notice-others", count="2") in said.text


async def test_no_feedback_without_having_been_there(world: World) -> None:
    found = await arrange(world)
    phone, other = await signed_up(world, 7, found), await signed_up(world, 8, found)
    set_local(world, WEDNESDAY)
    async with world.database.transaction() as tx:
        member = await members.find(tx, "telegram", phone.id)
        assert member is not None
        ticket = await registrations.ticket(tx, member.id, found.id)
        assert ticket is not None
        await check_ins.scan(tx, DISTRICT, ticket.token, member.id, world.clock.now())
    [asked] = await rendered(world, phone, "feedback")
    assert asked is not None
    async with world.database.transaction() as tx:
        someone = await members.find(tx, "telegram", other.id)
        assert someone is not None
        theirs = await registrations.ticket(tx, someone.id, found.id)
        assert theirs is not None
    assert await render(world, other, "feedback", theirs.id) is None


async def test_a_digest_of_an_empty_week(world: World) -> None:
    club = await found_club(world, "跑步社")
    phone = await world.member()
    async with world.database.transaction() as tx:
        member = await members.find(tx, "telegram", phone.id)
        assert member is not None
        await clubs.join(tx, member.id, club.id, world.clock.now())
    assert await render(world, phone, "digest", 202649) is None


async def render(world: World, phone: Phone, kind: str, about: int) -> Screen | None:
    """What would be said of `about`, if a notice of this kind were due now."""
    async with world.database.transaction() as tx:
        member = await members.find(tx, "telegram", phone.id)
        assert member is not None
        now = world.clock.now()
        payload: dict[str, Any] = {"text": "", "from": now.isoformat(), "to": now.isoformat()}
        due = Due(kind, about, 0, payload, now)
        turn = Turn(due, tx, member, texts_for("zh"), now, world.bot.services)
        return await world.bot.services.house.renderers[kind](turn, due)
