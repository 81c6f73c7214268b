"""Tickets in calendars, private feeds, and activities that come from files."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import icalendar
import openpyxl
import pytest

from community.activities import changes, occurrences, series
from community.activities.changes import Edit, Which
from community.activities.files.file import ActivityFile
from community.activities.files.imports import Defaults, import_activities
from community.activities.files.rows import read_activities
from community.activities.occurrences import Occurrence
from community.calendars import feeds, sources
from community.calendars.addresses import AddressRefused
from community.calendars.feeds import FeedUnknown
from community.calendars.reading import activities
from community.calendars.sources import LEASE, SourceKnown
from community.registrations import registrations
from community.registrations.tickets import Ticket
from community.staff.roles import NotStaff, StaffScope
from community.storage.database import Database, Transaction
from community.tables import batches
from community.tables.batches import BatchOvertaken, Source
from community.tables.files import read_table
from community.tables.ics import read_events
from community.tables.reports import Change, Report
from tests.conftest import NOON, SHANGHAI
from tests.integration.activities import stage
from tests.integration.activities.stage import DISTRICT, NOBODY, START, Stage

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)


async def ticket(stage_: Stage, who: int = 0) -> Ticket:
    async with stage_.database.transaction() as tx:
        return await registrations.sign_up(
            tx, stage_.members[who], stage_.id, op_id=None, now=NOON, wait=True
        )


async def event(stage_: Stage, who: int = 0) -> icalendar.Event:
    async with stage_.database.transaction() as tx:
        found = await registrations.ticket(tx, stage_.members[who], stage_.id)
        assert found is not None
        data = await feeds.ticket_file(tx, found, NOON, link=lambda one: "https://t.me/x")
    calendar = icalendar.Calendar.from_ical(data)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    (only,) = calendar.walk("VEVENT")
    assert calendar.walk("VALARM") == []
    return only


async def test_a_ticket_in_a_calendar_follows_the_activity(database: Database) -> None:
    here = await Stage(database).set(
        title='夜校; 书法, \\ "A"', description="带笔\nEND:VEVENT", capacity=1, venue="二楼"
    )
    await ticket(here)
    first = await event(here)
    assert str(first["SUMMARY"]) == '夜校; 书法, \\ "A"'
    assert str(first["DESCRIPTION"]).startswith("带笔\nEND:VEVENT\n")
    assert str(first["LOCATION"]) == "c1驿站, 二楼"
    assert first["DTSTART"].dt == START.replace(tzinfo=SHANGHAI)
    assert first["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert first["DTEND"].dt - first["DTSTART"].dt == timedelta(minutes=90)
    assert (first["SEQUENCE"], str(first["STATUS"])) == (0, "CONFIRMED")
    await ticket(here, 1)
    assert str((await event(here, 1))["STATUS"]) == "TENTATIVE"
    async with database.transaction() as tx:
        edit = Edit(local_start=START + HOUR)
        await changes.apply(tx, DISTRICT, here.id, Which.THIS, edit, NOON)
    moved = await event(here)
    assert moved["UID"] == first["UID"]
    assert (moved["SEQUENCE"], moved["DTSTART"].dt - first["DTSTART"].dt) == (1, HOUR)
    async with database.transaction() as tx:
        await changes.cancel(tx, DISTRICT, here.id, Which.THIS, "场地检修", NOON)
    cancelled = await event(here)
    assert cancelled["UID"] == first["UID"]
    assert (cancelled["SEQUENCE"], str(cancelled["STATUS"])) == (2, "CANCELLED")
    assert "场地检修" in str(cancelled["DESCRIPTION"])


async def test_a_ticket_that_was_given_back(database: Database) -> None:
    here = await Stage(database).set()
    await ticket(here)
    async with database.transaction() as tx:
        await registrations.cancel(tx, here.members[0], here.id, op_id=None, now=NOON)
    assert str((await event(here))["STATUS"]) == "CANCELLED"


async def test_a_place_on_the_map(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(
            tx, lat=30.2, lon=120.2, position_quality="poi", address="路1号"
        )
        one = await stage.activity(tx, center)
        (member,) = await stage.people(tx, 1)
        found = await registrations.sign_up(tx, member, one.id, op_id=None, now=NOON)
        data = (await feeds.ticket_file(tx, found, NOON)).decode()
    assert "GEO:30.2;120.2\r\n" in data
    assert "LOCATION:c1驿站\\, 路1号\r\n" in data


async def test_daylight_saving_is_in_the_file(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        one = await stage.activity(tx, center, zone="Europe/Helsinki")
        (member,) = await stage.people(tx, 1)
        found = await registrations.sign_up(tx, member, one.id, op_id=None, now=NOON)
        data = await feeds.ticket_file(tx, found, NOON)
    assert b"BEGIN:DAYLIGHT" in data
    (only,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert only["DTSTART"].dt.utcoffset() == 2 * HOUR


async def test_a_private_feed_is_revoked(database: Database) -> None:
    here = await Stage(database).set()
    await ticket(here)
    member = here.members[0]
    async with database.transaction() as tx:
        assert await feeds.feed_token(tx, member) is None
        token = await feeds.create_feed(tx, member, NOON)
        assert await feeds.create_feed(tx, member, NOON) == token
        assert len(token) >= 40
        data = await feeds.feed_file(tx, token, NOON, name="安家")
        past = await feeds.feed_file(tx, token, NOON + 10 * WEEK, name="安家")
        assert await feeds.revoke_feed(tx, member)
        assert not await feeds.revoke_feed(tx, member)
        with pytest.raises(FeedUnknown):
            await feeds.feed_file(tx, token, NOON, name="安家")
        other = await feeds.create_feed(tx, here.members[1], NOON)
        empty = await feeds.feed_file(tx, other, NOON, name="安家")
    calendar = icalendar.Calendar.from_ical(data)
    assert str(calendar["X-WR-CALNAME"]) == "安家"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in data
    assert len(calendar.walk("VEVENT")) == 1
    assert len(icalendar.Calendar.from_ical(past).walk("VEVENT")) == 1
    assert icalendar.Calendar.from_ical(empty).walk("VEVENT") == []


def calendar(*events: str) -> ActivityFile:
    body = "".join(f"BEGIN:VEVENT\n{text}\nEND:VEVENT\n" for text in events)
    data = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{body}END:VCALENDAR\n"
    return activities(read_events(data.replace("\n", "\r\n").encode()), SHANGHAI)


ONE = "UID:one\nSUMMARY:夜校\nDTSTART:20261202T193000\nDTEND:20261202T210000"
WEEKLY = (
    "UID:many\nSUMMARY:太极\nDTSTART;TZID=Asia/Shanghai:20261104T070000\nDURATION:PT1H\n"
    "RRULE:FREQ=WEEKLY;COUNT=8"
)


def numbers(changes: tuple[Change, ...]) -> list[int]:
    return [change.row_number for change in changes]


class Import:
    def __init__(self, tx: Transaction, center: int) -> None:
        self.tx = tx
        self.center = center
        self.scope = DISTRICT

    async def __call__(
        self,
        file: ActivityFile,
        *,
        now: datetime = NOON,
        dry_run: bool = False,
        source: Source | None = None,
    ) -> Report:
        defaults = Defaults("salon", self.center, 20, source="ics", cancel_reason="日历中取消")
        return await import_activities(
            self.tx, self.scope, file, defaults, None, now, dry_run=dry_run, source=source
        )

    async def coming(self) -> list[Occurrence]:
        return await occurrences.coming(self.tx, NOON)


async def test_a_calendar_is_taken_once(database: Database) -> None:
    async with database.transaction() as tx:
        take = Import(tx, await stage.center(tx))
        file = calendar(ONE, WEEKLY)
        trial = await take(file, dry_run=True)
        assert (numbers(trial.added), trial.problems) == ([1, 2], ())
        assert await take.coming() == []
        assert numbers((await take(file)).added) == [1, 2]
        assert (await take(file)).unchanged == (1, 2)
        found = await take.coming()
        starts = [f"{one.local_start:%m-%d %H:%M} {one.title}" for one in found]
        assert starts == [
            "11-25 07:00 太极",
            "12-02 07:00 太极",
            "12-02 19:30 夜校",
            "12-09 07:00 太极",
            "12-16 07:00 太极",
            "12-23 07:00 太极",
        ]
        assert {one.capacity for one in found} == {20}
        # A week later the past dates are others; still nothing has changed.
        assert (await take(file, now=NOON + WEEK)).unchanged == (1, 2)


async def test_a_calendar_that_changed_is_followed_and_told(database: Database) -> None:
    async with database.transaction() as tx:
        take = Import(tx, await stage.center(tx))
        await take(calendar(ONE, WEEKLY))
        (member,) = await stage.people(tx, 1)
        for one in await take.coming():
            await registrations.sign_up(tx, member, one.id, op_id=None, now=NOON)
        moved = ONE.replace("193000", "200000").replace("210000", "213000")
        later = WEEKLY.replace("T070000", "T080000").replace("太极", "太极拳")
        result = await take(calendar(moved, later))
        assert (numbers(result.updated), result.problems) == ([1, 2], ())
        found = {(one.title, f"{one.local_start:%H:%M}") for one in await take.coming()}
        assert found == {("夜校", "20:00"), ("太极拳", "08:00")}
        assert len(await stage.notices(tx, "moved")) == 2
        assert (await take(calendar(moved, later))).unchanged == (1, 2)
        gone = await take(calendar(f"{moved}\nSTATUS:CANCELLED"))
        assert numbers(gone.cancelled) == [1]
        assert len(await stage.notices(tx, "cancelled")) == 1
        assert (await take(calendar(f"{moved}\nSTATUS:CANCELLED"))).unchanged == (1,)
        # What is not in the file any more stays.
        assert len(await take.coming()) == 5


async def test_dates_left_out_and_dates_that_differ(database: Database) -> None:
    async with database.transaction() as tx:
        take = Import(tx, await stage.center(tx))
        skipping = f"{WEEKLY}\nEXDATE;TZID=Asia/Shanghai:20261202T070000"
        other = (
            "UID:many\nSUMMARY:太极\nRECURRENCE-ID;TZID=Asia/Shanghai:20261209T070000\n"
            "DTSTART;TZID=Asia/Shanghai:20261209T090000\nDURATION:PT1H\nLOCATION:广场"
        )
        off = (
            "UID:many\nSUMMARY:太极\nRECURRENCE-ID;TZID=Asia/Shanghai:20261216T070000\n"
            "DTSTART;TZID=Asia/Shanghai:20261216T070000\nDURATION:PT1H\nSTATUS:CANCELLED"
        )
        file = calendar(skipping, other, off)
        assert numbers((await take(file)).added) == [1]
        starts = [f"{one.local_start:%m-%d %H}" for one in await take.coming()]
        assert starts == ["11-25 07", "12-09 09", "12-23 07"]
        assert (await take(file)).unchanged == (1,)
        assert (await take.coming())[1].venue == "广场"


async def test_a_rule_that_ends_earlier_or_is_another(database: Database) -> None:
    async with database.transaction() as tx:
        take = Import(tx, await stage.center(tx))
        await take(calendar(WEEKLY))
        assert numbers((await take(calendar(WEEKLY.replace("COUNT=8", "COUNT=6")))).updated) == [1]
        assert len(await take.coming()) == 3
        assert numbers((await take(calendar(WEEKLY.replace("COUNT=8", "COUNT=9")))).updated) == [1]
        # The two that were cancelled stay so; one is new.
        assert len(await take.coming()) == 4
        (problem,) = (await take(calendar(WEEKLY.replace("WEEKLY", "DAILY")))).problems
        assert problem.code == "rule-changed"
        assert len(await take.coming()) == 4


async def test_rows_that_cannot_be_taken_are_told_and_others_are_taken(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        take = Import(tx, await stage.center(tx))
        past = ONE.replace("2026", "2025").replace("one", "past")
        bad = WEEKLY.replace("WEEKLY", "HOURLY").replace("many", "bad")
        long = ONE.replace("one", "x" * 300)
        never = f"{past.replace('past', 'never')}\nSTATUS:CANCELLED"
        result = await take(calendar(past, bad, ONE, long, never))
        assert (numbers(result.added), result.unchanged) == ([3, 4], (5,))
        codes = [(one.row_number, one.code, one.warning) for one in result.problems]
        assert codes == [(1, "already-past", True), (2, "recurrence-invalid", False)]
        assert result.problems[1].values["part"] == "FREQ"
        assert (await take(calendar(long))).unchanged == (1,)
        take.scope = NOBODY
        with pytest.raises(NotStaff):
            await take(calendar(ONE))


async def test_what_another_center_published_is_not_changed(database: Database) -> None:
    async with database.transaction() as tx:
        center, other = await stage.center(tx), await stage.center(tx, "c2")
        await Import(tx, center)(calendar(ONE))
        take = Import(tx, other)
        take.scope = StaffScope(district=False, centers=(other,))
        (problem,) = (await take(calendar(ONE.replace("夜校", "改名")))).problems
        assert problem.code == "not-staff"


async def test_a_workbook_of_activities(database: Database) -> None:
    book = openpyxl.Workbook()
    book.active.append(["活动名称", "时间", "服务点", "人数", "类型", "标签", "场地"])
    when = datetime(2026, 12, 5, 9, 30)  # noqa: DTZ001 - as a spreadsheet has it
    book.active.append(["亲子阅读", when, "c1驿站", 12, "亲子", "阅读 家庭", "一楼"])
    book.active.append(["跑步", "12/6 7:00-8:30", "", "", "运动", "", ""])
    book.active.append(["错", "12/6", "没有", "", "", "", ""])
    output = io.BytesIO()
    book.save(output)
    async with database.transaction() as tx:
        center = await stage.center(tx)
        take = Import(tx, center)
        table = read_table(output.getvalue())
        file = read_activities(table, {"c1驿站": center}, NOON, SHANGHAI)
        result = await take(file)
        assert numbers(result.added) == [2, 3]
        assert [one.code for one in result.problems] == ["time", "center_unknown"]
        reading, run = await take.coming()
        assert (reading.capacity, reading.kind, reading.venue) == (12, "family", "一楼")
        assert reading.interests == ("阅读", "家庭")
        assert reading.ends_at - reading.starts_at == HOUR
        assert (run.capacity, run.kind) == (20, "sport")
        assert run.ends_at - run.starts_at == 1.5 * HOUR
        assert (await take(file)).unchanged == (2, 3)
        assert (await series.series(tx, run.series_id)).source_uid == file.rows[1].uid


FILE = Source.of("plan.ics", b"x")


async def test_what_a_file_added_is_undone(database: Database) -> None:
    async with database.transaction() as tx:
        take = Import(tx, await stage.center(tx))
        await take(calendar(ONE))
        assert (await take(calendar(ONE, WEEKLY), dry_run=True, source=FILE)).batch is None
        report = await take(calendar(ONE.replace("夜校", "夜课"), WEEKLY), source=FILE)
        assert [(change.name, change.fields) for change in report.changes] == [
            ("太极", ()),
            ("夜课", ("title",)),
        ]
        (batch,) = await batches.batches(tx)
        assert (batch.number, batch.about) == (report.batch, "activity")
        assert batch.file_name == "plan.ics"
        assert (batch.changes, batch.undone_at) == (1, None)
        assert (await take(calendar(WEEKLY), source=FILE)).batch is None
        undone = await batches.undo(tx, batch.number, NOON)
        assert undone.undone_at == NOON
        assert [one.title for one in await take.coming()] == ["夜课"]
        assert numbers((await take(calendar(WEEKLY), source=FILE)).added) == [1]


@pytest.mark.parametrize("what", ["seat", "date", "field"])
async def test_what_was_used_since_is_not_undone(database: Database, what: str) -> None:
    async with database.transaction() as tx:
        take = Import(tx, await stage.center(tx))
        report = await take(calendar(ONE, WEEKLY), source=FILE)
        one = (await take.coming())[0]
        (member,) = await stage.people(tx, 1)
        if what == "seat":
            await registrations.sign_up(tx, member, one.id, op_id=None, now=NOON)
        elif what == "date":
            edit = Edit(venue="广场")
            await changes.apply(tx, DISTRICT, one.id, Which.THIS, edit, NOON)
        else:
            await changes.apply(tx, DISTRICT, one.id, Which.ALL, Edit(capacity=5), NOON)
    assert report.batch
    with pytest.raises(BatchOvertaken, match="太极"):
        async with database.transaction() as tx:
            await batches.undo(tx, report.batch, NOON)
    async with database.transaction() as tx:
        assert len(await Import(tx, one.center_id).coming()) == 6


async def test_the_list_of_calendars_that_are_fetched(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        url = "https://calendar.example.org/a.ics"
        source = await sources.add(tx, DISTRICT, url, center, "salon")
        assert await sources.claim(tx, NOON) == source
        assert await sources.claim(tx, NOON + LEASE - SECOND) is None
        assert await sources.claim(tx, NOON + LEASE) == source  # its process died
        with pytest.raises(SourceKnown):
            await sources.add(tx, DISTRICT, url, center, "salon")
        with pytest.raises(AddressRefused):
            await sources.add(tx, DISTRICT, "http://a.example", center, "salon")
        scope = StaffScope(district=False, centers=(center,))
        for act in (
            sources.add(tx, scope, f"{url}2", center, "salon"),
            sources.remove(tx, scope, source.id),
        ):
            with pytest.raises(NotStaff):
                await act
        await sources.fetched(tx, source.id, NOON, etag='"1"', trouble=None)
        assert await sources.claim(tx, NOON + HOUR / 2) is None
        await sources.fetched(tx, source.id, NOON + HOUR, etag=None, trouble="timeout")
        (found,) = await sources.all_sources(tx)
        assert (found.etag, found.trouble) == ('"1"', "timeout")
        assert await sources.claim(tx, NOON + 2 * HOUR) == found
        assert await sources.remove(tx, DISTRICT, source.id)
        assert not await sources.remove(tx, DISTRICT, source.id)
