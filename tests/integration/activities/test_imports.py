"""Imports of activities: in slices, without a lock to look, and each source with its own UIDs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from community.activities import occurrences, series, tables
from community.activities.files import imports
from community.activities.files.file import ActivityFile
from community.activities.files.imports import Defaults, Import, import_activities
from community.activities.rule_dates import Effort
from community.calendars.reading import activities
from community.calendars.sources import CalendarSource
from community.clubs import clubs
from community.staff.roles import NotStaff, StaffScope
from community.storage.database import Database, Transaction
from community.tables.batches import Source, batches
from community.tables.ics import read_events
from community.tables.reports import Report
from tests.conftest import NOON, SHANGHAI
from tests.integration.activities import stage
from tests.integration.activities.stage import DISTRICT

HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
ONE = "UID:one\nSUMMARY:夜校\nDTSTART:20261202T193000\nDTEND:20261202T210000"
WEEKLY = "UID:many\nSUMMARY:太极\nDTSTART:20261104T070000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"


def calendar(*events: str) -> ActivityFile:
    body = "".join(f"BEGIN:VEVENT\n{text}\nEND:VEVENT\n" for text in events)
    data = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{body}END:VCALENDAR\n"
    return activities(read_events(data.encode()), SHANGHAI)


def at(center: int, calendar: str | None = None) -> Defaults:
    return Defaults("salon", center, 20, source="ics", calendar=calendar, cancel_reason="取消")


def of(center: int) -> StaffScope:
    return StaffScope(district=False, centers=(center,))


def what(report: Report) -> dict[str, list[int]]:
    return {
        name: [change.row_number for change in getattr(report, name)]
        for name in ("added", "updated", "cancelled")
    } | {"unchanged": list(report.unchanged), "wrong": [p.row_number for p in report.errors]}


async def titles(tx: Transaction, center: int) -> list[str]:
    coming = await occurrences.coming(tx, NOON)
    return sorted({one.title for one in coming if one.center_id == center})


# ---- UIDs belong to their source


async def test_a_calendar_reaches_only_what_it_published(database: Database) -> None:
    async with database.transaction() as tx:
        a, b = await stage.center(tx, "a"), await stage.center(tx, "b")
        await import_activities(tx, of(a), calendar(ONE, WEEKLY), at(a, "aa"), None, NOON)
        forged = [ONE.replace("夜校", "占用"), f"{WEEKLY}\nSTATUS:CANCELLED"]
        report = await import_activities(tx, of(b), calendar(*forged), at(b, "bb"), None, NOON)
        assert what(report)["added"] == [1]
        assert what(report)["unchanged"] == [2]
        assert await titles(tx, a) == ["夜校", "太极"]
        assert await titles(tx, b) == ["占用"]
        # Nor does a calendar reach what staff of the other center sent in a file, or they it.
        member = (await stage.people(tx, 1))[0]
        report = await import_activities(tx, of(b), calendar(ONE), at(b), member, NOON)
        assert what(report)["added"] == [1]
        prefix = [ONE.replace("UID:one", "UID:calendar:aa:one"), ONE]
        report = await import_activities(tx, of(b), calendar(*prefix), at(b), member, NOON)
        assert (what(report)["added"], what(report)["unchanged"]) == ([1], [2])
        assert await titles(tx, a) == ["夜校", "太极"]


async def test_the_same_calendar_follows_what_it_published(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        await import_activities(tx, DISTRICT, calendar(ONE), at(center, "aa"), None, NOON)
        changed = calendar(ONE.replace("夜校", "书法"), ONE.replace("one", "x" * 300))
        report = await import_activities(tx, DISTRICT, changed, at(center, "aa"), None, NOON)
        assert (what(report)["updated"], what(report)["added"]) == ([1], [2])
        report = await import_activities(tx, DISTRICT, changed, at(center, "aa"), None, NOON)
        assert what(report)["unchanged"] == [1, 2]
        uids = await tx.rows(select(tables.series.c.source_uid))
        assert all(row[0].startswith("calendar:aa:") and len(row[0]) <= 255 for row in uids)


async def test_what_was_published_before_uids_had_a_source_is_followed(database: Database) -> None:
    """Of this center's calendar, that is: not what staff sent, nor what is at another center."""
    async with database.transaction() as tx:
        a, b = await stage.center(tx, "a"), await stage.center(tx, "b")
        member = (await stage.people(tx, 1))[0]
        staffs = ONE.replace("UID:one", "UID:staff")
        await import_activities(tx, DISTRICT, calendar(ONE), at(a), None, NOON)
        await import_activities(tx, DISTRICT, calendar(staffs), at(a), member, NOON)
        renamed = [ONE.replace("夜校", "书法"), staffs.replace("夜校", "国画")]
        report = await import_activities(tx, of(b), calendar(*renamed), at(b, "bb"), None, NOON)
        assert what(report)["added"] == [1, 2]
        looked = Import(calendar(*renamed), at(a, "aa"))
        await looked.look(tx, of(a), NOON)
        assert what(looked.result)["updated"] == [1]
        report = await import_activities(tx, of(a), calendar(*renamed), at(a, "aa"), None, NOON)
        assert (what(report)["updated"], what(report)["added"]) == ([1], [2])
        report = await import_activities(tx, of(a), calendar(*renamed), at(a, "aa"), None, NOON)
        assert what(report)["unchanged"] == [1, 2]
        assert await titles(tx, a) == sorted(["书法", "国画", "夜校"])


