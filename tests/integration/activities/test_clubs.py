"""Clubs and their digest on Sunday evening."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from community.clubs import clubs
from community.clubs.clubs import ClubNameInvalid, ClubNameTaken, ClubUnknown
from community.members import members
from community.staff.roles import NotStaff, StaffScope
from community.storage.database import Database
from tests.conftest import NOON, SHANGHAI
from tests.integration.activities import stage
from tests.integration.activities.stage import DISTRICT, NOBODY, START, notices

SUNDAY = datetime.fromisoformat("2026-11-29T20:00+08:00")
WEEK = 202649
"""The week that begins after it, in which START is."""


async def test_members_join_and_leave(database: Database) -> None:
    async with database.transaction() as tx:
        one, other = await stage.people(tx, 2)
        run = await clubs.create(tx, DISTRICT, " 跑步 社 ", "每周三", None, NOON)
        read = await clubs.create(tx, DISTRICT, "读书社", None, None, NOON)
        assert (run.name, run.members, run.joined) == ("跑步 社", 0, False)
        assert await clubs.join(tx, one, read.id, NOON)
        assert not await clubs.join(tx, one, read.id, NOON)
        await clubs.join(tx, other, read.id, NOON)
        found = await clubs.all_clubs(tx, one)
        assert [(club.name, club.members, club.joined) for club in found] == [
            ("读书社", 2, True),
            ("跑步 社", 0, False),
        ]
        assert (await clubs.by_token(tx, run.token, one)).id == run.id
        assert await clubs.leave(tx, one, read.id)
        assert not await clubs.leave(tx, one, read.id)
        assert (await clubs.club(tx, read.id, one)).members == 1
        await clubs.give_up(tx, DISTRICT, read.id)
        assert [club.id for club in await clubs.all_clubs(tx, one)] == [run.id]
        with pytest.raises(ClubUnknown):
            await clubs.join(tx, one, read.id, NOON)


async def test_who_may_found_a_club(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        scope = StaffScope(district=False, centers=(center,))
        club = await clubs.create(tx, scope, "书法社", None, center, NOON)
        assert club.center_id == center
        with pytest.raises(NotStaff):
            await clubs.create(tx, scope, "合唱团", None, None, NOON)
        with pytest.raises(NotStaff):
            await clubs.create(tx, NOBODY, "合唱团", None, center, NOON)
        with pytest.raises(NotStaff):
            await clubs.give_up(tx, NOBODY, club.id)
        with pytest.raises(ClubNameTaken):
            await clubs.create(tx, scope, "书法社", None, center, NOON)
        for name in (" ", "长" * 61):
            with pytest.raises(ClubNameInvalid):
                await clubs.create(tx, scope, name, None, center, NOON)


async def test_a_digest_for_those_who_have_something_to_hear(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        run = await clubs.create(tx, DISTRICT, "跑步社", None, None, NOON)
        read = await clubs.create(tx, DISTRICT, "读书社", None, None, NOON)
        hears, mute, gone, reads, nobody = await stage.people(tx, 5)
        for member in (hears, mute, gone):
            await clubs.join(tx, member, run.id, NOON)
        await clubs.join(tx, hears, read.id, NOON)
        await clubs.join(tx, reads, read.id, NOON)
        await clubs.set_digest(tx, mute, wanted=False)
        await members.set_active(tx, gone, active=False)
        wednesday = await stage.activity(tx, center, club_id=run.id)
        await stage.activity(tx, center, club_id=run.id, local_start=START + timedelta(days=1))
        await stage.activity(tx, center, club_id=read.id, local_start=START + timedelta(days=7))

        early = SUNDAY - timedelta(hours=12, minutes=1)
        for other in (NOON, early, SUNDAY + timedelta(hours=2), SUNDAY + timedelta(days=1)):
            assert await clubs.plan_digests(tx, other, SHANGHAI) == 0
        assert await clubs.plan_digests(tx, SUNDAY - timedelta(hours=12), SHANGHAI) == 1
        assert await clubs.plan_digests(tx, SUNDAY, SHANGHAI) == 0
        (planned,) = await notices(tx, "digest")
        assert (planned.member_id, planned.object_id) == (hears, WEEK)
        assert planned.due_at == SUNDAY
        assert planned.not_after == SUNDAY + timedelta(hours=2)

        told = await clubs.digest(tx, hears, WEEK, SUNDAY, SHANGHAI)
        assert [one.id for one in told] == [wednesday.id, wednesday.id + 1]
        assert await clubs.digest(tx, reads, WEEK, SUNDAY, SHANGHAI) == []
        everything = await clubs.coming_of_member(tx, hears, NOON)
        assert len(everything) == 3
        assert await clubs.coming_of_member(tx, nobody, NOON) == []


def test_a_week_over_the_turn_of_the_year() -> None:
    assert clubs.week_number(datetime.fromisoformat("2027-01-03").date()) == 202653
    window = clubs.week(datetime.fromisoformat("2026-12-28").date(), SHANGHAI)
    assert window.end - window.begin == timedelta(days=7)
