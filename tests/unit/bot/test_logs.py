"""Logs: secrets are struck out wherever they stand, libraries are quiet, both forms work."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot import hidden, logs
from bot.playground.double.double import Double
from bot.playground.serve import serve
from bot.telegram.aiohttp_request import AiohttpRequest
from community.storage.database import Database

TOKEN = "123456789:AAHsecretsecretsecretsecret"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("bot", "handlers", "community", "geo"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    hidden.forget()
    structlog.reset_defaults()


def log() -> structlog.stdlib.BoundLogger:
    # Named anew each time: a logger keeps the set-up of its first use.
    return structlog.stdlib.get_logger("bot.tested")


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_token_is_struck_out_wherever_it_stands(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    logs.set_up("debug", form)
    log().info("said", where=f"https://api/bot{TOKEN}/getMe", nested={"a": [TOKEN]})
    log().info(f"in the event {TOKEN}")
    logging.getLogger("library").error("argument %s", TOKEN)
    logging.getLogger("library").error(f"message {TOKEN} 100%")
    try:
        raise ValueError(f"in an exception {TOKEN}")
    except ValueError:
        log().exception("failed")
        logging.getLogger("library").exception("failed too")
    written = capsys.readouterr().err
    assert written.count(hidden.STRUCK) == 5
    assert "secretsecret" not in written


@pytest.mark.parametrize("form", ["json", "console"])
def test_errors_are_told_by_kind_and_place_without_their_texts(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    logs.set_up("info", form)

    def first() -> None:
        raise KeyError("what a member" + " wrote")

    try:
        try:
            first()
        except KeyError as error:
            raise ExceptionGroup("where a member" + " is", [OSError("ho" + "me")]) from error
    except ExceptionGroup:
        log().exception("failed")
        logging.getLogger("library").exception("failed too")
    written = capsys.readouterr().err
    for kind in ("builtins.KeyError", "builtins.OSError", "builtins.ExceptionGroup", "in first"):
        assert written.count(kind) == 2
    for private in ("what a member wrote", "where a member is", "home"):
        assert private not in written


def test_other_secrets_are_struck_out_once_they_are_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("info", "json")
    hidden.hide("http://u:hushhush@proxy")
    hidden.hide("")
    log().warning("no way to http://u:hushhush@proxy", via="http://u:hushhush@proxy")
    written = capsys.readouterr().err
    assert "hushhush" not in written
    assert "no way to" in written


def test_json_has_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", "json")
    log().info("update", update_id=7, ms=1.5)
    log().debug("unheard")
    (line,) = capsys.readouterr().err.splitlines()
    written = json.loads(line)
    assert (written["event"], written["update_id"], written["ms"]) == ("update", 7, 1.5)
    assert (written["level"], written["logger"]) == ("info", "bot.tested")
    assert written["timestamp"].endswith("Z")


def test_auto_is_json_where_no_terminal_listens(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", "auto")
    log().info("update")
    assert json.loads(capsys.readouterr().err)["event"] == "update"


@pytest.mark.parametrize("name", ["httpx", "telegram.Bot", "sqlalchemy.engine.Engine", "anything"])
def test_libraries_are_quiet_below_warning_at_any_level(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    logs.set_up("debug", "json")
    logging.getLogger(name).info("what a member wrote")
    assert capsys.readouterr().err == ""
    logging.getLogger(name).warning("trouble")
    assert "trouble" in capsys.readouterr().err


def test_errors_only(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("error", "json")
    log().warning("unheard")
    logging.getLogger("library").warning("unheard")
    log().error("heard")
    assert json.loads(capsys.readouterr().err)["event"] == "heard"


async def test_a_database_error_does_not_tell_what_was_written(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as failure:
        async with database.transaction() as tx:
            await tx.execute(
                text("INSERT INTO saved_place (name) VALUES (:name)"), {"name": "奶奶家"}
            )
    assert "奶奶家" not in str(failure.value)


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("client", [HTTPXRequest, AiohttpRequest])
async def test_no_library_tells_the_token_even_at_debug(
    client: type[BaseRequest], form: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Calls that succeed, fail and are refused, with everybody's loggers at DEBUG."""
    double = Double()
    double.member(7, started=True)
    logs.set_up("debug", form)
    loud = ("httpx", "httpcore", "aiohttp", "asyncio", "telegram", "telegram.ext", "urllib3", "h11")
    for name in loud:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        async with serve(double, port=0) as served:
            for token in (double.token, f"{double.token[:-3]}xyz"):
                request: Any = client()
                bot = Bot(token, base_url=served.base_url, request=request)
                log().error("who", bot=bot, words=f"{bot} {bot!r} {bot.base_url}")
                try:
                    async with bot:
                        await bot.send_message(7, "hello")
                        double.faults.drop("sendMessage")
                        await bot.send_message(7, "hello")
                except TelegramError as error:
                    log().error("failed", said=str(error), shown=repr(error), exc_info=True)
                    logging.getLogger("telegram").exception("failed: %s", error)
                await request.shutdown()
            log().error("quoted", url=quote(f"/bot{double.token}/getMe", safe=""))
    finally:
        for name in loud:
            logging.getLogger(name).setLevel(logging.NOTSET)
    written = "".join(capfd.readouterr())
    assert "InvalidToken" in written
    assert "NetworkError" in written
    assert "sendMessage" in written or client is AiohttpRequest  # httpx tells every call
    assert written.count(hidden.STRUCK) >= 5
    assert double.token.partition(":")[2][:-3] not in written
