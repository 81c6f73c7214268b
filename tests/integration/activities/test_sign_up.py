"""Signing up, waiting, being offered a seat, leaving; on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from community import privacy
from community.activities import changes, seats
from community.activities.changes import Edit, Which
from community.activities.occurrences import ActivityUnknown
from community.activities.seats import RegistrationClosed
from community.members import members
from community.members import tables as member_tables
from community.registrations import registrations, waitlist
from community.registrations import tables as registration_tables
from community.registrations.registrations import (
    ActivityFull,
    AlreadyCheckedIn,
    CancelTooLate,
    GuestsNotAllowed,
    LeadsInvalid,
    RegistrationClash,
)
from community.registrations.tickets import Ticket, TicketUnknown
from community.registrations.waitlist import OfferGone
from community.storage.database import Database
from tests.conftest import NOON
from tests.integration.activities.stage import (
    DISTRICT,
    START,
    Stage,
    activity,
    broken_promises,
    people,
)


async def sign_up(stage: Stage, who: int, op: str | None = None, **more: Any) -> Ticket:
    more.setdefault("now", NOON)
    more.setdefault("wait", True)
    async with stage.database.transaction() as tx:
        return await registrations.sign_up(tx, stage.members[who], stage.id, op_id=op, **more)


async def cancel(stage: Stage, who: int, op: str | None = None, now: datetime = NOON) -> Ticket:
    async with stage.database.transaction() as tx:
        return await registrations.cancel(tx, stage.members[who], stage.id, op_id=op, now=now)


async def accept(stage: Stage, who: int, op: str | None = None, now: datetime = NOON) -> Ticket:
    async with stage.database.transaction() as tx:
        return await waitlist.accept(tx, stage.members[who], stage.id, op_id=op, now=now)


async def decline(stage: Stage, who: int, op: str | None = None, now: datetime = NOON) -> Ticket:
    async with stage.database.transaction() as tx:
        return await waitlist.decline(tx, stage.members[who], stage.id, op_id=op, now=now)


async def expire(stage: Stage, now: datetime) -> int:
    async with stage.database.transaction() as tx:
        return await waitlist.expire_offers(tx, now)


async def well(stage: Stage, now: datetime = NOON) -> None:
    async with stage.database.transaction() as tx:
        assert await broken_promises(tx, now) == []


async def test_a_seat_is_taken_and_reminders_are_planned(database: Database) -> None:
    stage = await Stage(database).set()
    ticket = await sign_up(stage, 0, "a")
    assert ticket.state == "seated"
    assert ticket.position is None
    assert ticket.occurrence.seats_left == 1
    assert len(ticket.code) == 7
    assert len(await stage.notices("reminder")) == 2
    async with database.transaction() as tx:
        assert await registrations.ticket_by_token(tx, ticket.token) == ticket
        assert await registrations.mine(tx, stage.members[0], NOON) == [ticket]
        assert await registrations.mine(tx, stage.members[1], NOON) == []
        late = ticket.occurrence.ends_at
        assert await registrations.mine(tx, stage.members[0], late) == []
        assert await registrations.mine(tx, stage.members[0], late, past=True) == [ticket]
    await well(stage)


async def test_the_same_tap_gives_the_same_ticket(database: Database) -> None:
    stage = await Stage(database).set()
    first = await sign_up(stage, 0, "a")
    assert await sign_up(stage, 0, "a") == first
    assert await sign_up(stage, 0, "from another device") == first
    assert (await stage.occurrence()).seats_left == 1


async def test_a_tap_that_comes_again_after_leaving_does_nothing(database: Database) -> None:
    stage = await Stage(database).set()
    await sign_up(stage, 0, "a")
    await cancel(stage, 0, "b")
    assert (await sign_up(stage, 0, "a")).state == "cancelled"
    assert (await sign_up(stage, 0, "c")).state == "seated"
    assert (await cancel(stage, 0, "b")).state == "seated"
    await well(stage)


async def test_a_full_activity_names_the_place_in_the_queue(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    await sign_up(stage, 0)
    with pytest.raises(ActivityFull) as full:
        await sign_up(stage, 1, "a", wait=False)
    assert full.value.values == {"position": 1}
    assert await stage.states() == ["seated", None, None, None]
    assert (await sign_up(stage, 1, "b")).position == 1
    assert (await sign_up(stage, 2)).position == 2
    with pytest.raises(ActivityFull) as full:
        await sign_up(stage, 3, wait=False)
    assert full.value.values == {"position": 3}


async def test_refused_without_a_trace_even_when_the_transaction_goes_on(
    database: Database,
) -> None:
    stage = await Stage(database).set(capacity=1)
    await sign_up(stage, 0)
    async with database.transaction() as tx:
        with pytest.raises(ActivityFull):
            await registrations.sign_up(tx, stage.members[1], stage.id, op_id="a", now=NOON)
    assert await stage.states() == ["seated", None, None, None]
    assert (await sign_up(stage, 1, "a")).state == "waiting"


async def test_a_free_seat_is_offered_to_the_first_in_the_queue(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    for who in range(3):
        await sign_up(stage, who)
    await cancel(stage, 0)
    assert await stage.states() == ["cancelled", "offered", "waiting", None]
    (offer,) = await stage.notices("offer")
    assert offer.member_id == stage.members[1]
    assert offer.due_at == NOON
    # 22:00 in Hangzhou, before the quiet hours.
    assert offer.not_after == NOON + timedelta(hours=12)
    with pytest.raises(ActivityFull):
        await sign_up(stage, 3, wait=False)
    ticket = await accept(stage, 1, "a")
    assert ticket.state == "seated"
    assert await accept(stage, 1, "a") == ticket
    assert await stage.notices("offer") == []
    await well(stage)


async def test_a_declined_offer_goes_to_the_next(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    for who in range(3):
        await sign_up(stage, who)
    await cancel(stage, 0)
    assert (await decline(stage, 1, "a")).state == "declined"
    assert (await decline(stage, 1, "a")).state == "declined"
    assert await stage.states() == ["cancelled", "declined", "offered", None]
    with pytest.raises(OfferGone):
        await accept(stage, 1)
    assert (await sign_up(stage, 1)).position == 1
    await well(stage)


async def test_an_offer_that_nobody_takes_ends(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    for who in range(3):
        await sign_up(stage, who)
    await cancel(stage, 0)
    until = NOON + timedelta(hours=12)
    assert await expire(stage, until - timedelta(seconds=1)) == 0
    assert await expire(stage, until) == 1
    assert await stage.states() == ["cancelled", "declined", "offered", None]
    assert await expire(stage, until) == 0
    await well(stage, until)


async def test_an_offer_whose_end_nobody_noticed_is_over_all_the_same(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    for who in range(3):
        await sign_up(stage, who)
    await cancel(stage, 0)
    later = NOON + timedelta(hours=12)
    with pytest.raises(OfferGone):
        await accept(stage, 1, now=later)


async def test_who_waits_again_is_last_and_told_again(database: Database) -> None:
    """Also while the clock stands still."""
    stage = await Stage(database).set(capacity=1)
    for who in range(4):
        await sign_up(stage, who)
    await cancel(stage, 1)
    assert (await sign_up(stage, 1)).position == 3
    await cancel(stage, 0)
    assert (await sign_up(stage, 0)).position == 3
    for who in (2, 3):
        await decline(stage, who)
    assert await stage.states() == ["waiting", "offered", "declined", "declined"]
    await decline(stage, 1)
    await sign_up(stage, 1)
    await decline(stage, 0)
    (offer,) = await stage.notices("offer")
    assert offer.member_id == stage.members[1]


async def test_signing_up_takes_the_seat_that_is_offered(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    for who in range(2):
        await sign_up(stage, who, "a")
    await cancel(stage, 0)
    assert (await sign_up(stage, 1, "a")).state == "offered"
    assert (await sign_up(stage, 1, "b")).state == "seated"


async def test_one_seat_goes_to_who_fits(database: Database) -> None:
    stage = await Stage(database).set(capacity=2, guests_allowed=True)
    await sign_up(stage, 0)
    await sign_up(stage, 1)
    await sign_up(stage, 2, guests=1)
    await sign_up(stage, 3)
    await cancel(stage, 0)
    assert await stage.states() == ["cancelled", "seated", "waiting", "offered"]
    await well(stage)
    await decline(stage, 3)
    await cancel(stage, 1)
    assert await stage.states() == ["cancelled", "cancelled", "offered", "declined"]
    assert (await accept(stage, 2)).seats == 2
    await well(stage)


async def test_guests_need_seats_and_leave(database: Database) -> None:
    stage = await Stage(database).set(capacity=2, guests_allowed=True)
    pair = await sign_up(stage, 0, guests=1)
    assert pair.occurrence.seats_left == 0
    await sign_up(stage, 1)

    async def guests(who: int, count: int, op: str) -> Ticket:
        async with database.transaction() as tx:
            return await registrations.set_guests(
                tx, stage.members[who], stage.id, count, op_id=op, now=NOON
            )

    assert (await guests(0, 0, "a")).guests == 0
    assert await stage.states() == ["seated", "offered", None, None]
    assert (await guests(0, 1, "a")).guests == 0
    with pytest.raises(ActivityFull):
        await guests(0, 1, "b")
    with pytest.raises(GuestsNotAllowed):
        await guests(0, 2, "c")
    with pytest.raises(TicketUnknown):
        await guests(2, 1, "d")
    await well(stage)


async def test_no_guests_where_none_are_allowed(database: Database) -> None:
    stage = await Stage(database).set()
    with pytest.raises(GuestsNotAllowed) as refused:
        await sign_up(stage, 0, guests=1)
    assert refused.value.values == {"limit": 0}


async def test_leaving_is_possible_until_the_deadline(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    for who in range(3):
        await sign_up(stage, who)
    until = (await stage.occurrence()).cancel_until
    late = until + timedelta(seconds=1)
    with pytest.raises(CancelTooLate) as refused:
        await cancel(stage, 0, now=late)
    assert refused.value.values == {"until": until}
    assert (await cancel(stage, 1, now=late)).state == "cancelled"
    assert (await cancel(stage, 0, now=until)).state == "cancelled"
    assert await stage.notices("reminder") == []
    assert (await cancel(stage, 0, now=until)).state == "cancelled"
    with pytest.raises(TicketUnknown):
        await cancel(stage, 3)


async def test_in_the_last_two_hours_the_first_tap_wins(database: Database) -> None:
    stage = await Stage(database).set(capacity=1, cancel_minutes=0)
    for who in range(3):
        await sign_up(stage, who)
    late = (await stage.occurrence()).starts_at - timedelta(hours=2)
    await cancel(stage, 0, now=late)
    assert await stage.states() == ["cancelled", "waiting", "waiting", None]
    told = [notice.member_id for notice in await stage.notices("seat_free")]
    assert told == stage.members[1:3]
    assert await stage.notices("offer") == []
    assert (await accept(stage, 2, "a", now=late)).state == "seated"
    assert (await accept(stage, 2, "a", now=late)).state == "seated"
    with pytest.raises(OfferGone):
        await accept(stage, 1, now=late)
    assert (await sign_up(stage, 1, now=late)).state == "waiting"
    await cancel(stage, 2, now=late)
    assert (await accept(stage, 2, "a", now=late)).state == "cancelled"
    assert len(await stage.notices("seat_free")) == 1
    assert (await sign_up(stage, 1, "b", now=late)).state == "seated"
    await well(stage, late)


async def test_what_has_begun_or_is_cancelled_is_closed(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    ticket = await sign_up(stage, 0)
    begun = ticket.occurrence.starts_at
    with pytest.raises(RegistrationClosed):
        await sign_up(stage, 1, now=begun)
    with pytest.raises(RegistrationClosed):
        await cancel(stage, 0, now=begun)
    assert (await sign_up(stage, 0, now=begun)).state == "seated"
    await sign_up(stage, 1)
    async with database.transaction() as tx:
        await changes.cancel(tx, DISTRICT, stage.id, Which.THIS, "场地检修", NOON)
    with pytest.raises(RegistrationClosed) as closed:
        await cancel(stage, 0)
    assert closed.value.values["status"] == "cancelled"
    with pytest.raises(RegistrationClosed):
        await accept(stage, 1)
    with pytest.raises(ActivityUnknown):
        async with database.transaction() as tx:
            await registrations.sign_up(tx, stage.members[0], 99, op_id=None, now=NOON)


async def test_a_clash_is_said_before(database: Database) -> None:
    stage = await Stage(database).set()
    async with database.transaction() as tx:
        other = await activity(
            tx, stage.center, title="夜校", local_start=START + timedelta(minutes=89)
        )
        after = await activity(tx, stage.center, local_start=START + timedelta(minutes=90))
    await sign_up(stage, 0)
    async with database.transaction() as tx:
        member = stage.members[0]
        with pytest.raises(RegistrationClash) as clash:
            await registrations.sign_up(tx, member, other.id, op_id="a", now=NOON)
        assert clash.value.values["title"] == "羽毛球友谊赛"
        seated = await registrations.sign_up(tx, member, after.id, op_id="a", now=NOON)
        assert seated.state == "seated"
        ticket = await registrations.sign_up(
            tx, member, other.id, op_id="b", now=NOON, despite_clash=True
        )
        assert ticket.state == "seated"
        clashing = await registrations.clashes(tx, member, other.id)
        assert [one.id for one in clashing] == [stage.id, after.id]


async def test_who_is_there_cannot_leave(database: Database) -> None:
    stage = await Stage(database).set(cancel_minutes=0)
    ticket = await sign_up(stage, 0)
    async with database.transaction() as tx:
        await tx.execute(
            registration_tables.check_in.insert().values(
                registration_id=ticket.id, at=NOON, how="scan"
            )
        )
    with pytest.raises(AlreadyCheckedIn):
        await cancel(stage, 0)


async def test_leads_of_one_activity(database: Database) -> None:
    stage = await Stage(database).set()
    await sign_up(stage, 0)
    async with database.transaction() as tx:
        member = stage.members[0]
        ticket = await registrations.set_leads(tx, member, stage.id, [30, 60, 60], NOON)
        assert ticket.leads == (60, 30)
        with pytest.raises(LeadsInvalid):
            await registrations.set_leads(tx, member, stage.id, [0], NOON)
        with pytest.raises(LeadsInvalid):
            await registrations.set_leads(tx, member, stage.id, range(1, 7), NOON)
        with pytest.raises(TicketUnknown):
            await registrations.set_leads(tx, stage.members[1], stage.id, None, NOON)
    starts = (await stage.occurrence()).starts_at
    due = [notice.due_at for notice in await stage.notices("reminder")]
    assert sorted(due) == [starts - timedelta(minutes=60), starts - timedelta(minutes=30)]
    async with database.transaction() as tx:
        assert (await registrations.set_leads(tx, member, stage.id, None, NOON)).leads is None


async def test_more_seats_are_offered_and_fewer_than_taken_refused(database: Database) -> None:
    stage = await Stage(database).set(capacity=2)
    for who in range(4):
        await sign_up(stage, who)

    async def capacity(seats_: int) -> None:
        async with database.transaction() as tx:
            await changes.apply(tx, DISTRICT, stage.id, Which.THIS, Edit(capacity=seats_), NOON)

    with pytest.raises(seats.CapacityTooSmall) as refused:
        await capacity(1)
    assert refused.value.values["taken"] == 2
    await capacity(3)
    assert await stage.states() == ["seated", "seated", "offered", "waiting"]
    with pytest.raises(seats.CapacityTooSmall):
        await capacity(2)
    await well(stage)


async def test_a_member_who_is_erased_leaves_the_seat_to_the_next(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    for who in range(2):
        await sign_up(stage, who)
    async with database.transaction() as tx:
        table = member_tables.member
        await tx.execute(
            update(table).where(table.c.id == stage.members[0]).values(channel_user_id=7)
        )
        member = await members.find(tx, "telegram", 7)
        assert member is not None
        await privacy.erase(tx, member, NOON)
    assert await stage.states() == [None, "offered", None, None]
    await well(stage)


async def test_an_offer_in_the_night_is_told_in_the_morning(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    for who in range(2):
        await sign_up(stage, who)
    night = datetime.fromisoformat("2026-11-24T23:00+08:00")
    await cancel(stage, 0, now=night)
    (offer,) = await stage.notices("offer")
    assert offer.due_at == datetime.fromisoformat("2026-11-25T08:00+08:00")
    assert offer.not_after == datetime.fromisoformat("2026-11-25T11:00+08:00")


async def test_a_quiet_member_of_another_kind(database: Database) -> None:
    """Somebody who works at night has other quiet hours."""
    stage = await Stage(database).set(capacity=1)
    for who in range(2):
        await sign_up(stage, who)
    async with database.transaction() as tx:
        table = member_tables.member
        await tx.execute(
            update(table)
            .where(table.c.id == stage.members[1])
            .values(quiet_from=9 * 60, quiet_until=17 * 60)
        )
    await cancel(stage, 0)
    (offer,) = await stage.notices("offer")
    assert offer.due_at == datetime.fromisoformat("2026-11-24T17:00+08:00")


async def test_people_are_different(database: Database) -> None:
    async with database.transaction() as tx:
        assert len(set(await people(tx, 3))) == 3
