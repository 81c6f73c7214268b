"""The directory, imports with their undoing, the nightly check and backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text, update

from community import checks
from community.capability import Rules
from community.places import centers, directory, imports
from community.places.centers import CenterFacts, CenterUnknown, Landmark
from community.places.directory import Filters, Places
from community.places.rows import CenterRow, read_centers
from community.storage import backup
from community.storage.database import Database, Transaction
from community.tables import batches
from community.tables import tables as table_tables
from community.tables.batches import BatchOvertaken, BatchUnknown, Imports, Source
from community.tables.files import read_table
from community.tables.reports import Change, Facts, Report
from community.tables.rows import FileRows
from geo.box import Box
from geo.datum import Datum
from geo.position import Position
from geo.walking import StraightLineEstimate
from tests.conftest import NOON
from tests.integration.activities.stage import activity

SHANGHAI = ZoneInfo("Asia/Shanghai")
BOX = Box.parse("30.125,120.115,30.265,120.265")
HERE = Position(30.2, 120.2)
MODEL = StraightLineEstimate()
CSV = """ref,kind,name,subdistrict,phone,lat,lon,hours_text
a,station,西兴驿站,西兴街道,0571-1,30.2,120.2,9:00-20:00
b,station,长河驿站,长河街道,,30.21,120.21,24小时
,community,某某社区党群服务中心,西兴街道,,,,
"""


def file_of(table: str) -> FileRows[CenterRow]:
    return read_centers(read_table(table.encode()), Datum.WGS84, BOX)


async def load(tx: Transaction, table: str = CSV, **options: bool) -> Report:
    return await imports.import_centers(
        tx, file_of(table), Source.of("centers.csv", table.encode()), NOON, **options
    )


async def known(tx: Transaction) -> dict[str, centers.Center]:
    return {center.ref: center for center in await centers.all_centers(tx, closed=True)}


async def test_import_and_the_same_again(database: Database) -> None:
    async with database.transaction() as tx:
        dry = await load(tx, dry_run=True)
        assert (len(dry.added), dry.batch) == (3, None)
        assert await known(tx) == {}
        report = await load(tx)
        assert (report.read, len(report.added), report.unchanged) == (3, 3, ())
        again = await load(tx)
        assert (again.unchanged, again.batch, again.changes) == ((2, 3, 4), None, ())
        made = next(ref for ref in await known(tx) if ref.startswith("name-"))
        assert (await known(tx))[made].name == "某某社区党群服务中心"
        assert await centers.count_centers(tx) == (3, 2, 2)


async def test_columns_that_are_missing_leave_what_is_known(database: Database) -> None:
    async with database.transaction() as tx:
        await load(tx)
        report = await load(tx, "ref,kind,name,phone\na,station,西兴驿站,0571-2\n")
        (change,) = report.updated
        assert change.fields == ("phone",)
        center = (await known(tx))["a"]
        assert (center.phone, center.hours, center.lat) == ("0571-2", "Mo-Su 09:00-20:00", 30.2)
        await load(tx, "ref,kind,name,hours_text\na,station,西兴驿站,\n")
        assert (await known(tx))["a"].hours is None
        assert len(await known(tx)) == 3


async def test_rows_without_ref_are_found_by_their_name(database: Database) -> None:
    async with database.transaction() as tx:
        await load(tx)
        table = "kind,name,subdistrict,phone\nstation,西兴驿站,西兴街道,0571-3\n"
        report = await load(tx, table)
        assert [change.ref for change in report.updated] == ["a"]


async def test_wrong_rows_are_left_out(database: Database) -> None:
    async with database.transaction() as tx:
        report = await load(tx, CSV + "d,station,远,,,31.2,121.5,\n")
        assert (report.read, len(report.added)) == (4, 3)
        assert [problem.row_number for problem in report.errors] == [5]


async def test_a_closed_center_is_opened_by_a_file_that_names_it(database: Database) -> None:
    async with database.transaction() as tx:
        await load(tx)
        facts = {**(await known(tx))["a"].as_fields(), "status": "closed"}
        await centers.update_center(tx, CenterFacts(**facts), NOON)
        assert "a" not in {center.ref for center in await centers.all_centers(tx)}
        await load(tx)
        assert (await known(tx))["a"].status == "active"


async def test_undo_puts_everything_back(database: Database) -> None:
    async with database.transaction() as tx:
        first = await load(tx)
        second = await load(tx, CSV.replace("0571-1", "0571-9") + "e,station,新驿站,,,,,\n")
        assert first.batch
        assert second.batch
        with pytest.raises(BatchOvertaken):
            await batches.undo(tx, first.batch, NOON)
    async with database.transaction() as tx:
        assert (await batches.undo(tx, second.batch, NOON)).changes == 2
        now = await known(tx)
        assert "e" not in now
        assert now["a"].phone == "0571-1"
        with pytest.raises(BatchUnknown):
            await batches.undo(tx, second.batch, NOON)
        with pytest.raises(BatchUnknown):
            await batches.undo(tx, 999, NOON)


async def test_an_import_overtaken_by_a_change_is_not_undone(database: Database) -> None:
    async with database.transaction() as tx:
        report = await load(tx)
    assert report.batch
    async with database.transaction() as tx:
        await centers.delete_center(tx, "b")
    with pytest.raises(BatchOvertaken):
        async with database.transaction() as tx:
            await batches.undo(tx, report.batch, NOON)
    async with database.transaction() as tx:
        assert "a" in await known(tx)


async def test_one_center_in_two_rows_by_its_reference_and_by_its_name(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        await load(tx)
        table = "ref,kind,name,subdistrict\na,station,新名,西兴街道\n,station,西兴驿站,西兴街道\n"
        report = await load(tx, table)
        (problem,) = report.problems
        assert (problem.row_number, problem.code, problem.values) == (3, "repeated", {"row": 2})
        assert [change.fields for change in report.updated] == [("name",)]
        assert report.batch
        await batches.undo(tx, report.batch, NOON)
        assert (await known(tx))["a"].name == "西兴驿站"


async def test_a_center_where_something_takes_place_is_not_undone(database: Database) -> None:
    async with database.transaction() as tx:
        report = await load(tx)
        await activity(tx, (await known(tx))["a"].id)
    assert report.batch
    with pytest.raises(BatchOvertaken):
        async with database.transaction() as tx:
            await batches.undo(tx, report.batch, NOON)


async def test_an_import_of_a_version_that_knew_fewer_facts_is_undone(database: Database) -> None:
    async with database.transaction() as tx:
        report = await load(tx)
        change = table_tables.import_change
        for row in await tx.rows(select(change.c.id, change.c.after)):
            after = {name: value for name, value in row.after.items() if name != "ratings"}
            await tx.execute(update(change).where(change.c.id == row.id).values(after=after))
        assert report.batch
        await batches.undo(tx, report.batch, NOON)
        assert await known(tx) == {}


async def test_another_capability_undoes_its_imports_without_new_code(database_url: str) -> None:
    notes = {"1": {"text": "b"}, "2": {"text": "new"}}

    async def look(_tx: Transaction, refs: Collection[str]) -> Mapping[str, Facts]:
        return {ref: facts for ref, facts in notes.items() if ref in refs}

    async def put_back(
        _tx: Transaction, before: Mapping[str, Facts | None], _now: datetime
    ) -> None:
        for ref, facts in before.items():
            if facts is None:
                del notes[ref]
            else:
                notes[ref] = dict(facts)

    kind = Rules(name="notes", imports=(Imports("note", look, put_back),))
    database = Database(database_url, rules=(kind,))
    changes = (
        Change(2, "1", "一", {"text": "a"}, {"text": "b"}),
        Change(3, "2", "二", None, {"text": "new"}),
    )
    try:
        async with database.transaction() as tx:
            number = await batches.remember(tx, "note", changes, Source.of("n.csv", b""), NOON)
            assert number
            await batches.undo(tx, number, NOON)
        assert notes == {"1": {"text": "a"}}
    finally:
        await database.close()


async def test_two_processes_see_each_others_changes(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Database(database_url)
    mine, theirs = Places(MODEL, SHANGHAI), Places(MODEL, SHANGHAI)
    try:
        async with database.transaction() as tx:
            before = await mine.current(tx)
        async with other.transaction() as tx:
            await theirs.current(tx)
            await load(tx)
        async with database.transaction() as tx:
            assert await mine.current(tx) is before  # asked a moment ago
            monkeypatch.setattr(directory, "CHECK_SECONDS", 0.0)
            after = await mine.current(tx)
            assert [center.ref for center in after.placed] == ["a", "b"]
            assert await mine.current(tx) is after
        mine.replace_model(StraightLineEstimate(speed_kmh=2))
        async with database.transaction() as tx:
            slower = await mine.current(tx)
        assert slower is not after
        there = slower.walk_to(HERE, after.placed[1].id, NOON)
        usual = after.walk_to(HERE, after.placed[1].id, NOON)
        assert there
        assert usual
        assert there.seconds == pytest.approx(2 * usual.seconds)
    finally:
        await other.close()


async def test_questions_to_the_directory(database: Database) -> None:
    async with database.transaction() as tx:
        await load(tx)
        mark = Landmark("m:1", "metro_station", "江陵路站", 30.2, 120.2)
        assert await centers.put_landmarks(tx, [mark]) == 1
        await centers.put_landmarks(tx, [Landmark("m:1", "metro_station", "江陵路站", 30.1, 120.2)])
        await centers.touch(tx)
        place = await directory.Places(MODEL, SHANGHAI).current(tx)
    names = {center.ref: center for center in place.centers}
    assert place.center_by_token(names["a"].token).ref == "a"
    for wrong in (lambda: place.center(999), lambda: place.center_by_token("x")):
        with pytest.raises(CenterUnknown):
            wrong()
    (landmark,) = place.landmarks
    assert landmark.position == Position(30.1, 120.2)
    assert place.place(f"l{landmark.id}") == landmark
    assert place.landmark(999) is None
    assert place.communities("西兴街道") == [c for c in place.centers if c.kind == "community"]
    assert place.subdistricts() == []
    unplaced = place.communities("西兴街道")[0]
    assert place.walk_to(HERE, unplaced.id, NOON) is None
    assert place.walk_to(HERE, 999, NOON) is None
    near = place.all_by_distance(HERE, NOON)
    assert [item.center.ref for item in near] == ["a", "b"]
    assert place.walk_to(HERE, names["b"].id, NOON) == near[1]
    found = place.nearby(HERE, NOON, minutes=15, filters=Filters(always_open=True))
    assert found.places == ()
    assert found.nearest
    assert found.nearest.center.ref == "a"
    assert found.nearest_open
    assert found.nearest_open.center.ref == "b"
    nobody = place.nearby(HERE, NOON, filters=Filters(facility="water"))
    assert (nobody.nearest, nobody.nearest_open) == (None, None)


async def test_an_empty_directory(database: Database) -> None:
    empty = await directory.load_directory(database, MODEL, SHANGHAI)
    assert empty.nearby(HERE, NOON).places == ()
    assert empty.nearby(HERE, NOON).nearest is None
    assert empty.find("江陵路") == []


async def test_the_check_asks_for_migrations_first(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    (line,) = await checks.check_database(database)
    assert line.startswith("migrations: the database is at older")


async def test_backup_is_a_whole_database(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    copy = tmp_path / "copy.db"
    try:
        async with database.transaction() as tx:
            await load(tx)
            await load(tx)
        size = await backup.back_up(database, copy)
        assert size == copy.stat().st_size
        with pytest.raises(backup.BackupFailed, match="exists"):
            await backup.back_up(database, copy)
        with pytest.raises(backup.BackupFailed, match="not a directory"):
            await backup.back_up(database, tmp_path / "nowhere" / "x.db")
    finally:
        await database.close()
    restored = Database(f"sqlite+aiosqlite:///{copy}")
    try:
        async with restored.transaction() as tx:
            assert set(await known(tx)) >= {"a", "b"}
        assert await checks.check_database(restored) == []
    finally:
        await restored.close()


async def test_a_damaged_database_makes_no_backup(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"SQLite format 3\x00" + b"\x00" * 4000)
    database = Database(f"sqlite+aiosqlite:///{damaged}")
    target = tmp_path / "copy.db"
    try:
        with pytest.raises(backup.BackupFailed):
            await backup.back_up(database, target)
        dangling = Database(f"sqlite+aiosqlite:///{with_a_dangling_row(tmp_path)}")
        with pytest.raises(backup.BackupFailed, match="1 dangling"):
            await backup.back_up(dangling, target)
        assert left_over(tmp_path) == []
        missing = Database(f"sqlite+aiosqlite:///{tmp_path / 'missing.db'}")
        with pytest.raises(backup.BackupFailed, match="no database"):
            await backup.back_up(missing, target)
    finally:
        await database.close()


def with_a_dangling_row(folder: Path) -> Path:
    file = folder / "dangling.db"
    connection = sqlite3.connect(file)
    connection.executescript(
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p);"
        "INSERT INTO c VALUES (1);"
    )
    connection.close()
    return file


def left_over(folder: Path) -> list[Path]:
    return list(folder.glob("copy*"))
