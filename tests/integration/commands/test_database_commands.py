"""`db upgrade`, `db backup`, `db check`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.commands.conftest import Cli

NOWHERE = "postgresql+asyncpg://anjia:dbpassword@127.0.0.1:1/anjia"


def change(statement: str, file: Path = Path("data/anjia.db")) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_upgrade_creates_the_database_and_then_has_nothing_to_do(cli: Cli, folder: Path) -> None:
    first, second = cli("db", "upgrade"), cli("db", "upgrade")
    assert (first.code, second.code) == (0, 0)
    assert first.out.startswith("empty -> ")
    assert second.out == f"already at {first.out.split()[-1]}\n"
    assert (folder / "data" / "anjia.db").exists()


def test_upgrade_on_a_migrated_database(on_database: Cli) -> None:
    assert on_database("db", "upgrade").out.startswith("already at ")


def test_check_on_both_databases(on_database: Cli) -> None:
    on_database("import", "sample")
    checked = on_database("db", "check")
    assert (checked.code, checked.out) == (0, "ok: every promise holds\n")


def test_check_finds_what_constraints_cannot(cli: Cli) -> None:
    cli("import", "sample")
    change("UPDATE center SET hours = 'whenever' WHERE ref = '330108'")
    change("""UPDATE center SET facilities = '["sauna"]' WHERE ref = '330108001'""")
    change("DELETE FROM center WHERE ref = '330108002'")
    checked = cli("db", "check")
    assert checked.code == 1
    hours, facilities, gone = checked.lines
    assert hours.startswith("center 330108: hours cannot be read")
    assert facilities == "center 330108001: unknown facilities sauna"
    assert gone == "import: center 330108002 was imported and is gone"


def test_check_finds_dangling_references(cli: Cli) -> None:
    cli("import", "sample")
    change("INSERT INTO favourite (member_id, center_id, added_at) VALUES (77, 1, '2026-01-01')")
    checked = cli("db", "check")
    assert checked.code == 1
    assert checked.lines == ["foreign key: favourite row 1 points nowhere"]


def test_check_wants_the_newest_revision(cli: Cli) -> None:
    Path("data").mkdir()
    change("CREATE TABLE something (x)")
    checked = cli("db", "check")
    assert checked.code == 1
    assert checked.out.startswith("migrations: the database is at None, this version needs ")


def test_backup_is_a_database_of_its_own(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("import", "sample")
    made = cli("db", "backup", "copy.db")
    assert made.code == 0
    assert made.out == f"copy.db: {Path('copy.db').stat().st_size} bytes, integrity ok\n"
    monkeypatch.setenv("ANJIA_DATABASE__URL", "sqlite+aiosqlite:///copy.db")
    assert cli("db", "check").code == 0
    assert cli("near", "30.2084", "120.2120", "--json").out.count('"ref"') == 2
    again = cli("import", "sample")
    assert "无变化87" in again.out


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("config.toml", "config.toml exists already"),
        ("nowhere/copy.db", "nowhere is not a directory"),
    ],
)
def test_backup_refuses(cli: Cli, target: str, said: str) -> None:
    cli("db", "upgrade")
    Path("config.toml").write_text("", encoding="utf-8")
    refused = cli("db", "backup", target)
    assert refused.code == 1
    assert said in refused.err
    assert Path("config.toml").read_text(encoding="utf-8") == ""


def test_backup_of_nothing(cli: Cli) -> None:
    refused = cli("db", "backup", "copy.db")
    assert refused.code == 1
    assert "there is no database file yet" in refused.err
    assert not Path("copy.db").exists()


def test_backup_of_a_damaged_database_leaves_nothing(cli: Cli) -> None:
    Path("data").mkdir()
    Path("data/anjia.db").write_bytes(b"no database" * 100)
    refused = cli("db", "backup", "copy.db")
    assert refused.code == 1
    assert refused.err.startswith("No backup was made: ")
    assert [path.name for path in Path().iterdir()] == ["data"]


def test_backup_with_dangling_references_is_refused(cli: Cli) -> None:
    cli("import", "sample")
    change("INSERT INTO favourite (member_id, center_id, added_at) VALUES (77, 1, '2026-01-01')")
    refused = cli("db", "backup", "copy.db")
    assert refused.code == 1
    assert "1 dangling references" in refused.err
    assert not Path("copy.db").exists()


def test_backup_of_postgresql_is_left_to_its_own_tool(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANJIA_DATABASE__URL", NOWHERE)
    advised = cli("db", "backup", "copy.dump")
    assert advised.code == 1
    assert "pg_dump --format=custom --file=copy.dump" in advised.err
    assert "dbpassword" not in advised.err


@pytest.mark.parametrize(
    "command", [("db", "upgrade"), ("db", "check"), ("staff", "list"), ("import", "sample")]
)
def test_a_database_that_does_not_answer_is_no_traceback(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("ANJIA_DATABASE__URL", NOWHERE)
    ended = cli(*command)
    assert ended.code == 1
    assert ended.err.startswith("The database does not answer (")
    assert "python -m bot doctor" in ended.err
    assert "dbpassword" not in ended.err


def test_a_database_that_cannot_be_made_is_no_traceback(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ANJIA_DATABASE__URL", "sqlite+aiosqlite:///file/anjia.db")
    ended = cli("db", "upgrade")
    assert ended.code == 1
    assert ended.err.startswith("file: ")