def test_a_calendar_is_known_by_its_address_and_its_center() -> None:
    def key(url: str, center: int) -> str:
        return CalendarSource(1, url, center, "salon", None, None, None).key

    keys = {
        key("https://a.example/", 1),
        key("https://a.example/", 2),
        key("https://b.example/", 1),
    }
    assert len(keys) == 3
    assert key("https://a.example/", 1) in keys


async def test_a_series_that_was_cut_in_two_is_still_followed(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        defaults = at(center, "aa")
        await import_activities(tx, DISTRICT, calendar(WEEKLY), defaults, None, NOON)
        later = NOON + 2 * WEEK
        moved = WEEKLY.replace("T070000", "T080000")
        report = await import_activities(tx, DISTRICT, calendar(moved), defaults, None, later)
        assert what(report)["updated"] == [1]
        report = await import_activities(tx, DISTRICT, calendar(moved), defaults, None, later)
        assert what(report)["unchanged"] == [1]
        coming = await occurrences.coming(tx, later)
        assert {one.local_start.hour for one in coming} == {8}
        assert len({one.starts_at for one in coming}) == len(coming)


# ---- to look takes no lock


async def test_a_look_writes_nothing_and_waits_for_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        await import_activities(tx, DISTRICT, calendar(ONE, WEEKLY), at(center), None, NOON)
    file = calendar(ONE.replace("T193000", "T180000"), f"{WEEKLY}\nSTATUS:CANCELLED")
    more = calendar(ONE.replace("UID:one", "UID:new"))
    async with database.transaction() as writer:
        # Everything that an import would touch is locked by somebody else.
        for table in (tables.series, tables.occurrence):
            await writer.execute(update(table).values(title=table.c.title))
        async with database.transaction() as reader:
            for one, expected in ((file, [1]), (more, [])):
                looked = Import(one, at(center))
                await looked.look(reader, DISTRICT, NOON)
                assert what(looked.result)["updated"] == expected
            assert not reader.wrote
    async with database.transaction() as tx:
        assert {one.local_start.hour for one in await occurrences.coming(tx, NOON)} == {7, 19}


SKIPPING = f"{WEEKLY}\nEXDATE:20261202T070000,20281231T070000,20261203T070000"
OTHER = (
    "UID:many\nSUMMARY:太极\nRECURRENCE-ID:20261209T070000\n"
    "DTSTART:20261209T090000\nDURATION:PT1H\nLOCATION:广场"
)
FAR = OTHER.replace("20261209", "20270609")
OFF = f"{OTHER.replace('20261209', '20261216')}\nSTATUS:CANCELLED"
FILES = {
    "new": [ONE, WEEKLY],
    "moved": [ONE.replace("T193000", "T180000"), WEEKLY.replace("T070000", "T080000")],
    "renamed": [ONE.replace("夜校", "书法"), WEEKLY.replace("太极", "剑")],
    "skipping": [SKIPPING],
    "changed": [SKIPPING, OTHER, FAR, OFF],
    "moved and changed": [SKIPPING.replace("T070000", "T080000")],
    "ended": [f"{WEEKLY};COUNT=8"],
    "another rule": [WEEKLY.replace("WEEKLY", "DAILY")],
    "bad": [WEEKLY.replace("WEEKLY", "HOURLY"), ONE.replace("2026", "2025")],
    "change into the past": [WEEKLY, OTHER.replace("START:20261209", "START:20251209")],
    "too long": [WEEKLY, OTHER.replace("PT1H", "P8D")],
    "over": [f"{ONE}\nSTATUS:CANCELLED", f"{WEEKLY}\nSTATUS:CANCELLED"],
}


@pytest.mark.parametrize("first", ["nothing", "new", "changed", "ended"])
async def test_what_is_said_before_is_what_is_done(database: Database, first: str) -> None:
    for name, events in FILES.items():
        for now in (NOON, NOON + 3 * WEEK):
            async with database.transaction() as tx:
                trial = await (await tx.begin()).begin_nested()
                center = await stage.center(tx)
                if first != "nothing":
                    before = calendar(*FILES[first])
                    await import_activities(tx, DISTRICT, before, at(center), None, NOON)
                file = calendar(*events)
                looked = Import(file, at(center))
                await looked.look(tx, DISTRICT, now)
                done = await import_activities(tx, DISTRICT, file, at(center), None, now)
                assert what(looked.result) == what(done), (name, now)
                problems = [problem.code for problem in looked.result.problems]
                assert problems == [problem.code for problem in done.problems], (name, now)
                again = await import_activities(tx, DISTRICT, file, at(center), None, now)
                assert not again.changes, (name, now, again.changes)
                await trial.rollback()


async def test_dates_beyond_two_years_are_left_alone(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        await import_activities(tx, DISTRICT, calendar(SKIPPING), at(center), None, NOON)
        query = select(tables.occurrence.c.original_start)
        written = [row[0] for row in await tx.rows(query.order_by(query.selected_columns[0]))]
        assert written[-1] < NOON + series.HORIZON


# ---- in slices


async def test_others_write_between_two_slices(database: Database) -> None:
    events = [ONE.replace("UID:one", f"UID:{number}") for number in range(4)]
    async with database.transaction() as tx:
        center = await stage.center(tx)
    importing = Import(calendar(*events), at(center), source=Source("a.ics", "0" * 64))
    slices, going = 0, True
    while going:
        async with database.transaction() as tx:
            going = await importing.go_on(tx, DISTRICT, NOON, seconds=0)
        slices += 1
        assert len(importing.result.added) == slices
        async with database.transaction() as other:
            assert len(await occurrences.coming(other, NOON)) == slices
            await stage.people(other, 1)
    assert slices == 4
    async with database.transaction() as tx:
        (batch,) = await batches(tx)
        assert (batch.number, batch.changes) == (importing.result.batch, 4)
        assert not await Import(calendar(), at(center)).go_on(tx, DISTRICT, NOON)


async def test_all_at_once_where_there_is_time(database: Database) -> None:
    async with database.transaction() as tx:
        center = await stage.center(tx)
        importing = Import(calendar(ONE, WEEKLY), at(center))
        assert not await importing.go_on(tx, DISTRICT, NOON, seconds=60)
        with pytest.raises(NotStaff):
            await Import(calendar(ONE), at(center)).go_on(tx, of(0), NOON)


async def test_the_rules_of_a_file_may_cost_so_much(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    daily = WEEKLY.replace("WEEKLY", "DAILY")
    events = [daily.replace("UID:many", f"UID:{number}") for number in range(5)]
    monkeypatch.setattr(imports, "FILE_DAYS", 3_000)
    async with database.transaction() as tx:
        center = await stage.center(tx)
        looked = Import(calendar(*events, ONE), at(center))
        await looked.look(tx, DISTRICT, NOON)
        assert what(looked.result)["wrong"] == [3, 4, 5]
        assert what(looked.result)["added"] == [1, 2, 6]
        assert {problem.code for problem in looked.result.problems} == {"rule-too-costly"}
    assert Effort(imports.FILE_DAYS).spend(2_999)


# ---- clubs


async def test_staff_of_one_center_have_no_say_in_the_club_of_another(database: Database) -> None:
    async with database.transaction() as tx:
        a, b = await stage.center(tx, "a"), await stage.center(tx, "b")
        member = (await stage.people(tx, 1))[0]
        theirs = await clubs.create(tx, DISTRICT, "书法社", None, b, NOON)
        everybodys = await clubs.create(tx, DISTRICT, "跑步社", None, None, NOON)
        with pytest.raises(NotStaff):
            await series.create(tx, of(a), stage.facts(a, club_id=theirs.id), member, NOON)
        mine = await series.create(tx, of(a), stage.facts(a), member, NOON)
        with pytest.raises(NotStaff):
            await series.change_draft(tx, of(a), mine.id, stage.facts(a, club_id=theirs.id), NOON)
        draft = await series.create(tx, DISTRICT, stage.facts(a, club_id=theirs.id), member, NOON)
        with pytest.raises(NotStaff):
            await series.publish(tx, of(a), draft.id, NOON)
        with pytest.raises(NotStaff):
            await series.duplicate(tx, of(a), draft.id, None, member, NOON)
        both = StaffScope(district=False, centers=(a, b))
        assert await series.publish(tx, both, draft.id, NOON)
        facts = stage.facts(a, club_id=everybodys.id)
        assert (await series.change_draft(tx, of(a), mine.id, facts, NOON)).club_id
        assert await series.publish(tx, of(a), mine.id, NOON)
