"""`doctor`: every finding, what must be mended, and what it never says."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.commands.checkup import Finding, Level, examine
from bot.config import Settings, load_settings
from bot.playground.double.double import Double
from bot.playground.serve import serve
from community.clock import ShiftedClock
from tests.conftest import NOON
from tests.integration.commands.conftest import Cli

NOWHERE = "postgresql+asyncpg://anjia:dbpassword@127.0.0.1:1/anjia"
STREETS = Path(__file__).parents[3] / "bot" / "sample" / "helsinki" / "streets.anjia"


async def findings(settings: Settings, now: datetime = NOON) -> dict[str, Finding]:
    clock = ShiftedClock(now, stopped=True)
    return {found.subject: found async for found in examine(settings, clock)}


def config(text: str) -> Settings:
    file = Path("config.toml")
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return load_settings()


def test_on_a_fresh_machine_the_database_is_to_be_made(cli: Cli) -> None:
    ended = cli("doctor")
    assert ended.code == 1
    mend = [line for line in ended.lines if line.startswith("MEND")]
    assert mend == [
        "MEND  database: data/anjia.db does not exist yet. Run: python -m bot db upgrade"
    ]


def test_an_empty_database_wants_centers(on_database: Cli) -> None:
    ended = on_database("doctor")
    assert ended.code == 1
    (mend,) = [line for line in ended.lines if line.startswith("MEND")]
    assert mend.startswith("MEND  data: 0 centers, 0 with a position, 0 with hours. Run: ")


def test_with_the_sample_all_is_well(on_database: Cli) -> None:
    on_database("import", "sample")
    ended = on_database("doctor")
    assert ended.code == 0
    assert "MEND" not in ended.out
    assert any(
        line.startswith("note  data: 87 centers, 34 with a position, 13 with hours.")
        for line in ended.lines
    ), ended.out


def test_one_line_for_each_finding(cli: Cli) -> None:
    cli("import", "sample")
    subjects = [line[6:].partition(":")[0] for line in cli("doctor").lines]
    assert subjects == [
        "configuration",
        "time zone",
        "database",
        "migrations",
        "data",
        "files",
        "holidays",
        "streets",
        "geocoder",
        "token",
    ]


@pytest.fixture
def open_folder(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cli]:
    """A working directory that others on the machine can enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        monkeypatch.chdir(name)
        yield cli


def test_whatever_a_command_writes_is_for_its_user_alone(open_folder: Cli) -> None:
    Path("backups").mkdir()
    assert open_folder("import", "sample").code == 0
    assert open_folder("db", "backup", "backups/anjia.db").code == 0
    written = [path for path in Path().rglob("*") if path != Path("backups")]
    assert {path.name for path in written} >= {"data", "anjia.db"}
    assert [path for path in written if path.stat().st_mode & 0o077] == []
    assert "ok    files: " in open_folder("doctor").out


def test_older_files_that_others_can_read_are_named(open_folder: Cli) -> None:
    open_folder("import", "sample")
    Path("data").chmod(0o755)
    old = [Path("data/anjia.db"), Path("data/anjia.db.lock"), Path("backups/of may.db")]
    Path("backups").mkdir()
    Path("backups").chmod(0o755)
    for file in old:
        file.touch()
        file.chmod(0o644)
    ended = open_folder("doctor")
    assert ended.code == 1
    (line,) = [line for line in ended.lines if line.startswith("MEND")]
    assert line == (
        "MEND  files: others on this machine can read them. "
        "Run: chmod 600 'backups/of may.db' data/anjia.db data/anjia.db.lock"
    )
    Path("backups").chmod(0o700)
    assert "of may" not in open_folder("doctor").out
    for command in line.partition("Run: ")[2].splitlines():
        subprocess.run(command, shell=True, check=True)
    assert open_folder("doctor").code == 0


def test_no_command_leaves_its_memory_in_a_file(cli: Cli) -> None:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    hard = before[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    cli("doctor")
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, hard)
    resource.setrlimit(resource.RLIMIT_CORE, before)


