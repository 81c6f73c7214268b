"""Drafts, publishing, repeating, copying, and looking activities up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from community.activities import occurrences, series
from community.activities import tables as activity_tables
from community.activities.concerns import HolidayOn, VenueClash
from community.activities.occurrences import ActivityUnknown, Occurrence
from community.activities.recurrence import RecurrenceInvalid
from community.activities.series import (
    ActivityInvalid,
    AlreadyRepeats,
    NotDraft,
    SeriesUnknown,
    StartPast,
    checked,
)
from community.clubs import clubs
from community.hours.holidays import DayKind, Festival
from community.staff.roles import NotStaff, StaffScope
from community.storage.database import Database
from tests.conftest import NOON, SHANGHAI
from tests.integration.activities import stage
from tests.integration.activities.stage import DISTRICT, NOBODY, START, facts

WEEK = timedelta(weeks=1)


def locals_of(found: list[Occurrence]) -> list[datetime]:
    return [one.local_start.replace(tzinfo=None) for one in found]


async def test_a_draft_is_seen_by_staff_only(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        (staff,) = await stage.people(tx, 1)
        wanted = facts(center, title="  夜校 ", venue=" ", interests=("书法", "书法", " "))
        draft = await series.create(tx, DISTRICT, wanted, staff, NOON)
        assert (draft.title, draft.venue, draft.interests) == ("夜校", None, ("书法",))
        assert draft.status == "draft"
        assert await occurrences.coming(tx, NOON) == []
        assert await series.drafts(tx, DISTRICT, staff) == [draft]
        assert await series.drafts(tx, NOBODY, staff) == []
        changed = await series.change_draft(
            tx, DISTRICT, draft.id, replace(draft.facts, capacity=9), NOON
        )
        assert changed.capacity == 9
        (occurrence,) = await series.publish(tx, DISTRICT, draft.id, NOON)
        assert await series.publish(tx, DISTRICT, draft.id, NOON) == [occurrence]
        assert occurrence.starts_at == datetime.fromisoformat("2026-12-02T11:30+00:00")
        assert occurrence.ends_at - occurrence.starts_at == timedelta(minutes=90)
        assert occurrence.cancel_until == occurrence.starts_at - timedelta(hours=3)
        assert (occurrence.capacity, occurrence.seats_left) == (9, 9)
        assert not occurrence.recurring
        with pytest.raises(NotDraft):
            await series.change_draft(tx, DISTRICT, draft.id, draft.facts, NOON)
        with pytest.raises(NotDraft):
            await series.discard(tx, DISTRICT, draft.id)


async def test_drafts_are_thrown_away(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        (staff,) = await stage.people(tx, 1)
        draft = await series.create(tx, DISTRICT, facts(center), staff, NOON)
        with pytest.raises(NotStaff):
            await series.discard(tx, NOBODY, draft.id)
        await series.discard(tx, DISTRICT, draft.id)
        with pytest.raises(SeriesUnknown):
            await series.series(tx, draft.id)
        with pytest.raises(SeriesUnknown):
            await series.publish(tx, DISTRICT, draft.id, NOON)


async def test_staff_act_within_their_scope(database: Database) -> None:
    async with database.transaction() as tx:
        center, other = await stage.center(tx), await stage.center(tx, "c2")
        (staff,) = await stage.people(tx, 1)
        scope = StaffScope(district=False, centers=(center,))
        with pytest.raises(NotStaff):
            await series.create(tx, scope, facts(other), staff, NOON)
        draft = await series.create(tx, scope, facts(center), staff, NOON)
        with pytest.raises(NotStaff):
            await series.change_draft(tx, scope, draft.id, facts(other), NOON)
        with pytest.raises(NotStaff):
            await series.publish(tx, NOBODY, draft.id, NOON)
        await series.publish(tx, scope, draft.id, NOON)
        assert [one.id for one in await series.recent(tx, scope)] == [draft.id]
        assert await series.recent(tx, NOBODY) == []


async def test_a_draft_that_was_left_too_long_is_not_published(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        (staff,) = await stage.people(tx, 1)
        draft = await series.create(tx, DISTRICT, facts(center), staff, NOON)
        with pytest.raises(StartPast):
            await series.publish(tx, DISTRICT, draft.id, NOON + timedelta(days=30))


async def test_a_series_is_written_ahead_and_extended(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        found = await stage.activities(tx, center, rrule="freq=weekly;byday=we")
        assert locals_of(found) == [START + week * WEEK for week in range(7)]
        assert all(one.recurring for one in found)
        assert await series.extend(tx, NOON) == 0
        assert await series.extend(tx, NOON + timedelta(days=1, hours=10)) == 1
        assert await series.extend(tx, NOON + timedelta(days=1, hours=10)) == 0
        assert len(await series.occurrences_of(tx, found[0].series_id)) == 8


async def test_a_series_that_begins_beyond_the_horizon_shows_its_first_date(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        later = START + 20 * WEEK
        found = await stage.activities(tx, center, local_start=later, rrule="FREQ=WEEKLY")
        assert locals_of(found) == [later]


async def test_an_activity_is_made_to_repeat(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        one = await stage.activity(tx, center)
        found = await series.repeat(tx, DISTRICT, one.series_id, "FREQ=WEEKLY;COUNT=3", NOON)
        assert locals_of(found) == [START, START + WEEK, START + 2 * WEEK]
        assert found[0].id == one.id
        with pytest.raises(AlreadyRepeats):
            await series.repeat(tx, DISTRICT, one.series_id, "FREQ=DAILY", NOON)


async def test_the_clock_time_stays_when_the_clocks_change(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        now = datetime.fromisoformat("2026-10-19T09:00+00:00")
        (staff,) = await stage.people(tx, 1)
        start = datetime(2026, 10, 21, 18)  # noqa: DTZ001 - summer time in Helsinki ends on the 25th
        wanted = facts(
            center, zone="Europe/Helsinki", local_start=start, rrule="FREQ=WEEKLY;COUNT=2"
        )
        draft = await series.create(tx, DISTRICT, wanted, staff, now)
        before, after = await series.publish(tx, DISTRICT, draft.id, now)
        assert (before.starts_at.hour, after.starts_at.hour) == (15, 16)
        assert (before.local_start.hour, after.local_start.hour) == (18, 18)
        assert (before.local_end.hour, after.local_end.hour) == (19, 19)


async def test_a_copy_is_a_draft_for_the_next_same_weekday(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        one = await stage.activity(tx, center, rrule="FREQ=WEEKLY;COUNT=2", title="夜校")
        (staff,) = await stage.people(tx, 1)
        copy = await series.duplicate(tx, DISTRICT, one.series_id, None, staff, NOON)
        assert (copy.title, copy.status, copy.rrule) == ("夜校", "draft", None)
        assert copy.local_start == START + WEEK
        later = NOON + timedelta(days=40)  # 3 January
        copy = await series.duplicate(tx, DISTRICT, one.series_id, None, staff, later)
        assert copy.local_start == START + 5 * WEEK
        chosen = START + timedelta(days=2)
        copy = await series.duplicate(tx, DISTRICT, one.series_id, chosen, staff, NOON)
        assert copy.local_start == chosen
        with pytest.raises(NotStaff):
            await series.duplicate(tx, NOBODY, one.series_id, None, staff, NOON)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"description": "长" * 1001}, "description"),
        ({"kind": "party"}, "kind"),
        ({"capacity": 0}, "capacity"),
        ({"minutes": 0}, "minutes"),
        ({"cancel_minutes": -1}, "cancel_minutes"),
        ({"interests": tuple("123456789")}, "interests"),
        ({"local_start": START + timedelta(days=1000)}, "local_start"),
    ],
)
def test_facts_that_cannot_be_kept(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(ActivityInvalid) as refused:
        checked(facts(1, **wrong), NOON)
    assert refused.value.values["field"] == field


def test_nothing_begins_in_the_past() -> None:
    with pytest.raises(StartPast):
        checked(facts(1, local_start=datetime(2026, 11, 24, 10)), NOON)  # noqa: DTZ001
    with pytest.raises(RecurrenceInvalid):
        checked(facts(1, rrule="FREQ=HOURLY"), NOON)


async def test_activities_are_found_by_where_when_and_what(database: Database) -> None:
    async with database.transaction() as tx:
        center, other = await stage.center(tx), await stage.center(tx, "c2")
        club = await clubs.create(tx, DISTRICT, "羽毛球社", None, None, NOON)
        tonight = datetime(2026, 11, 24, 19)  # noqa: DTZ001 - wall clock
        run = await stage.activity(
            tx, center, local_start=tonight, club_id=club.id, interests=("跑步", "健康")
        )
        sunday = await stage.activity(
            tx, other, local_start=tonight + timedelta(days=5), kind="salon", interests=("健康",)
        )
        later = await stage.activity(tx, center, local_start=tonight + timedelta(days=6))

        async def found(**narrowed: object) -> list[int]:
            return [one.id for one in await occurrences.coming(tx, NOON, **narrowed)]  # type: ignore[arg-type]

        assert await found() == [run.id, sunday.id, later.id]
        assert await found(center_ids=[center]) == [run.id, later.id]
        assert await found(center_ids=[]) == []
        assert await found(club_id=club.id) == [run.id]
        assert await found(kind="salon") == [sunday.id]
        assert await found(interest="健康", limit=1) == [run.id]
        assert await found(interest="跑") == []
        assert await found(window=occurrences.tonight(NOON, SHANGHAI)) == [run.id]
        assert await found(window=occurrences.this_week(NOON, SHANGHAI)) == [run.id, sunday.id]
        assert await found(window=occurrences.next_week(NOON, SHANGHAI)) == [later.id]
        assert await occurrences.interests(tx, NOON) == ["健康", "跑步"]
        counts = {each: await occurrences.count_at(tx, each, NOON) for each in (center, other)}
        assert counts == {center: 2, other: 1}
        assert await occurrences.by_token(tx, run.token) == run
        assert await occurrences.coming(tx, run.starts_at, limit=1) == [sunday]
        with pytest.raises(ActivityUnknown):
            await occurrences.by_token(tx, "nothing")
        with pytest.raises(ActivityUnknown):
            await occurrences.occurrence(tx, 999)


async def test_a_room_that_is_taken_and_holidays_are_shown(database: Database) -> None:
    async with database.transaction() as tx:
        center, other = await stage.center(tx), await stage.center(tx, "c2")
        taken = await stage.activity(tx, center, title="书法课", venue="活动室 A")
        half = START + timedelta(minutes=89)
        wanted = facts(center, venue="活动室a", local_start=half)
        (clash,) = await series.look(tx, wanted, NOON)
        assert isinstance(clash, VenueClash)
        assert (clash.title, clash.occurrence_id) == ("书法课", taken.id)
        assert (clash.other_starts_at, clash.other_ends_at) == (taken.starts_at, taken.ends_at)
        beside = {"besides_series": taken.series_id}
        assert await series.look(tx, wanted, NOON, **beside) == ()
        for free in (
            replace(wanted, local_start=START + timedelta(minutes=90)),
            replace(wanted, venue="活动室B"),
            replace(wanted, venue=None),
            replace(wanted, center_id=other),
        ):
            assert await series.look(tx, free, NOON) == ()
        await tx.execute(
            update(activity_tables.occurrence)
            .where(activity_tables.occurrence.c.id == taken.id)
            .values(status="cancelled", cancel_reason="x")
        )
        assert await series.look(tx, wanted, NOON) == ()


async def test_weekly_lessons_meet_holidays_and_worked_weekends(database: Database) -> None:
    """Of 2026: the National Day holiday until 7 October, and Saturday 10 October is worked."""
    async with database.transaction() as tx:
        center = await stage.center(tx)
        now = datetime.fromisoformat("2026-09-20T09:00+08:00")
        saturday = datetime(2026, 9, 26, 10)  # noqa: DTZ001 - wall clock
        wanted = facts(center, local_start=saturday, rrule="FREQ=WEEKLY;COUNT=4")
        found = await series.look(tx, wanted, now)
        days = [
            (one.starts_at.astimezone(SHANGHAI).day, one.kind, one.festival)
            for one in found
            if isinstance(one, HolidayOn)
        ]
        assert days == [
            (26, DayKind.HOLIDAY, Festival.MID_AUTUMN),
            (3, DayKind.HOLIDAY, Festival.NATIONAL_DAY),
            (10, DayKind.MAKE_UP, Festival.NATIONAL_DAY),
        ]
        elsewhere = replace(wanted, zone="Europe/Helsinki")
        assert await series.look(tx, elsewhere, now) == ()


def test_tonight_goes_on_after_midnight() -> None:
    zone = ZoneInfo("Europe/Helsinki")
    late = datetime.fromisoformat("2026-11-25T01:00+02:00")
    window = occurrences.tonight(late, zone)
    assert window.begin == late
    assert window.end == datetime.fromisoformat("2026-11-25T04:00+02:00")
    noon = datetime.fromisoformat("2026-11-25T12:00+02:00")
    window = occurrences.tonight(noon, zone)
    assert window.begin == datetime.fromisoformat("2026-11-25T17:00+02:00")
    assert window.end == datetime.fromisoformat("2026-11-26T04:00+02:00")


async def test_every_link_is_another(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        await stage.activities(tx, center, rrule="FREQ=DAILY;COUNT=20")
        table = activity_tables.occurrence.c
        rows = await tx.rows(select(table.token, table.check_in_secret))
        assert len({row.token for row in rows}) == len({row[1] for row in rows}) == 20
