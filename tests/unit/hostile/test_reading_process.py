"""The process that reads files of others: what it may, what it knows, and that it is killed."""

from __future__ import annotations

import ast
import asyncio
import json
import sys
from pathlib import Path

import pytest

import community
from community.tables import foreign, reading_process
from community.tables.files import FileRefused, Row, Table
from community.tables.files import read_table as read_here

ROOT = str(Path(community.__file__).resolve().parents[1])
TABLE = "名称,地址\n甲,乙\n".encode()


def runs(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let the process run a program after its limits were set; `say` answers a line."""
    whole = (
        "import os, sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "from community.tables import reading_process as process\n"
        "def reader(data):\n"
        + "".join(f"    {line}\n" for line in program.splitlines())
        + "    yield {'header': [], 'other_sheets': []}\n"
        "process._READERS['table'] = reader\n"
        "process.main()\n"
    )
    monkeypatch.setattr(
        foreign, "command", lambda kind: [sys.executable, "-I", "-S", "-c", whole, ROOT, kind]
    )


async def refusal() -> str:
    with pytest.raises(FileRefused) as caught:
        await foreign.read_table(TABLE)
    return caught.value.code


async def test_it_reads_as_this_process_would() -> None:
    data = "名称,地址\n甲,=1\n,,\n“乙”,丙\n".encode()
    assert await foreign.read_table(data) == read_here(data)


async def test_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    runs(monkeypatch, f"bytearray({reading_process.MEMORY})")
    assert await refusal() == "too_costly"


async def test_too_much_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    runs(
        monkeypatch, "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile 1: 0"
    )
    assert await refusal() == "too_costly"


async def test_who_does_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "SECONDS", 0.2)
    runs(monkeypatch, "import time; time.sleep(60)")
    assert await refusal() == "too_costly"


async def test_too_long_an_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "MAX_ANSWER", 100_000)
    runs(monkeypatch, "while 1: yield [1, ['x' * 1000]]")
    assert await refusal() == "too_costly"
    runs(monkeypatch, f"yield [1, ['x' * {foreign.MAX_LINE * 3}]]")
    assert await refusal() == "too_costly"


@pytest.mark.parametrize(
    ("program", "code"),
    [("os._exit(3)", "unread"), ("os.kill(os.getpid(), 9)", "too_costly"), ("1 / 0", "unread")],
)
async def test_what_ends_in_the_middle(
    monkeypatch: pytest.MonkeyPatch, program: str, code: str
) -> None:
    runs(monkeypatch, program)
    assert await refusal() == code


async def test_a_process_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "command", lambda kind: ["/no/such/program"])
    assert await refusal() == "unread"


async def test_it_knows_no_secret_and_holds_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJIA_TELEGRAM__TOKEN", "123:secret")
    runs(
        monkeypatch,
        "import json\n"
        "seen = {'environment': dict(os.environ), 'files': os.listdir('/proc/self/fd'),\n"
        "        'folder': os.getcwd(), 'modules': sorted(sys.modules)}\n"
        "yield {'header': [json.dumps(seen)], 'other_sheets': []}",
    )
    with open(__file__, encoding="utf-8") as held:  # noqa: ASYNC230 - to hold one
        assert held.fileno() > 2
        seen = json.loads((await foreign.read_table(TABLE)).header[0])
    assert "secret" not in json.dumps(seen["environment"])
    assert set(seen["environment"]) <= {"LC_CTYPE", *foreign._KEPT_VARIABLES}
    assert len(seen["files"]) == 4  # the three usual ones, and the folder that is listed
    assert seen["folder"] == "/"
    for heavy in ("sqlalchemy", "asyncio", "openpyxl", "icalendar", "structlog", "pickle"):
        assert heavy not in seen["modules"]


async def test_it_can_neither_write_files_nor_start_processes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "written"
    runs(
        monkeypatch,
        f"try: open({str(file)!r}, 'w').write('x')\nexcept OSError: pass\n"
        "import resource\n"
        "yield {'header': [str(resource.getrlimit(resource.RLIMIT_NPROC)[1])],"
        " 'other_sheets': []}",
    )
    assert (await foreign.read_table(TABLE)).header == ("0",)
    assert not file.exists() or file.read_text() == ""


async def test_whoever_stops_waiting_leaves_no_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[asyncio.subprocess.Process] = []
    create = asyncio.create_subprocess_exec

    async def noted(*args, **options):
        started.append(await create(*args, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    runs(monkeypatch, "import time; time.sleep(60)")
    reading = asyncio.create_task(foreign.read_table(TABLE))
    while not started:
        await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert started[0].returncode == -9


async def test_at_most_two_at_once_and_others_have_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_ = most = turns = 0
    create = asyncio.create_subprocess_exec

    async def counted(*args, **options):
        nonlocal open_, most
        open_ += 1
        most = max(most, open_)
        process = await create(*args, **options)
        wait = process.wait

        async def ended() -> int:
            nonlocal open_
            code = await wait()
            open_ -= 1
            return code

        process.wait = ended
        return process

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.001)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", counted)
    member = asyncio.create_task(others())
    rows = "名称,地址\n" + "甲,乙\n" * 5_000
    tables = await asyncio.gather(*(foreign.read_table(rows.encode()) for _ in range(5)))
    member.cancel()
    assert {len(table.rows) for table in tables} == {5_000}
    assert most == 2
    assert turns > 50


async def test_a_table_without_rows() -> None:
    assert await foreign.read_table(b"name\n") == Table(("name",), (), ())
    assert (await foreign.read_table(b"name\n\nx\n")).rows == (Row(3, ("x",)),)


def test_nobody_reads_files_of_others_in_the_process_of_the_bot() -> None:
    """The readers are called by the process that can be killed; a sample that ships is ours."""
    allowed = {"community/tables/reading_process.py", "bot/sample/__init__.py"}
    for folder in ("bot", "handlers", "community"):
        for file in (Path(ROOT) / folder).rglob("*.py"):
            name = str(file.relative_to(ROOT))
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and name not in allowed:
                    taken = {alias.name for alias in node.names}
                    reads = {"read_table", "read_events", "read_workbook"} & taken
                    inner = name == "community/tables/files.py"
                    assert not reads or inner, (name, reads)
                if isinstance(node, ast.Attribute):
                    assert node.attr not in ("load_workbook", "from_ical"), name