def test_a_database_of_another_revision_is_to_be_upgraded(cli: Cli) -> None:
    cli("db", "upgrade")
    with closing(sqlite3.connect("data/anjia.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    ended = cli("doctor")
    assert ended.code == 1
    assert "MEND  migrations: at 0000, this version needs " in ended.out


def test_a_database_that_does_not_answer(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJIA_DATABASE__URL", NOWHERE)
    ended = cli("doctor")
    assert ended.code == 1
    assert "MEND  database: does not answer (" in ended.out
    assert "dbpassword" not in ended.out + ended.err
    assert "postgresql+asyncpg" not in ended.out + ended.err


def test_a_file_that_is_no_database(cli: Cli) -> None:
    Path("data").mkdir()
    Path("data/anjia.db").write_bytes(b"no database" * 100)
    ended = cli("doctor")
    assert ended.code == 1
    assert "MEND  database: does not answer (DatabaseError)" in ended.out


def test_a_refused_configuration_says_what_is_allowed(cli: Cli) -> None:
    Path("config.toml").write_text("[walking]\nminuets = 3\n", encoding="utf-8")
    ended = cli("doctor")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.splitlines() == [
        "The configuration (config.toml) is refused:",
        "  walking.minuets: unknown key; allowed here: detour, minutes, speed_kmh, streets",
    ]


@pytest.mark.usefixtures("folder")
async def test_the_time_zone_with_its_time() -> None:
    found = (await findings(config("[district]\ntimezone = 'Asia/Urumqi'")))["time zone"]
    assert found.message == "Asia/Urumqi, now 2026-11-24 08:00 +0600"


@pytest.mark.usefixtures("folder")
async def test_holidays_are_known_only_so_far() -> None:
    assert (await findings(Settings()))["holidays"].level is Level.OK
    later = await findings(Settings(), datetime(2031, 1, 1, tzinfo=UTC))
    assert later["holidays"].level is Level.NOTE
    assert later["holidays"].remedy == "Run: pip install --upgrade chinesecalendar"


async def test_streets(folder: Path) -> None:
    assert (await findings(Settings()))["streets"].level is Level.NOTE
    absent = (await findings(config("[walking]\nstreets = 'nowhere.anjia'")))["streets"]
    assert (absent.level, absent.message) == (Level.MEND, "nowhere.anjia does not exist")
    (folder / "foreign.anjia").write_bytes(b"something else" * 100)
    foreign = (await findings(config("[walking]\nstreets = 'foreign.anjia'")))["streets"]
    assert (foreign.level, foreign.message) == (Level.MEND, "foreign.anjia: is not a street file")
    well = (await findings(config(f"[walking]\nstreets = '{STREETS}'")))["streets"]
    assert well.level is Level.OK


@pytest.mark.usefixtures("folder")
async def test_the_geocoder() -> None:
    assert (await findings(Settings()))["geocoder"].level is Level.NOTE
    unknown = (await findings(config("[geocoder]\nservice = 'nominatimm'")))["geocoder"]
    assert unknown.level is Level.MEND
    assert "nominatimm" in unknown.message
    well = (await findings(config("[geocoder]\nservice = 'photon'")))["geocoder"]
    assert (well.level, well.message) == (Level.OK, "photon is configured")


def at(url: str, token: str) -> Settings:
    return config(f"[telegram]\ntoken = '{token}'\napi_base_url = '{url}'\n")


@pytest.mark.usefixtures("folder")
async def test_the_token_is_tried() -> None:
    double = Double()
    async with serve(double, port=0) as served:
        well = (await findings(at(served.base_url, double.token)))["token"]
        refused = (await findings(at(served.base_url, "123456789:" + "A" * 35)))["token"]
    gone = (await findings(at(served.base_url, double.token)))["token"]
    assert (well.level, well.message) == (Level.OK, "@anjia_bot answers")
    assert (refused.level, refused.message) == (Level.MEND, "refused")
    assert refused.remedy == "Copy it again from @BotFather"
    assert (gone.level, gone.message) == (
        Level.MEND,
        "Telegram cannot be reached (NetworkError)",
    )
    assert gone.remedy == "Set [telegram] proxy or api_base_url"
    assert [call.method for call in double.calls(ok=True)] == ["getMe"]


@pytest.mark.usefixtures("folder")
async def test_a_proxy_of_the_environment_is_not_the_way_to_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    double = Double()
    async with serve(double, port=0) as served:
        assert (await findings(at(served.base_url, double.token)))["token"].level is Level.OK


@pytest.mark.usefixtures("folder")
async def test_nothing_secret_is_said() -> None:
    import asyncio
    import sys

    double = Double()
    async with serve(double, port=0) as served:
        for token in (double.token, "123456789:" + "A" * 35):
            variables: dict[str, Any] = {
                "ANJIA_TELEGRAM__TOKEN": token,
                "ANJIA_TELEGRAM__API_BASE_URL": served.base_url,
                "ANJIA_DATABASE__URL": NOWHERE,
                "ANJIA_LOG__LEVEL": "debug",
                "PYTHONPATH": str(Path(__file__).parents[3]),
            }
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "doctor"),
                env={**os.environ, **variables},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            said = (await process.communicate())[0].decode()
            assert process.returncode == 1
            assert "MEND  database" in said
            assert "token: " in said
            for secret in (token, token.partition(":")[2], "dbpassword", NOWHERE):
                assert secret not in said
