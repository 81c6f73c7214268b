"""What is printed of files and databases gives the terminal no orders."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.commands import terminal
from tests.integration.commands.conftest import Cli

ROOT = Path(__file__).parents[3]
CLEAR, TITLE, TURNED = "\x1b[2J", "\x1b]0;owned\x07", "\u202e"
HOSTILE = f"[red]坏{CLEAR}{TITLE}{TURNED}\x9b31m\u2066\u200b\x7f站"
ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def harmless(text: str) -> bool:
    return ORDERS.search(text.replace("\n", "")) is None


@pytest.fixture
def hostile(cli: Cli) -> Cli:
    """A database whose only center has a hostile name; it cannot come in by an import."""
    import sqlite3
    from contextlib import closing

    cli("import", "sample")
    with closing(sqlite3.connect("data/anjia.db")) as connection, connection:
        connection.execute("UPDATE center SET name = ?, address = ?", (HOSTILE, HOSTILE))
        connection.execute(
            "INSERT INTO inbox (update_id, lane, payload, state, attempts, received_at, error) "
            "VALUES (1, 1, '{}', 'dead', 5, '2026-11-24 04:00:00', ?)",
            (HOSTILE,),
        )
        connection.execute(
            "INSERT INTO calendar_source (url, center_id, kind, trouble) SELECT "
            "'https://x.example/' || ?, min(id), 'other', ? FROM center",
            (HOSTILE, HOSTILE),
        )
    return cli


@pytest.mark.parametrize(
    "command",
    [
        ("near", 30.2, 120.2, "--all"),
        ("near", 30.2, 120.2, "--all", "--json"),
        ("inbox", "list"),
        ("calendars", "list"),
        ("doctor",),
        ("db", "check"),
        ("staff", "list"),
    ],
    ids=lambda command: " ".join(map(str, command)),
)
def test_of_what_the_database_holds(hostile: Cli, command: tuple[object, ...]) -> None:
    ended = hostile(*command)
    assert harmless(ended.out + ended.err)
    if command[0] in ("near", "inbox", "calendars"):
        assert "坏" in ended.out
    if "--json" in command:
        assert json.loads(ended.out)[0]["name"] == HOSTILE
    elif command[0] == "near":
        assert "[red]" in ended.out


@pytest.mark.parametrize("column", ["name", "address", "hours", "phone", "kind", "ref", "lat"])
def test_of_a_file_that_is_imported(cli: Cli, column: str) -> None:
    cells = {"ref": "x", "kind": "station", "name": "站", "lat": "30.2", "lon": "120.2"}
    cells[column] = HOSTILE.replace("\x7f", "").replace("\x9b", "")
    odd = f"{CLEAR}列{TURNED}"
    rows = [",".join([*cells, odd]), ",".join([*cells.values(), ""])]
    Path("centers.csv").write_text("\n".join(rows), encoding="utf-8")
    for language in ("zh", "en"):
        ended = cli("import", "centers", "centers.csv", "--language", language, "--dry-run")
        assert harmless(ended.out + ended.err), ended.out + ended.err


def test_of_the_name_of_a_file(cli: Cli) -> None:
    for command in (("import", "centers"), ("import", "activities"), ("streets", "info")):
        ended = cli(*command, f"{CLEAR}{TURNED}.csv")
        assert ended.code != 0
        assert harmless(ended.out + ended.err)


@pytest.mark.parametrize("password", ["hush@hush:hush", "hush/hush?hush", "hush%40hush%3Ahush"])
@pytest.mark.parametrize(
    "command",
    [
        ("db", "check"),
        ("db", "upgrade"),
        ("near", 30, 120),
        ("doctor",),
        ("inbox", "list"),
        ("run",),
    ],
    ids=lambda command: command[0],
)
def test_of_a_password_nothing_is_printed(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: tuple[object, ...], password: str
) -> None:
    monkeypatch.setattr("bot.work.running.DATABASE_SECONDS", 0.0)
    monkeypatch.setenv("ANJIA_TELEGRAM__TOKEN", "123456789:" + "A" * 35)
    url = f"postgresql+asyncpg://anjia:{password}@127.0.0.1:1/anjia"
    monkeypatch.setenv("ANJIA_DATABASE__URL", url)
    ended = cli(*command)
    assert ended.code == 1
    assert "hush" not in ended.out + ended.err
    assert ("%40" in ended.err) == ("@" in password)


def test_every_command_prints_in_one_way() -> None:
    for path in (ROOT / "bot/commands").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name != "terminal.py":
            assert not re.search(r"typer\.echo\(|click\.echo\(|(?<![\w.])print\(", text), path.name


def test_what_is_shown_as_it_is() -> None:
    for text in ("滨江区 · 驿站🟢 café\t1", "👨\u200d👩\u200d👧", "（全角）\u3000空格\xa0x"):
        assert terminal.shown(text) == text
    assert terminal.shown("a\nb\r\x85\U000e0041") == "a\\nb\\r\\u0085\\udb40\\udc41"
