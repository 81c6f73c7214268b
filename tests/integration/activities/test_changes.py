"""Published activities are moved, changed, cancelled; and who is told."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from community.activities import changes, series
from community.activities.changes import Edit, Effect, MessageInvalid, ReasonMissing, Which
from community.activities.concerns import VenueClash
from community.activities.occurrences import Occurrence, occurrence
from community.activities.recurrence import RecurrenceInvalid
from community.activities.seats import RegistrationClosed
from community.activities.series import ActivityInvalid, StartPast
from community.registrations import registrations
from community.staff.roles import NotStaff, StaffScope
from community.storage.database import Database, Transaction
from tests.conftest import NOON
from tests.integration.activities import stage
from tests.integration.activities.stage import DISTRICT, NOBODY, START, Stage, broken_promises

WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)


def wall(one: Occurrence) -> datetime:
    return one.local_start.replace(tzinfo=None)


async def weekly(tx: Transaction, count: int = 4, **more: Any) -> list[Occurrence]:
    center = await stage.center(tx)
    return await stage.activities(tx, center, rrule=f"FREQ=WEEKLY;COUNT={count}", **more)


async def now_of(tx: Transaction, series_id: int) -> list[datetime]:
    return [wall(one) for one in await series.occurrences_of(tx, series_id)]


async def sign_up(tx: Transaction, who: int, *which: Occurrence) -> None:
    for one in which:
        await registrations.sign_up(tx, who, one.id, op_id=None, now=NOON, wait=True)


async def test_everybody_is_told_once_that_it_was_moved(database: Database) -> None:
    here = await Stage(database).set(people_=4, capacity=1)
    async with database.transaction() as tx:
        found = await occurrence(tx, here.id)
        for who in here.members[:3]:
            await sign_up(tx, who, found)
        await registrations.cancel(tx, here.members[0], here.id, op_id=None, now=NOON)
        edit = Edit(local_start=START + timedelta(minutes=30))
        effect = await changes.preview(tx, DISTRICT, here.id, Which.THIS, edit, NOON)
        assert effect == Effect((here.id,), True, 2)
        assert await stage.notices(tx, "moved") == []
        assert await changes.apply(tx, DISTRICT, here.id, Which.THIS, edit, NOON) == effect
        moved = await occurrence(tx, here.id)
        assert wall(moved) == START + timedelta(minutes=30)
        assert moved.ends_at - moved.starts_at == timedelta(minutes=90)
        assert moved.revision == 1
        assert not moved.detached
        told = await stage.notices(tx, "moved")
        assert [notice.member_id for notice in told] == here.members[1:3]
        assert told[0].payload["from"] == found.starts_at.isoformat()
        assert told[0].payload["to"] == moved.starts_at.isoformat()
        assert told[0].due_at == NOON
        assert told[0].not_after == moved.starts_at
        assert await changes.count_notified(tx, [here.id]) == 2


async def test_a_second_move_replaces_what_was_not_told_yet(database: Database) -> None:
    here = await Stage(database).set()
    async with database.transaction() as tx:
        await sign_up(tx, here.members[0], await occurrence(tx, here.id))
        for hours in (1, 2):
            edit = Edit(local_start=START + hours * HOUR)
            await changes.apply(tx, DISTRICT, here.id, Which.THIS, edit, NOON)
        (told,) = await stage.notices(tx, "moved")
        assert told.revision == 2
        moved = await occurrence(tx, here.id)
        reminders = await stage.notices(tx, "reminder")
        assert {notice.payload["starts_at"] for notice in reminders} == {
            moved.starts_at.isoformat()
        }


async def test_a_move_in_the_night_is_told_in_the_morning_if_there_is_time(
    database: Database,
) -> None:
    here = await Stage(database).set()
    night = datetime.fromisoformat("2026-12-01T23:00+08:00")
    async with database.transaction() as tx:
        await sign_up(tx, here.members[0], await occurrence(tx, here.id))
        edit = Edit(venue="二楼")
        await changes.apply(tx, DISTRICT, here.id, Which.THIS, edit, night)
        (told,) = await stage.notices(tx, "moved")
        assert told.due_at == datetime.fromisoformat("2026-12-02T08:00+08:00")
        soon = Edit(local_start=datetime(2026, 12, 2, 9))  # noqa: DTZ001 - wall clock
        await changes.apply(tx, DISTRICT, here.id, Which.THIS, soon, night)
        (told,) = await stage.notices(tx, "moved")
        assert told.due_at == datetime.fromisoformat("2026-12-02T08:00+08:00")
        sooner = Edit(local_start=datetime(2026, 12, 2, 6))  # noqa: DTZ001 - wall clock
        await changes.apply(tx, DISTRICT, here.id, Which.THIS, sooner, night)
        # Moved from nine to six: morning is too late.
        (told,) = await stage.notices(tx, "moved")
        assert told.due_at == night


async def test_who_is_moved_may_leave(database: Database) -> None:
    here = await Stage(database).set()
    async with database.transaction() as tx:
        await sign_up(tx, here.members[0], await occurrence(tx, here.id))
        late = (await occurrence(tx, here.id)).starts_at - HOUR
        with pytest.raises(registrations.CancelTooLate):
            await registrations.cancel(tx, here.members[0], here.id, op_id=None, now=late)
        edit = Edit(local_start=START + HOUR)
        await changes.apply(tx, DISTRICT, here.id, Which.THIS, edit, late)
        assert (await occurrence(tx, here.id)).cancel_until == late + HOUR
        left = await registrations.cancel(tx, here.members[0], here.id, op_id=None, now=late + HOUR)
        assert left.state == "cancelled"


async def test_words_are_changed_without_telling(database: Database) -> None:
    here = await Stage(database).set()
    async with database.transaction() as tx:
        await sign_up(tx, here.members[0], await occurrence(tx, here.id))
        edit = Edit(
            title="羽毛球", description="带球拍", cancel_minutes=60, guests_allowed=True,
            photo_file_id="p",
        )  # fmt: skip
        effect = await changes.apply(tx, DISTRICT, here.id, Which.THIS, edit, NOON)
        assert (effect.moved, effect.notified) == (False, 0)
        changed = await occurrence(tx, here.id)
        assert (changed.title, changed.description) == ("羽毛球", "带球拍")
        assert changed.starts_at - changed.cancel_until == HOUR
        assert changed.guests_allowed
        assert changed.revision == 1
        await changes.apply(tx, DISTRICT, here.id, Which.THIS, Edit(description=""), NOON)
        changed = await occurrence(tx, here.id)
        assert (changed.description, changed.revision) == (None, 1)
        assert await stage.notices(tx, "moved") == []
        assert (await series.series(tx, changed.series_id)).title == "羽毛球"


async def test_one_date_of_a_series(database: Database) -> None:
    async with database.transaction() as tx:
        dates = await weekly(tx)
        edit = Edit(local_start=START + WEEK + HOUR, venue="二楼")
        await changes.apply(tx, DISTRICT, dates[1].id, Which.THIS, edit, NOON)
        changed = await occurrence(tx, dates[1].id)
        assert (changed.detached, changed.venue) == (True, "二楼")
        assert changed.original_start == dates[1].original_start
        number = dates[0].series_id
        assert await now_of(tx, number) == [
            START,
            START + WEEK + HOUR,
            START + 2 * WEEK,
            START + 3 * WEEK,
        ]
        assert await series.extend(tx, NOON) == 0
        # What happens to all leaves its time and place, and changes the rest.
        edit = Edit(local_start=START + 2 * HOUR, capacity=5)
        await changes.apply(tx, DISTRICT, dates[0].id, Which.ALL, edit, NOON)
        assert await now_of(tx, number) == [
            START + 2 * HOUR,
            START + WEEK + HOUR,
            START + 2 * WEEK + 2 * HOUR,
            START + 3 * WEEK + 2 * HOUR,
        ]
        assert (await occurrence(tx, dates[1].id)).capacity == 5
        assert await series.extend(tx, NOON) == 0


async def test_this_and_following_splits_the_series(database: Database) -> None:
    async with database.transaction() as tx:
        dates = await weekly(tx, 10)  # of which seven are written
        (who,) = await stage.people(tx, 1)
        await sign_up(tx, who, dates[1], dates[3], dates[4])
        edit = Edit(local_start=START + 2 * WEEK + timedelta(days=1), title="新名")
        effect = await changes.apply(tx, DISTRICT, dates[2].id, Which.FOLLOWING, edit, NOON)
        assert effect.occurrences == tuple(one.id for one in dates[2:])
        assert effect.notified == 1
        (told,) = await stage.notices(tx, "moved")
        assert told.object_id == dates[3].id
        assert told.payload["occurrences"] == [dates[3].id, dates[4].id]
        old, new = dates[0].series_id, (await occurrence(tx, dates[2].id)).series_id
        assert new != old
        assert await now_of(tx, old) == [START, START + WEEK]
        thursdays = [START + n * WEEK + timedelta(days=1) for n in range(2, 10)]
        later = NOON + 3 * WEEK
        await series.extend(tx, later)
        assert await now_of(tx, old) == [START, START + WEEK]
        assert await now_of(tx, new) == thursdays
        found = await series.series(tx, new)
        assert (found.title, found.local_start) == ("新名", thursdays[0])
        assert (await series.series(tx, old)).title == "羽毛球友谊赛"


async def test_all_dates_move_to_another_day_and_time(database: Database) -> None:
    """By a whole week too, where each takes the place of the next."""
    async with database.transaction() as tx:
        center = await stage.center(tx)
        dates = await stage.activities(tx, center, rrule="FREQ=WEEKLY;BYDAY=WE,FR;COUNT=6")
        number = dates[0].series_id
        assert await now_of(tx, number) == [
            START + timedelta(days=days) for days in (0, 2, 7, 9, 14, 16)
        ]
        for shift in (WEEK, -WEEK, timedelta(days=4, hours=1)):
            first = (await series.occurrences_of(tx, number))[0]
            edit = Edit(local_start=wall(first) + shift)
            await changes.apply(tx, DISTRICT, first.id, Which.ALL, edit, NOON)
        expected = [
            START + timedelta(days=4, hours=1) + timedelta(days=days)
            for days in (0, 2, 7, 9, 14, 16)
        ]
        assert await now_of(tx, number) == expected
        assert await series.extend(tx, NOON) == 0
        assert await now_of(tx, number) == expected
        found = await series.series(tx, number)
        assert found.rrule == "FREQ=WEEKLY;BYDAY=SU,TU;COUNT=6;WKST=FR"


async def test_all_leaves_what_has_begun(database: Database) -> None:
    async with database.transaction() as tx:
        dates = await weekly(tx)
        now = dates[1].starts_at
        edit = Edit(local_start=START + 3 * WEEK + HOUR)
        effect = await changes.apply(tx, DISTRICT, dates[3].id, Which.ALL, edit, now)
        assert effect.occurrences == (dates[2].id, dates[3].id)
        everything = [wall(await occurrence(tx, one.id)) for one in dates]
        assert everything == [
            START,
            START + WEEK,
            START + 2 * WEEK + HOUR,
            START + 3 * WEEK + HOUR,
        ]


async def test_following_a_date_that_was_changed_on_its_own(database: Database) -> None:
    async with database.transaction() as tx:
        dates = await weekly(tx)
        edit = Edit(local_start=START + WEEK + HOUR)
        await changes.apply(tx, DISTRICT, dates[1].id, Which.THIS, edit, NOON)
        edit = Edit(local_start=START + WEEK + 2 * HOUR)
        await changes.apply(tx, DISTRICT, dates[1].id, Which.FOLLOWING, edit, NOON)
        number = (await occurrence(tx, dates[1].id)).series_id
        expected = [START + week * WEEK + 2 * HOUR for week in (1, 2, 3)]
        assert await now_of(tx, number) == expected
        await series.extend(tx, NOON)
        assert await now_of(tx, number) == expected


async def test_monthly_dates_are_not_shifted(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        (one, *_) = await stage.activities(tx, center, rrule="FREQ=MONTHLY;COUNT=3")
        edit = Edit(local_start=START + timedelta(days=1))
        with pytest.raises(RecurrenceInvalid):
            await changes.apply(tx, DISTRICT, one.id, Which.ALL, edit, NOON)
        later = Edit(local_start=START + HOUR)
        await changes.apply(tx, DISTRICT, one.id, Which.ALL, later, NOON)
        assert wall(await occurrence(tx, one.id)) == START + HOUR


async def test_a_cancelled_date_stays_cancelled(database: Database) -> None:
    async with database.transaction() as tx:
        dates = await weekly(tx)
        who, other = await stage.people(tx, 2)
        await sign_up(tx, who, dates[1], dates[2])
        await sign_up(tx, other, dates[2])
        effect = await changes.preview_cancel(tx, DISTRICT, dates[1].id, Which.THIS, NOON)
        assert effect.notified == 1
        await changes.cancel(tx, DISTRICT, dates[1].id, Which.THIS, " 场地 检修 ", NOON)
        cancelled = await occurrence(tx, dates[1].id)
        assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "场地 检修")
        assert cancelled.revision == 1
        (told,) = await stage.notices(tx, "cancelled")
        assert (told.member_id, told.payload["reason"]) == (who, "场地 检修")
        assert len(await stage.notices(tx, "reminder")) == 4
        await series.extend(tx, NOON)
        edit = Edit(local_start=START + HOUR)
        await changes.apply(tx, DISTRICT, dates[0].id, Which.ALL, edit, NOON)
        await series.extend(tx, NOON)
        assert len(await series.occurrences_of(tx, dates[0].series_id)) == 4
        with pytest.raises(RegistrationClosed):
            await changes.cancel(tx, DISTRICT, dates[1].id, Which.THIS, "again", NOON)


async def test_the_end_of_a_series_is_told_once_a_member(database: Database) -> None:
    async with database.transaction() as tx:
        dates = await weekly(tx, 12)
        who, other = await stage.people(tx, 2)
        await sign_up(tx, who, dates[1], dates[2], dates[3])
        await sign_up(tx, other, dates[0])
        effect = await changes.cancel(tx, DISTRICT, dates[2].id, Which.FOLLOWING, "停办", NOON)
        assert effect.occurrences == tuple(one.id for one in dates[2:])
        (told,) = await stage.notices(tx, "cancelled")
        assert told.payload["occurrences"] == [dates[2].id, dates[3].id]
        assert await series.extend(tx, NOON + 4 * WEEK) == 0
        await changes.cancel(tx, DISTRICT, dates[0].id, Which.ALL, "停办", NOON)
        assert (await series.series(tx, dates[0].series_id)).status == "ended"
        assert len(await stage.notices(tx, "cancelled")) == 3


async def test_refused_changes(database: Database) -> None:
    here = await Stage(database).set()
    past = Edit(local_start=datetime(2026, 11, 24, 9))  # noqa: DTZ001 - wall clock
    begun = (await here.occurrence()).starts_at
    async with database.transaction() as tx:
        other = await stage.center(tx, "c2")
        scope = StaffScope(district=False, centers=(here.center,))

        async def apply(edit: Edit, now: datetime = NOON, by: StaffScope = DISTRICT) -> None:
            await changes.apply(tx, by, here.id, Which.THIS, edit, now)

        with pytest.raises(StartPast):
            await apply(past)
        with pytest.raises(RegistrationClosed):
            await apply(Edit(title="x"), begun)
        for wrong in (Edit(title=" "), Edit(venue="长" * 81), Edit(minutes=0), Edit(capacity=0)):
            with pytest.raises(ActivityInvalid):
                await apply(wrong)
        with pytest.raises(NotStaff):
            await apply(Edit(title="x"), by=NOBODY)
        with pytest.raises(NotStaff):
            await apply(Edit(center_id=other), by=scope)
        for reason in (" ", "长" * 201):
            with pytest.raises(ReasonMissing):
                await changes.cancel(tx, DISTRICT, here.id, Which.THIS, reason, NOON)
        await apply(Edit(center_id=other, minutes=30))
        found = await occurrence(tx, here.id)
        assert (found.center_id, found.ends_at - found.starts_at) == (other, HOUR / 2)


async def test_a_move_into_a_taken_room_is_shown(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        taken = await stage.activity(tx, center, venue="A", title="书法课")
        one = await stage.activity(tx, center, venue="A", local_start=START + 3 * HOUR)
        edit = Edit(local_start=START + HOUR)
        effect = await changes.preview(tx, DISTRICT, one.id, Which.THIS, edit, NOON)
        (clash,) = effect.concerns
        assert isinstance(clash, VenueClash)
        assert clash.occurrence_id == taken.id
        nothing = await changes.preview(tx, DISTRICT, one.id, Which.THIS, Edit(title="x"), NOON)
        assert nothing.concerns == ()


async def test_a_message_to_those_who_come(database: Database) -> None:
    here = await Stage(database).set(capacity=1)
    async with database.transaction() as tx:
        for who in here.members[:2]:
            await sign_up(tx, who, await occurrence(tx, here.id))

        async def write(text: str, op: str = "a", scope: StaffScope = DISTRICT) -> int:
            return await changes.message_attendees(tx, scope, here.id, text, op_id=op, now=NOON)

        assert await write(" 请带球拍 ") == 1
        assert await write("请带球拍") == 0
        assert await write("改到二楼", "b") == 1
        texts = [notice.payload["text"] for notice in await stage.notices(tx, "attendees")]
        assert texts == ["请带球拍", "改到二楼"]
        with pytest.raises(MessageInvalid):
            await write(" ")
        with pytest.raises(NotStaff):
            await write("x", scope=NOBODY)


async def test_two_staff_at_once_both_see_their_change(database: Database) -> None:
    here = await Stage(database).set()

    async def apply(edit: Edit) -> None:
        async with database.transaction() as tx:
            await changes.apply(tx, DISTRICT, here.id, Which.THIS, edit, NOON)

    await asyncio.gather(
        apply(Edit(local_start=START + HOUR)), apply(Edit(venue="二楼")), apply(Edit(title="新名"))
    )
    found = await here.occurrence()
    assert (wall(found), found.venue, found.title) == (START + HOUR, "二楼", "新名")
    assert found.revision == 3
    async with database.transaction() as tx:
        assert await broken_promises(tx, NOON) == []
