"""Members, consents, what they keep, their reports and forms: on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community import privacy
from community.members import drafts, members
from community.messages import live_answers
from community.messages.live_answers import LiveKey
from community.places.centers import CenterFacts, CenterUnknown, all_centers, insert_center
from community.reports import reports
from community.reports.reports import ReportUnknown, TooManyReports
from community.saved import favourites
from community.saved.favourites import PlaceNameInvalid, TooManyFavourites, TooManySavedPlaces
from community.staff import roles as staff
from community.staff.roles import NotStaff
from community.storage.database import Database, Transaction
from geo.position import Position
from tests.conftest import NOON

HERE = Position(30.2, 120.2)
DAY = timedelta(days=1)


async def somebody(tx: Transaction, number: int = 7) -> members.Member:
    return await members.meet(tx, "telegram", number, NOON)


async def center(tx: Transaction, ref: str = "a") -> int:
    await insert_center(tx, CenterFacts(ref=ref, kind="station", name=f"驿站{ref}"), NOON)
    return next(item.id for item in await all_centers(tx) if item.ref == ref)


async def test_meeting_twice_is_one_member_and_wakes_them(database: Database) -> None:
    async with database.transaction() as tx:
        first = await somebody(tx)
        await members.set_active(tx, first.id, active=False)
    async with database.transaction() as tx:
        assert await somebody(tx) == first
        exported = await privacy.export(tx, first)
    assert exported["member"]["active"] is True


async def test_strangers_in_passing_stay_strangers(database: Database) -> None:
    async with database.transaction() as tx:
        passing = await members.meet(tx, "telegram", 9, NOON, write_down=False)
        assert (passing.id, passing.location_consent) == (0, False)
        assert await members.find(tx, "telegram", 9) is None


async def test_inactive_members_stay_so_in_passing(database: Database) -> None:
    async with database.transaction() as tx:
        member = await somebody(tx)
        await members.set_inactive(tx, "telegram", 7)
        await members.meet(tx, "telegram", 7, NOON, write_down=False)
        assert (await privacy.export(tx, member))["member"]["active"] is False


async def test_the_same_number_in_another_channel_is_another(database: Database) -> None:
    async with database.transaction() as tx:
        one = await somebody(tx)
        other = await members.meet(tx, "elsewhere", 7, NOON)
        assert one.id != other.id


async def test_consent_is_versioned_and_once(database: Database) -> None:
    async with database.transaction() as tx:
        member = await somebody(tx)
        for version in (0, 1, 1):
            await members.give_consent(tx, member.id, "location", version, NOON)
        given = await members.consents(tx, member.id)
        assert [(item.version, item.withdrawn_at) for item in given] == [(0, NOON), (1, None)]
        assert (await somebody(tx)).location_consent
        assert await members.withdraw_consent(tx, member.id, "location", NOON + DAY)
        assert not await members.withdraw_consent(tx, member.id, "location", NOON + DAY)
        assert not (await somebody(tx)).location_consent
        await members.give_consent(tx, member.id, "location", 1, NOON + 2 * DAY)
        assert len(await members.consents(tx, member.id)) == 3


async def test_language(database: Database) -> None:
    async with database.transaction() as tx:
        member = await somebody(tx)
        await members.set_language(tx, member.id, "en")
        assert (await somebody(tx)).language == "en"
        await members.set_language(tx, member.id, None)
        assert (await somebody(tx)).language is None


async def test_erasing_leaves_reports_without_their_author(database: Database) -> None:
    async with database.transaction() as tx:
        member, other, place = await somebody(tx), await somebody(tx, 8), await center(tx)
        for each in (member, other):
            await favourites.add_favourite(tx, each.id, place, NOON)
            await favourites.save_place(tx, each.id, "家", HERE, NOON)
        await reports.report(tx, member.id, place, "hours", op_id="x", now=NOON)
        key = LiveKey(7, 1)
        await live_answers.begin(tx, key, "d", NOON, expires_at=NOON + DAY)
        await privacy.erase(tx, member, NOON)
    async with database.transaction() as tx:
        assert await members.find(tx, "telegram", 7) is None
        assert await favourites.favourites(tx, other.id) == [place]
        assert await live_answers.claim_edit(tx, key, "e", NOON + DAY, not_before=DAY) is None
        assert [item.reason for item in await reports.open_reports(tx, staff.DISTRICT)] == ["hours"]


async def test_favourites_keep_their_order_and_their_limit(database: Database) -> None:
    async with database.transaction() as tx:
        member = await somebody(tx)
        places = [await center(tx, f"c{n:02}") for n in range(favourites.MAX_FAVOURITES + 1)]
        for place in places[:-1]:
            await favourites.add_favourite(tx, member.id, place, NOON)
        await favourites.add_favourite(tx, member.id, places[0], NOON)
        assert await favourites.favourites(tx, member.id) == places[:-1]
        with pytest.raises(TooManyFavourites):
            await favourites.add_favourite(tx, member.id, places[-1], NOON)
        await favourites.remove_favourite(tx, member.id, places[3])
        await favourites.remove_favourite(tx, member.id, places[3])
        assert not await favourites.is_favourite(tx, member.id, places[3])
        assert await favourites.is_favourite(tx, member.id, places[4])


async def test_saved_places(database: Database) -> None:
    async with database.transaction() as tx:
        member, other = await somebody(tx), await somebody(tx, 8)
        await favourites.save_place(tx, member.id, "  我  家 ", HERE, NOON)
        await favourites.save_place(tx, member.id, "我 家", Position(30.1, 120.1), NOON)
        (place,) = await favourites.saved_places(tx, member.id)
        assert (place.name, place.position) == ("我 家", Position(30.1, 120.1))
        await favourites.remove_place(tx, other.id, place.id)
        assert len(await favourites.saved_places(tx, member.id)) == 1
        for name in ("", "  ", "\u200b", "x" * 21):
            with pytest.raises(PlaceNameInvalid):
                await favourites.save_place(tx, member.id, name, HERE, NOON)
        for number in range(favourites.MAX_SAVED_PLACES - 1):
            await favourites.save_place(tx, member.id, f"地点{number}", HERE, NOON)
        with pytest.raises(TooManySavedPlaces):
            await favourites.save_place(tx, member.id, "多", HERE, NOON)
        await favourites.save_place(tx, member.id, "我 家", HERE, NOON)
        await favourites.remove_place(tx, member.id, place.id)
        assert len(await favourites.saved_places(tx, member.id)) == 9


async def test_reports_are_counted_by_the_day_and_once_per_tap(database: Database) -> None:
    async with database.transaction() as tx:
        member, place = await somebody(tx), await center(tx)

        async def report(op: str, later: timedelta = timedelta()) -> bool:
            return await reports.report(
                tx, member.id, place, "other", op_id=op, now=NOON + later, detail="长" * 600
            )

        for number in range(reports.MAX_REPORTS_A_DAY):
            assert await report(str(number))
        assert not await report("3")
        with pytest.raises(TooManyReports):
            await report("more")
        assert await report("more", DAY)
        found = await reports.open_reports(tx, staff.DISTRICT, limit=20)
        assert len(found) == 11
        assert found[0].detail == "长" * reports.MAX_DETAIL


async def test_staff_see_and_settle_what_they_serve(database: Database) -> None:
    async with database.transaction() as tx:
        member, one, other = await somebody(tx), await center(tx), await center(tx, "b")
        for op, place in (("x", one), ("y", other)):
            await reports.report(tx, member.id, place, "phone", op_id=op, now=NOON)
        await staff.grant(tx, "telegram", 1, "staff", NOON, "a")
        await staff.grant(tx, "telegram", 2, "admin", NOON)
        here = await staff.scope_of(tx, "telegram", 1)
        everywhere = await staff.scope_of(tx, "telegram", 2)
        with pytest.raises(NotStaff):
            await staff.scope_of(tx, "telegram", 3)
        with pytest.raises(NotStaff):
            await staff.scope_of(tx, "elsewhere", 1)
        (mine,) = await reports.open_reports(tx, here)
        assert mine.center_name == "驿站a"
        theirs = next(r for r in await reports.open_reports(tx, everywhere) if r.id != mine.id)
        with pytest.raises(ReportUnknown):
            await reports.settle(tx, here, theirs.id, member.id, NOON)
        with pytest.raises(ReportUnknown):
            await reports.settle(tx, everywhere, 999, member.id, NOON)
        assert await reports.settle(tx, here, mine.id, member.id, NOON)
        assert not await reports.settle(tx, everywhere, mine.id, member.id, NOON)
        assert await reports.open_reports(tx, here) == []


async def test_roles_are_given_and_taken(database: Database) -> None:
    async with database.transaction() as tx:
        await center(tx)
        for _ in range(2):
            await staff.grant(tx, "telegram", 1, "staff", NOON, "a")
            await staff.grant(tx, "telegram", 1, "admin", NOON)
        roles = [(item.role, item.center_ref) for item in await staff.staff(tx)]
        assert sorted(roles) == [("admin", None), ("staff", "a")]
        with pytest.raises(CenterUnknown):
            await staff.grant(tx, "telegram", 1, "staff", NOON, "nowhere")
        assert await staff.revoke(tx, "telegram", 1)
        assert not (await staff.scope_of(tx, "telegram", 1)).district
        assert await staff.revoke(tx, "telegram", 1, "a")
        assert not await staff.revoke(tx, "telegram", 1, "a")


async def test_one_form_at_a_time_with_an_expiry(database: Database) -> None:
    async with database.transaction() as tx:
        member = await somebody(tx)
        await drafts.put(tx, member.id, "name", {"lat": 1.5}, NOON)
        await drafts.put(tx, member.id, "detail", {"center": 3}, NOON)
        assert await drafts.get(tx, member, NOON) is None  # as they were when looked up
        member = await somebody(tx)
        assert member.form_until == NOON + drafts.LIFETIME
        open_form = await drafts.get(tx, member, NOON + drafts.LIFETIME - timedelta(seconds=1))
        assert open_form == drafts.Draft("detail", {"center": 3})
        assert await drafts.get(tx, member, NOON + drafts.LIFETIME) is None
        await drafts.abandon(tx, member, NOON + drafts.LIFETIME)  # nothing open: no write
        assert await drafts.get(tx, member, NOON) is not None
        await drafts.abandon(tx, member, NOON)
        assert await drafts.get(tx, member, NOON) is None
        assert (await somebody(tx)).form_until is None


async def test_one_edit_for_a_move(database: Database) -> None:
    key = LiveKey(7, 1)
    async with database.transaction() as tx:
        await live_answers.begin(tx, key, "a", NOON, expires_at=NOON + DAY)
        assert await claim(tx, key, "b", 20) is None  # not sent yet
        await live_answers.answered(tx, key, 55)
        assert await claim(tx, key, "b", 14) is None
        assert await claim(tx, key, "a", 15) is None  # nothing new
        assert await claim(tx, key, "b", 15) == 55
        assert await claim(tx, key, "c", 16) is None
        assert await claim(tx, key, "c", 30) == 55
        await live_answers.forget(tx, key)
        assert await claim(tx, key, "d", 99) is None


async def claim(tx: Transaction, key: LiveKey, digest: str, after: int) -> int | None:
    return await live_answers.claim_edit(
        tx, key, digest, NOON + timedelta(seconds=after), not_before=timedelta(seconds=15)
    )
