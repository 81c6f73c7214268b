"""`python -m bot demo` as a whole, without a browser: cities, the clock, starting and stopping."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.playground.demo import Demo
from bot.playground.phone import Phone
from bot.playground.serve import Served
from community.clock import SystemClock
from community.clubs import RULES as CLUBS
from community.clubs import clubs
from community.members import members
from community.messages import outbox
from community.storage.database import Database
from tests.telegram_double import assert_clean, checked_double

UP_WITHIN_S = 3.0
"""Promised on a machine with nothing else to do; the test allows a busy one three times that."""


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path, "binjiang", checked_double())


@asynccontextmanager
async def client_of(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served.url, timeout=20) as client:
        yield client


async def consented(phone: Phone) -> None:
    await phone.start()
    await phone.double.idle()
    await phone.tap("同意")
    await phone.double.idle()


async def test_switching_begins_anew_in_the_other_city(demo: Demo) -> None:
    phone = demo.double.phones[1001]
    async with demo.serving("127.0.0.1", 0) as served, client_of(served) as client:
        await consented(phone)
        assert "滨江区" in phone.screen()
        answer = await client.post("/api/city", json={"city": "helsinki"})
        assert (answer.status_code, answer.json()["city"]) == (200, "helsinki")
        assert phone.screen().bubbles == ()
        assert phone.screen().keyboard == ()
        told = (await client.get("/api/setup")).json()
        assert told["stage"]["zone"] == "Europe/Helsinki"
        assert not told["stage"]["changing"]
        assert 60.1 < told["map"]["bounds"][0] < 60.2
        assert [member["id"] for member in told["members"] if member["staff"]] == [1002]
        lines = (await client.get("/api/streets")).json()
        assert lines["attribution"] == "© OpenStreetMap contributors"
        assert len(lines["streets"]) > 100
        await consented(phone)
        await phone.share_location(60.1699, 24.9384)
        await demo.double.idle()
        assert phone.screen().last.kind == "photo"
        assert "Luckan" in phone.screen()
    assert_clean(demo.double)


async def test_streams_and_strangers(demo: Demo) -> None:
    async with demo.serving("127.0.0.1", 0) as served, client_of(served) as client:
        assert (await client.get("/api/streets")).json()["streets"] == []
        assert (await client.post("/api/city", json={"city": "x"})).status_code == 404
        assert (await client.post("/api/clock", json={"move": "x"})).status_code == 404
        assert (await client.post("/api/clock", json=[])).status_code == 400
        for path in ("/api/city", "/api/clock"):
            text = {"content-type": "text/plain"}
            assert (await client.post(path, content="{}", headers=text)).status_code == 415
        async with client.stream("GET", "/api/members/1001/events") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "event: state"
            await client.post("/api/clock", json={"move": "day"})
            assert "event: stage" in [line async for line in first(lines, 8)]


async def test_the_clock_moves(demo: Demo) -> None:
    async with demo.serving("127.0.0.1", 0) as served, client_of(served) as client:
        before = demo.clock.now()
        view = (await client.post("/api/clock", json={"move": "hour"})).json()
        assert view["moved"]
        now = demo.clock.now()
        assert timedelta(hours=1) <= now - before < timedelta(hours=1, seconds=30)
        assert abs(demo.double.clock() - now.timestamp()) < 30
        view = (await client.post("/api/clock", json={"move": "now"})).json()
        assert not view["moved"]
        assert abs(demo.clock.now() - SystemClock().now()) < timedelta(seconds=1)


async def test_what_the_moved_clock_makes_due_comes_at_once(demo: Demo, tmp_path: Path) -> None:
    """A digest, which is planned on Sunday from 8:00 on and sent at 20:00."""
    demo.clock.set(datetime(2026, 11, 29, 7, 30, tzinfo=demo.city.zone))
    phone = demo.double.phones[1001]
    async with demo.serving("127.0.0.1", 0) as served, client_of(served) as client:
        began, (digests,) = time.monotonic(), CLUBS.periodic
        await consented(phone)
        database = Database(f"sqlite+aiosqlite:///{tmp_path}/binjiang-1.db")
        async with database.transaction() as tx:
            member = await members.find(tx, "telegram", 1001)
            assert member is not None
            (club,) = await clubs.all_clubs(tx, member.id)
            await clubs.join(tx, member.id, club.id, demo.clock.now())
        await client.post("/api/clock", json={"move": "hour"})
        planned = False
        while not planned:
            async with database.transaction() as tx:
                planned = (await outbox.statistics(tx, demo.clock.now())).rows["pending"] > 0
            assert time.monotonic() - began < digests.every_s - 5, "it waited for the next look"
            await asyncio.sleep(0.05)
        await database.close()
        demo.clock.advance(timedelta(hours=11))
        await client.post("/api/clock", json={"move": "hour"})
        await phone.wait_for(lambda screen: "示例 羽毛球友谊赛" in screen, within=10)


async def test_leaving_while_a_city_is_being_switched(demo: Demo) -> None:
    async with demo.serving("127.0.0.1", 0):
        switching = asyncio.create_task(demo.switch("helsinki"))
        await asyncio.sleep(0.05)
        switching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await switching
    assert demo.city.key == "helsinki"
    await demo.switch("binjiang")
    assert demo.city.key == "helsinki", "nothing is begun once the playground has ended"


@asynccontextmanager
async def command(*arguments: str) -> AsyncIterator[tuple[Process, str, list[str]]]:
    """The demo as a process; its address, and what it said before."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", "-m", "bot", "demo", *arguments, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    said: list[str] = []
    try:
        while not said or "http://" not in said[-1]:
            line = await asyncio.wait_for(process.stdout.readline(), 20)
            assert line, (await process.communicate())[1].decode()
            said.append(line.decode())
        yield process, said[-1].split()[2], said
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def interrupted(process: Process) -> None:
    process.send_signal(signal.SIGINT)
    output, errors = await asyncio.wait_for(process.communicate(), 10)
    assert errors == b""
    assert output == b"Stopped. Nothing was kept.\n"
    assert process.returncode == 0


async def test_up_in_time_on_the_next_free_port_and_quietly_down() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        began = time.perf_counter()
        async with command("--port", str(port)) as (process, url, said):
            took = time.perf_counter() - began
            async with httpx.AsyncClient(base_url=url) as client:
                assert (await client.get("/")).status_code == 200
                async with client.stream("GET", "/api/members/1001/events") as stream:
                    assert await anext(stream.aiter_lines()) == "event: state"
                    await interrupted(process)
    assert said[0].startswith(f"Port {port} is taken; using ")
    sys.stdout.write(f"demo: from process start to page and first poll {took:.2f} s\n")
    assert took < 3 * UP_WITHIN_S


async def test_ctrl_c_while_switching_with_a_page_open() -> None:
    async with (
        command("--port", "0") as (process, url, _),
        httpx.AsyncClient(base_url=url, timeout=10) as client,
        client.stream("GET", "/api/members/1001/events") as stream,
    ):
        assert await anext(stream.aiter_lines()) == "event: state"
        posting = asyncio.create_task(client.post("/api/city", json={"city": "helsinki"}))
        await asyncio.sleep(0.1)
        await interrupted(process)
        with contextlib.suppress(httpx.HTTPError):
            await posting


async def first(lines: AsyncIterator[str], count: int) -> AsyncIterator[str]:
    for _ in range(count):
        yield await asyncio.wait_for(anext(lines), 5)
