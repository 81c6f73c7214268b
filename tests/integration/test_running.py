"""Whole processes: roles, polling and webhook end to end, SIGTERM, systemd, one on SQLite."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.config import DatabaseSettings, Limits, Run, Settings, Telegram, Web
from bot.playground.double.double import Double
from bot.playground.serve import serve
from bot.telegram import polling
from bot.web.server import SECRET_HEADER, WEBHOOK_PATH, Health
from bot.work import running
from bot.work.heartbeat import tell_systemd
from bot.work.running import Role, RoleNeedsPostgres
from bot.work.worker import Worker
from community.storage.database import Database
from community.storage.presence import DatabaseInUse
from community.updates import inbox
from tests.labs import lab_bot
from tests.labs.processes import Child, bot_environment, free_port
from tests.telegram_double import assert_clean, checked_double

SECRET = "a-secret-of-some-length-123"


async def until(condition: Any, within: float = 15.0) -> None:
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def telegram() -> AsyncIterator[tuple[Double, str]]:
    double = checked_double()
    async with serve(double, port=0) as served:
        try:
            yield double, served.url
        finally:
            double.close()


def settings_for(double: Double, url: str, database: str, **more: Any) -> Settings:
    return Settings(
        telegram=Telegram(
            token=double.token,
            api_base_url=f"{url}/bot",
            file_base_url=f"{url}/file/bot",
            poll_timeout_s=1,
        ),
        database=DatabaseSettings(url=database),
        limits=Limits(updates_per_minute=10_000, burst=1000),
        **more,
    )


@asynccontextmanager
async def running_bot(settings: Settings, role: Role = Role.ALL) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(running.run(settings, role, stop))
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await task


def webhook_settings(port: int) -> dict[str, Any]:
    return {
        "run": Run(mode="webhook"),
        "web": Web(port=port, public_url="https://bot.example", secret=SECRET),
    }


async def test_polling_answers_a_member(database_url: str) -> None:
    async with telegram() as (double, url):
        phone = double.member(7, language_code="en")
        async with running_bot(settings_for(double, url, database_url)):
            await phone.start()
            await until(lambda: double.calls("sendMessage"))
            assert double.profile.commands_for(7, "en")
        assert_clean(double)
    database = Database(database_url)
    async with database.transaction() as tx:
        assert await inbox.counts(tx) == {"done": 1}
    await database.close()


async def test_a_webhook_is_registered_and_answers(database_url: str) -> None:
    port = free_port()
    async with telegram() as (double, url):
        double.member(7, started=True)
        settings = settings_for(double, url, database_url, **webhook_settings(port))
        async with running_bot(settings), httpx.AsyncClient() as asking:
            await until(lambda: double.webhook)
            assert double.webhook is not None
            assert double.webhook["url"] == f"https://bot.example{WEBHOOK_PATH}"
            answer = await asking.post(
                f"http://127.0.0.1:{port}{WEBHOOK_PATH}",
                json=lab_bot.text_update(1, 7, "/help"),
                headers={SECRET_HEADER: SECRET},
            )
            assert answer.status_code == 200
            await until(lambda: double.calls("sendMessage"))
            shown = (await asking.get(f"http://127.0.0.1:{port}/metrics")).text
            assert 'bot_telegram_requests_total{method="sendMessage",outcome="ok"}' in shown
            assert 'bot_updates_total{outcome="ok",type="message"} 1.0' in shown
        assert_clean(double)


async def test_health_is_on_its_own_port_where_one_is_set(sqlite_url: str) -> None:
    outside, inside = free_port(), free_port()
    web = Web(port=outside, health_port=inside, public_url="https://bot.example", secret=SECRET)
    async with telegram() as (double, url), httpx.AsyncClient() as asking:
        settings = settings_for(double, url, sqlite_url, run=Run(mode="webhook"), web=web)
        async with running_bot(settings):
            await until(lambda: double.webhook)
            for path in ("/livez", "/readyz", "/metrics"):
                assert (await asking.get(f"http://127.0.0.1:{inside}{path}")).status_code == 200
                assert (await asking.get(f"http://127.0.0.1:{outside}{path}")).status_code == 404
            for path in (WEBHOOK_PATH, "/calendar/x.ics"):
                assert (await asking.get(f"http://127.0.0.1:{inside}{path}")).status_code == 404
            assert (
                await asking.get(f"http://127.0.0.1:{outside}{WEBHOOK_PATH}")
            ).status_code == 405


async def test_health_alone_can_be_served(sqlite_url: str) -> None:
    inside = free_port()
    async with telegram() as (double, url), httpx.AsyncClient() as asking:
        settings = settings_for(double, url, sqlite_url, web=Web(health_port=inside))
        async with running_bot(settings):
            async with asyncio.timeout(30):
                while True:
                    with contextlib.suppress(httpx.ConnectError):
                        answer = await asking.get(f"http://127.0.0.1:{inside}/readyz")
                        break
                    await asyncio.sleep(0.02)
            assert answer.text == "ready"


@pytest.mark.postgres
async def test_web_takes_in_and_a_worker_answers(postgres_url: str) -> None:
    port = free_port()
    async with telegram() as (double, url), httpx.AsyncClient() as asking:
        double.member(7, started=True)
        settings = settings_for(double, url, postgres_url, **webhook_settings(port))
        worker = settings_for(
            double,
            url,
            postgres_url,
            run=Run(mode="webhook"),
            web=Web(public_url="https://bot.example", secret=SECRET, port=free_port()),
        )
        async with running_bot(settings, Role.WEB):
            await until(lambda: double.webhook)
            await asking.post(
                f"http://127.0.0.1:{port}{WEBHOOK_PATH}",
                json=lab_bot.text_update(1, 7, "/help"),
                headers={SECRET_HEADER: SECRET},
            )
            await asyncio.sleep(0.3)
            assert double.calls("sendMessage") == []  # stored, and nobody to handle it
            async with running_bot(worker, Role.WORKER):
                await until(lambda: len(double.calls("sendMessage")) == 1)
                began = asyncio.get_running_loop().time()
                await asking.post(
                    f"http://127.0.0.1:{port}{WEBHOOK_PATH}",
                    json=lab_bot.text_update(2, 7, "/help"),
                    headers={SECRET_HEADER: SECRET},
                )
                await until(lambda: len(double.calls("sendMessage")) == 2)
                # Far less than the second after which it would look by itself: it was rung.
                assert asyncio.get_running_loop().time() - began < 0.9


@pytest.mark.postgres
async def test_one_of_two_polls_and_the_other_takes_over(postgres_url: str) -> None:
    async with telegram() as (double, url):
        phone = double.member(7, language_code="en")
        settings = settings_for(double, url, postgres_url)
        async with running_bot(settings):
            async with running_bot(settings):
                await phone.start()
                await until(lambda: double.calls("sendMessage"))
                await asyncio.sleep(1.5)
                conflicts = [call for call in double.calls("getUpdates") if call.status == 409]
                assert conflicts == []  # never two at once
            await phone.send("/help")
            await until(lambda: len(double.calls("sendMessage")) == 2)


async def test_sqlite_serves_one_process_of_role_all(sqlite_url: str) -> None:
    async with telegram() as (double, url):
        settings = settings_for(double, url, sqlite_url)
        for role in (Role.WEB, Role.WORKER):
            with pytest.raises(RoleNeedsPostgres):
                await running.run(settings, role, asyncio.Event())
        async with running_bot(settings):
            await until(lambda: double.updates.ever_polled)
            with pytest.raises(DatabaseInUse):
                await running.run(settings, Role.ALL, asyncio.Event())


async def test_a_part_that_breaks_ends_the_process(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("broken part")

    monkeypatch.setattr(polling, "poll", broken)
    async with telegram() as (double, url):
        with pytest.raises(RuntimeError, match="broken part"):
            async with asyncio.timeout(15):
                await running.run(settings_for(double, url, sqlite_url), Role.ALL, asyncio.Event())


async def test_sigterm_ends_in_order_while_an_answer_is_under_way(
    sqlite_url: str, tmp_path: Path
) -> None:
    """The process finishes what is in hand: the answer arrives, nothing stays claimed."""
    await lab_bot.prepare(sqlite_url)
    port = free_port()
    async with telegram() as (double, url):
        double.member(7, started=True)
        double.faults.slow("sendMessage", seconds=2.0)
        environment = bot_environment(url, sqlite_url, ANJIA_WEB__PORT=str(port))
        bot = Child(["tests.labs.lab_bot"], environment, tmp_path / "log")
        await asyncio.to_thread(bot.start)
        double.push_update(lab_bot.text_update(1, 7))
        double.push_update(lab_bot.text_update(2, 7))
        await until(lambda: not double.faults.pending)  # the slow answer began
        took = await asyncio.to_thread(bot.stop)
        assert bot.process is not None
        assert bot.process.returncode == 0, (tmp_path / "log").read_text()
        assert took < 20
        assert [call.params["text"] for call in double.calls("sendMessage", ok=True)][:1] == ["1"]
        with contextlib.suppress(httpx.TransportError):
            async with httpx.AsyncClient() as asking:
                await asking.get(f"http://127.0.0.1:{port}/livez")
                pytest.fail("the port is still served")
    database = Database(sqlite_url)
    async with database.transaction() as tx:
        assert "claimed" not in await inbox.counts(tx)
    await database.close()
    assert [number for _, number in await lab_bot.effects(sqlite_url)] in ([1], [1, 2])


async def test_it_is_not_ready_any_more_before_it_finishes_what_is_in_hand(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Health] = []
    said: list[str] = []
    finish = Worker.finish

    def health(*arguments: Any) -> Health:
        made.append(Health(*arguments))
        return made[0]

    async def finishing(worker: Worker, within: float) -> None:
        said.append(await made[0].not_ready())
        await finish(worker, within)

    monkeypatch.setattr(running, "Health", health)
    monkeypatch.setattr(Worker, "finish", finishing)
    async with telegram() as (double, url):
        async with running_bot(settings_for(double, url, sqlite_url)):
            await until(lambda: double.updates.ever_polled)
            assert await made[0].not_ready() == ""
        polls = double.updates.polls
        await asyncio.sleep(0.1)
        assert double.updates.polls == polls
    assert said == ["draining"]


async def test_a_second_process_is_refused_in_words(sqlite_url: str, tmp_path: Path) -> None:
    async with telegram() as (double, url):
        settings = settings_for(double, url, sqlite_url)
        async with running_bot(settings):
            await until(lambda: double.updates.ever_polled)
            second = Child(["bot", "run"], bot_environment(url, sqlite_url), tmp_path / "log")
            await asyncio.to_thread(second.start)
            assert second.process is not None
            assert await asyncio.to_thread(second.process.wait, 20) == 1
            assert "Another process runs on this database" in (tmp_path / "log").read_text()


async def test_systemd_hears_ready_watchdog_and_stopping(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(tmp_path / "notify"))
    listening.setblocking(False)
    loop = asyncio.get_running_loop()
    loop.add_reader(listening, lambda: heard.append(listening.recv(100).decode()))
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "3000000")
    async with telegram() as (double, url):
        async with running_bot(settings_for(double, url, sqlite_url)):
            await until(lambda: "READY=1" in heard and heard.count("WATCHDOG=1") >= 2)
        await until(lambda: "STOPPING=1" in heard)
    assert heard.index("READY=1") < heard.index("STOPPING=1")
    loop.remove_reader(listening)
    listening.close()


def test_without_systemd_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not tell_systemd("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere/at/all")
    assert not tell_systemd("READY=1")


def test_signals_are_ours() -> None:
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
