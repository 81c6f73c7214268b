"""`run`: what stops it, how it ends, and that its logs tell nothing about anybody."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.playground.double.double import Double
from bot.playground.phone import Phone
from bot.playground.serve import serve
from bot.work import running as bot_running
from tests.integration.commands.conftest import Cli

ROOT = Path(__file__).parents[3]
TOKEN = "123456789:" + "A" * 35
WAIT_S = 20


def test_without_a_token(cli: Cli) -> None:
    ended = cli("run")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("There is no token. Ask @BotFather for one")
    assert "python -m bot demo" in ended.err


@pytest.mark.parametrize("command", [("run",), ("doctor",), ("staff", "list"), ("db", "check")])
def test_a_file_whose_token_others_can_read_is_refused(cli: Cli, command: tuple[str, ...]) -> None:
    file = Path("config.toml")
    file.write_text(f'[telegram]\ntoken = "{TOKEN}"\n', encoding="utf-8")
    file.chmod(0o644)
    ended = cli(*command)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.splitlines() == [
        "The configuration (config.toml) is refused:",
        "  config.toml: holds secrets (telegram.token), and its mode 0644 lets others read or "
        "write it. Run: chmod 600 config.toml",
    ]


def test_with_what_is_no_token(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJIA_TELEGRAM__TOKEN", "hushhushhush")
    ended = cli("run")
    assert ended.code == 1
    assert "telegram.token: must look like 123456789:AA" in ended.err
    assert "hushhush" not in ended.err


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("ANJIA_WALKING__STREETS", "nowhere.anjia", "nowhere.anjia: "),
        ("ANJIA_GEOCODER__SERVICE", "nominatimm", "The geocoder cannot be used: "),
        (
            "ANJIA_DATABASE__URL",
            "postgresql+asyncpg://u:hushhush@127.0.0.1:1/x",
            "The database does not answer (",
        ),
        (
            "ANJIA_TELEGRAM__API_BASE_URL",
            "http://127.0.0.1:1/bot",
            "Telegram cannot be reached (NetworkError).",
        ),
        (
            "ANJIA_TELEGRAM__PROXY",
            "socks5://u:hushhush@127.0.0.1:1",
            "Telegram cannot be reached (NetworkError).",
        ),
    ],
)
def test_what_stops_it_is_said_in_a_sentence(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setattr(bot_running, "DATABASE_SECONDS", 0.0)
    monkeypatch.setenv("ANJIA_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv(variable, value)
    ended = cli("run")
    assert ended.code == 1
    assert ended.err.splitlines()[-2:][0].startswith(said) or ended.err.startswith(said)
    assert "Traceback" not in ended.err
    assert "hushhush" not in ended.err
    assert TOKEN not in ended.err


class Running:
    """`python -m bot run` in a process of its own; `output` once it has ended."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.output = ""

    async def ended(self) -> int:
        self.output = (await self.process.communicate())[0].decode()
        assert self.process.returncode is not None
        return self.process.returncode


@asynccontextmanager
async def running(double: Double, *command: str, **variables: str) -> AsyncIterator[Running]:
    async with serve(double, port=0) as served:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *(command or ("run",))),
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "ANJIA_TELEGRAM__TOKEN": double.token,
                "ANJIA_TELEGRAM__API_BASE_URL": served.base_url,
                "ANJIA_TELEGRAM__FILE_BASE_URL": served.base_file_url,
                **variables,
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            yield Running(process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


@pytest.mark.usefixtures("folder")
async def test_a_refused_token() -> None:
    async with running(Double(), ANJIA_TELEGRAM__TOKEN=TOKEN) as bot:
        assert await bot.ended() == 1
    assert bot.output == "Telegram does not know this token. Copy it again from @BotFather.\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_makes_its_database_answers_and_ends_cleanly(
    folder: Path, number: signal.Signals
) -> None:
    double = Double()
    member = double.member(4711, language_code="en")
    async with running(double) as bot:
        await member.start()
        await answered(double, member)
        bot.process.send_signal(number)
        assert await bot.ended() == 0
    assert (folder / "data" / "anjia.db").exists()
    assert "Traceback" not in bot.output
    assert double.violations == []


async def answered(double: Double, member: Phone) -> None:
    """Wait until the bot has said or changed something since the last action."""
    await double.idle(within=WAIT_S)
    assert member.screen()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("form", ["json", "console"])
async def test_the_log_tells_nothing_about_anybody(cli: Cli, form: str) -> None:
    await asyncio.to_thread(cli, "import", "sample")
    double = Double()
    member = double.member(
        4711, "Grünhilde", last_name="Ostermann", username="hildegunde", language_code="zh-hans"
    )
    async with running(double, ANJIA_LOG__LEVEL="debug", ANJIA_LOG__FORMAT=form) as bot:
        await conversation(double, member)
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended() == 0
    assert double.calls("sendMessage")
    assert "update_failed" in bot.output  # the refused answer reached the error handler
    told = [word for word in private_words(double, member) if word in bot.output]
    assert told == []
    if form == "json":
        lines = [json.loads(line) for line in bot.output.splitlines()]
        updates = [line for line in lines if line["event"] == "update"]
        assert {line["route"] for line in updates} >= {"start", "location", "text", "button"}
        assert all(line.keys() >= {"update_id", "route", "outcome", "ms"} for line in updates)


async def conversation(double: Double, member: Phone) -> None:
    """Everything that holds something private: texts, positions, names, an error."""
    await member.start()
    await answered(double, member)
    await member.share_location(30.20841, 120.21203)
    await answered(double, member)
    await member.tap("同意")
    await answered(double, member)
    await member.tap("1")
    await answered(double, member)
    await member.share_location(30.20842, 120.21204, live_period=600)
    await answered(double, member)
    await member.move(30.20999, 120.21999)
    await member.send("江陵路站")
    await member.send("my secret wishes 30.20843,120.21205")
    await member.send_venue(30.20844, 120.21206, "Grandmother's house", "Hidden Lane 7")
    await member.inline("滨和路")
    await answered(double, member)
    double.faults.bad_request("sendMessage", reason="can't parse entities: secret wishes")
    await member.send("/privacy")
    await answered(double, member)


def private_words(double: Double, member: Phone) -> list[str]:
    secret = double.token.partition(":")[2]
    places = ["30.208", "30.209", "120.212", "120.219", "江陵路", "滨和路"]
    names = [member.user.first_name, "Ostermann", "hildegunde"]
    return [double.token, secret, *names, *places, "wishes", "Grandmother", "Hidden Lane"]
