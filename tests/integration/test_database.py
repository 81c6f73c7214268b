"""Transactions, migrations, and what the engines promise, on both databases."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from community.members import tables as member_tables
from community.places import tables as place_tables
from community.storage import base, migrations
from community.storage.database import Database, Transaction, unavailable
from tests.conftest import NOON

TABLE = place_tables.revision


async def put(tx: Transaction, name: str, value: int = 0) -> None:
    await tx.execute(insert(TABLE).values(name=name, value=value))


async def value_of(database: Database, name: str) -> int | None:
    async with database.transaction() as tx:
        found: int | None = await tx.value(select(TABLE.c.value).where(TABLE.c.name == name))
        return found


async def test_a_transaction_commits_as_a_whole(database: Database) -> None:
    async with database.transaction() as tx:
        await put(tx, "a", 1)
        await put(tx, "b", 2)
        assert await tx.value(select(TABLE.c.value).where(TABLE.c.name == "a")) == 1
    assert await value_of(database, "a") == 1
    assert await value_of(database, "b") == 2


async def test_an_exception_rolls_everything_back(database: Database) -> None:
    async def fail_after_writing() -> None:
        async with database.transaction() as tx:
            await put(tx, "a", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_writing()
    assert await value_of(database, "a") is None


async def test_reading_before_and_after_the_first_write(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.row(select(TABLE)) is None
        await put(tx, "a", 1)
        assert len(await tx.rows(select(TABLE))) == 1


async def test_concurrent_read_then_write_loses_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        await put(tx, "count")

    async def add() -> None:
        async with database.transaction() as tx:
            await tx.begin()
            row = select(TABLE.c.value).where(TABLE.c.name == "count").with_for_update()
            now = await tx.value(row)
            await asyncio.sleep(0)
            await tx.execute(update(TABLE).where(TABLE.c.name == "count").values(value=now + 1))

    await asyncio.gather(*(add() for _ in range(60)))
    assert await value_of(database, "count") == 60


def test_control_stock_sqlite_loses_updates(tmp_path: Path) -> None:
    """The same on two default connections: what the engine set-up is for."""
    file = tmp_path / "stock.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE n (value INTEGER)")
        connection.execute("INSERT INTO n VALUES (0)")
    with closing(sqlite3.connect(file)) as one, closing(sqlite3.connect(file)) as other:
        seen = [each.execute("SELECT value FROM n").fetchone()[0] for each in (one, other)]
        for each, value in zip((one, other), seen, strict=True):
            each.execute("UPDATE n SET value = ?", (value + 1,))
            each.commit()
        assert one.execute("SELECT value FROM n").fetchone()[0] == 1


async def test_the_reading_engine_cannot_write(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    try:
        async with database.read_engine.connect() as connection:
            with pytest.raises(OperationalError, match="readonly"):
                await connection.execute(insert(TABLE).values(name="x", value=1))
    finally:
        await database.close()


_STATES = text(
    "SELECT state FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)
_CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.mark.postgres
async def test_who_only_reads_holds_no_transaction(postgres_url: str) -> None:
    database, other = Database(postgres_url), Database(postgres_url)
    try:
        async with database.transaction() as reading, other.transaction() as looking:
            await reading.rows(select(TABLE))
            assert await looking.rows(_STATES) == []
            await put(reading, "a")
            states = [row.state for row in await looking.rows(_STATES)]
            assert states == ["idle in transaction"]
    finally:
        await database.close()
        await other.close()


@pytest.mark.postgres
async def test_one_error_replaces_all_broken_connections(postgres_url: str) -> None:
    async def look() -> None:
        async with database.transaction() as tx:
            await tx.rows(select(TABLE))
            await asyncio.sleep(0.05)

    database, other = Database(postgres_url), Database(postgres_url)
    try:
        await asyncio.gather(*(look() for _ in range(5)))  # as many connections in the pool
        async with other.transaction() as tx:
            assert len(await tx.rows(_CUT)) == 5
        await asyncio.sleep(0.1)
        with pytest.raises(Exception) as failure:  # noqa: PT011 - whichever the driver raises
            await look()
        assert unavailable(failure.value)
        await asyncio.gather(*(look() for _ in range(5)))
    finally:
        await database.close()
        await other.close()


async def test_pragmas_hold_on_every_connection(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    try:
        for engine in (database.write_engine, database.read_engine):
            async with engine.connect() as connection:
                answers = [
                    (await connection.execute(text(f"PRAGMA {name}"))).scalar()
                    for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
                ]
            assert answers == ["wal", 2, 1, 10_000]
    finally:
        await database.close()


async def test_memory_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="file"):
        Database("sqlite+aiosqlite:///:memory:")


async def test_migrations_lead_to_the_schema(database: Database) -> None:
    def differences(connection: object) -> list[object]:
        context = MigrationContext.configure(connection)  # type: ignore[arg-type]
        return list(compare_metadata(context, base.metadata))

    async with database.read_engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    assert await migrations.upgrade(database) == (migrations.newest(), migrations.newest())


async def test_several_processes_may_migrate_at_once(postgres_template: str) -> None:
    from tests.conftest import _admin

    await _admin(postgres_template, "CREATE DATABASE together")
    databases = [Database(postgres_template.format("together")) for _ in range(4)]
    try:
        await asyncio.gather(*(migrations.upgrade(database) for database in databases))
        assert await migrations.current(databases[0]) == migrations.newest()
    finally:
        for database in databases:
            await database.close()
        await _admin(postgres_template, "DROP DATABASE together WITH (FORCE)")


@pytest.mark.parametrize(
    "values",
    [
        {"lat": 95.0, "lon": 120.0, "position_quality": "poi"},
        {"lat": 30.0, "lon": None, "position_quality": "poi"},
        {"lat": 30.0, "lon": 120.0, "position_quality": "none"},
        {"lat": None, "lon": None, "position_quality": "poi"},
        {"kind": "palace"},
        {"stars": 5.1},
        {"name": ""},
        {"ref": "twice"},
    ],
)
async def test_the_database_refuses_impossible_centers(
    database: Database, values: dict[str, object]
) -> None:
    good = {
        "ref": "r1",
        "token": "t1",
        "kind": "station",
        "name": "驿站",
        "facilities": [],
        "updated_at": NOON,
    }
    async with database.transaction() as tx:
        await tx.execute(
            insert(place_tables.center).values({**good, "ref": "twice", "token": "t0"})
        )
    with pytest.raises(IntegrityError):
        async with database.transaction() as tx:
            await tx.execute(insert(place_tables.center).values({**good, **values}))


async def test_naive_moments_are_refused(database: Database) -> None:
    with pytest.raises(Exception, match="naive"):
        async with database.transaction() as tx:
            await tx.execute(
                insert(member_tables.member).values(
                    channel="telegram", channel_user_id=1, created_at=NOON.replace(tzinfo=None)
                )
            )


async def test_what_no_database_holds_is_left_out_of_values(database: Database) -> None:
    odd, plain = "江\0陵\ud800路", "江陵路"
    landmark = place_tables.landmark
    rows = [
        {"ref": f"{n}\0", "name": f"{odd}{n}", "address": "\0", "kind": "x", "lat": 30, "lon": 120}
        for n in range(3)
    ]
    async with database.transaction() as tx:
        await tx.execute(insert(landmark), rows)
        await tx.execute(insert(landmark).values(**{**rows[0], "ref": "", "name": odd}))
        await tx.execute(text("UPDATE landmark SET kind = :kind"), {"kind": "met\0ro"})
    async with database.transaction() as tx:
        found = await tx.rows(select(landmark.c.name, landmark.c.address, landmark.c.kind))
        assert sorted(map(tuple, found)) == sorted(
            (name, "", "metro") for name in (plain, *(f"{plain}{n}" for n in range(3)))
        )
        assert await tx.value(select(landmark.c.name).where(landmark.c.name == odd)) == plain
        assert (
            await tx.value(text("SELECT count(*) FROM landmark WHERE name = :n"), {"n": odd}) == 1
        )
    async with database.transaction() as tx:
        await tx.begin()
        assert await tx.value(select(landmark.c.name).where(landmark.c.name == odd)) == plain
