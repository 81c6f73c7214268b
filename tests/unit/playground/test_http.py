"""The double over real HTTP: python-telegram-bot as client, faults on the wire, shutdown."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.request import HTTPXRequest

from bot.playground.double.double import Double
from bot.playground.double.files import Upload
from bot.playground.double.queries import Tap
from bot.playground.phone import Phone
from bot.playground.serve import NoFreePort, Served, serve
from bot.playground.server import MapPoint, Setup
from bot.telegram.aiohttp_request import AiohttpRequest
from bot.telegram.in_process_request import InProcessRequest
from tests.telegram_double import assert_clean


@pytest.fixture
async def served(double: Double) -> AsyncIterator[Served]:
    async with serve(double, port=0, admin=True) as served:
        yield served


@pytest.fixture(params=[HTTPXRequest, AiohttpRequest], ids=["httpx", "aiohttp"])
async def bot(double: Double, served: Served, request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    async with Bot(
        double.token,
        base_url=served.base_url,
        base_file_url=served.base_file_url,
        request=request.param(read_timeout=0.5, connection_pool_size=4),
        get_updates_request=request.param(connection_pool_size=4),
    ) as bot:
        yield bot


async def hello(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    button = InlineKeyboardButton("收藏", callback_data="v1:fav")
    await update.message.reply_html("<b>你好</b>", reply_markup=InlineKeyboardMarkup([[button]]))


async def favourite(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("已收藏")
    await update.callback_query.edit_message_text("好了")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running(application: Application[Any, Any, Any, Any, Any, Any]) -> AsyncIterator[None]:
    application.add_handler(CommandHandler("start", hello))
    application.add_handler(CallbackQueryHandler(favourite))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling(timeout=10)
        await application.start()
        yield
        await application.updater.stop()
        await application.stop()


async def talk(double: Double, phone: Phone) -> None:
    await phone.start()
    await double.idle()
    tap = await phone.tap("收藏")
    assert isinstance(tap, Tap)
    assert (await tap.answered())["text"] == "已收藏"
    screen = await phone.wait_for("好了")
    assert [bubble.text for bubble in screen.bubbles] == ["/start", "好了"]
    await double.idle()
    assert_clean(double)


async def test_a_real_bot_polls_over_http(double: Double, phone: Phone, served: Served) -> None:
    builder = Application.builder().token(double.token)
    builder = builder.base_url(served.base_url).base_file_url(served.base_file_url)
    async with running(builder.build()):
        await talk(double, phone)


async def test_a_real_bot_polls_in_process(double: Double, phone: Phone) -> None:
    builder = Application.builder().token(double.token).request(InProcessRequest(double))
    async with running(builder.get_updates_request(InProcessRequest(double)).build()):
        await talk(double, phone)


async def test_uploads_and_downloads(bot: Bot, double: Double, phone: Phone, png: bytes) -> None:
    await bot.send_photo(phone.id, png, caption="码")
    message = await bot.send_document(phone.id, b"{}", filename="导出.json")
    assert message.document is not None
    assert message.document.file_name == "导出.json"
    file = await bot.get_file(message.document)
    assert bytes(await file.download_as_bytearray()) == b"{}"
    assert_clean(double)


async def test_faults_reach_the_client_as_what_they_are(
    bot: Bot, double: Double, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    faults = double.faults
    faults.too_many_requests(retry_after=3)
    with pytest.raises(RetryAfter, match="Retry in 0:00:03"):
        await bot.send_message(phone.id, "1")
    faults.forbidden()
    with pytest.raises(Forbidden):
        await bot.send_message(phone.id, "2")
    faults.bad_request(reason="message is not modified")
    with pytest.raises(BadRequest, match="not modified"):
        await bot.send_message(phone.id, "3")
    faults.server_error(status=502, html=True)
    with pytest.raises(NetworkError):
        await bot.send_message(phone.id, "4")
    faults.drop(accepted=True)
    with pytest.raises(NetworkError) as dropped:
        await bot.send_message(phone.id, "5")
    assert isinstance(dropped.value.__cause__, httpx.ReadError | aiohttp.ClientOSError)
    faults.silence()
    with pytest.raises(TimedOut):
        await bot.send_message(phone.id, "6")
    faults.silence(accepted=True)
    with pytest.raises(TimedOut):
        await bot.send_message(phone.id, "7")
    faults.slow(seconds=0.05)
    await bot.send_message(phone.id, "8")
    assert [bubble.text for bubble in phone.screen().bubbles] == ["5", "7", "8"]
    await double.idle()


async def test_two_pollers_conflict(bot: Bot, double: Double) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await until(lambda: double.updates.pollers_waiting == 1)
    second = asyncio.create_task(bot.get_updates(timeout=5))
    with pytest.raises(Conflict):
        await first
    double.close()
    assert await second == ()


async def test_wrong_tokens_and_bodies(double: Double, served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url) as client:
        wrong = await client.post("/bot1:x/getMe")
        assert (wrong.status_code, wrong.json()) == (
            401,
            {"ok": False, "error_code": 401, "description": "Unauthorized"},
        )
        assert (await client.get("/file/bot1:x/a")).status_code == 401
        assert (await client.get(f"/file/bot{double.token}/a")).status_code == 404
        unknown = await client.get(f"/bot{double.token}/GETME")
        assert unknown.json()["result"]["username"] == "anjia_bot"
        broken = await client.post(
            f"/bot{double.token}/getMe", content="[]", headers={"content-type": "application/json"}
        )
        assert broken.status_code == 400


async def test_another_process_can_steer(bot: Bot, double: Double, served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url) as client:
        fault = {
            "method": "getMe",
            "status": 500,
            "body": {"ok": False, "error_code": 500, "description": "Oops"},
        }
        assert (await client.post("/_double/faults", json=fault)).json() == {"pending": 1}
        with pytest.raises(NetworkError, match="Oops"):
            await bot.get_me()
        assert (await client.post("/_double/faults", json={"colour": 1})).status_code == 422
        await client.post("/_double/faults", json={"times": None, "delay": 9})
        assert (await client.delete("/_double/faults")).json() == {"pending": 0}
        await client.post("/_double/updates", json={"message": {"text": "raw"}})
        findings = (await client.get("/_double/findings")).json()
        assert findings["violations"] == []
        assert findings["pending_updates"] == 1
        assert [call["status"] for call in findings["calls"]] == [200, 500]


async def test_without_admin_nobody_can_steer(double: Double) -> None:
    async with serve(double, port=0) as served, httpx.AsyncClient(base_url=served.url) as client:
        assert (await client.get("/_double/findings")).status_code == 404


async def test_taken_port_gives_the_next_one(double: Double) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with serve(double, port=port) as served:
            assert served.port > port
            assert served.port_was_taken
            assert served.base_url == f"http://127.0.0.1:{served.port}/bot"


async def test_no_port_at_all(double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.playground.serve.PORTS_TRIED", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(NoFreePort):
            async with serve(double, port=taken.getsockname()[1]):
                pass


async def test_stopping_ends_polls_and_streams_at_once(double: Double, phone: Phone) -> None:
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient() as client:
        async with serve(double, port=0) as served:
            poll = asyncio.create_task(
                client.post(
                    f"{served.base_url}{double.token}/getUpdates", data={"timeout": 50}, timeout=60
                )
            )
            events = f"{served.url}/api/members/{phone.id}/events"
            stream = asyncio.create_task(client.get(events, timeout=60))
            await until(lambda: double.updates.pollers_waiting == 1)
            await until(lambda: served.app.state.streams.open == 1)
            began = loop.time()
        assert loop.time() - began < 1.5
        assert (await poll).json() == {"ok": True, "result": []}
        assert (await stream).text.startswith("event: state\n")


async def test_the_pages_own_interface(double: Double, phone: Phone, png: bytes) -> None:
    setup = Setup("滨江", (MapPoint("长河驿站", 30.2, 120.2),), (30.1, 120.1, 30.3, 120.3))
    async with (
        serve(double, port=0, setup=lambda: setup) as served,
        httpx.AsyncClient(base_url=served.url) as client,
    ):
        page = await client.get("/")
        assert page.headers["content-security-policy"].startswith("default-src 'self'")
        told = (await client.get("/api/setup")).json()
        assert told["bot"]["username"] == "anjia_bot"
        assert [member["id"] for member in told["members"]] == [42]
        assert told["map"]["points"][0]["name"] == "长河驿站"

        async def act(**action: Any) -> httpx.Response:
            return await client.post("/api/members/42/actions", json=action)

        assert (await act(action="text", text=" 你好 ")).json()["message"]["text"] == "你好"
        live = (
            await act(action="location", latitude=30.2, longitude=120.2, live_period=900)
        ).json()
        where = {"message_id": live["message"]["message_id"]}
        await act(action="move", latitude=30.21, longitude=120.2, **where)
        await act(action="stop", **where)
        await act(action="venue", latitude=30.2, longitude=120.2, title="站", address="路")
        await act(action="sticker", emoji="👍")
        await act(action="inline", query="x", latitude=30.2, longitude=120.2)
        kinds = [[*update][1] for update in double.updates.drain()]
        assert kinds == [
            "message",
            "message",
            "edited_message",
            "edited_message",
            "message",
            "message",
            "inline_query",
        ]
        for nonsense in (
            {"action": "fly"},
            {"action": "text", "text": " "},
            {"action": "text"},
            {"action": "location", "latitude": "nan", "longitude": 1},
            {"action": "location", "latitude": 91, "longitude": 1},
            {"action": "tap", "message_id": 1, "data": "x"},
            {"action": "key", "text": "x"},
            {"action": "choose", "result_id": "x"},
            {"action": "upload", "name": "x", "data": "?"},
            {},
        ):
            answer = await act(**nonsense)
            assert answer.status_code == 400, nonsense
            assert answer.json()["error"]
        typed = await client.post("/api/members/42/actions", content=json.dumps({"action": "text"}))
        assert typed.status_code == 415
        assert (await client.post("/api/members/9/actions", json={})).status_code == 404
        assert (await client.get("/api/members/9/events")).status_code == 404
        assert (await act(action="block")).json() == {"blocked": True}
        assert (await act(action="text", text="x")).status_code == 409
        assert (await act(action="block")).json() == {"blocked": False}
        stored = double.files.add_document(Upload("码.html", png))
        got = await client.get(f"/api/files/{stored.file_id}")
        assert got.content == png
        assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''%E7%A0%81.html"
        assert got.headers["content-type"] == "application/octet-stream"
        assert (await client.get("/api/files/x")).status_code == 404


async def test_a_group_on_a_members_phone(double: Double, phone: Phone) -> None:
    other = double.member(43, "Emma")
    double.group("邻里", phone, other, id=-7)
    double.group("别人", other, id=-8)
    async with (
        serve(double, port=0) as served,
        httpx.AsyncClient(base_url=served.url) as client,
    ):
        told = (await client.get("/api/setup")).json()["members"]
        assert [group["id"] for group in told[0]["groups"]] == [-7]
        sent = {"action": "text", "text": "/help", "chat": -7}
        answer = await client.post("/api/members/42/actions", json=sent)
        assert answer.json()["message"]["chat"] == {"id": -7, "type": "group", "title": "邻里"}
        assert double.updates.drain()[0]["message"]["chat"]["id"] == -7
        inline = {"action": "inline", "query": "x", "chat": -7}
        await client.post("/api/members/42/actions", json=inline)
        assert double.updates.drain()[0]["inline_query"]["chat_type"] == "group"
        sent["chat"] = -8
        assert (await client.post("/api/members/42/actions", json=sent)).status_code == 400
        for chat in ("-8", "-9", "x"):
            events = await client.get(f"/api/members/42/events?chat={chat}")
            assert events.status_code == 404
        async with client.stream("GET", "/api/members/43/events?chat=-7") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "event: state"
            state = json.loads((await anext(lines)).removeprefix("data: "))
            assert [message["text"] for message in state["messages"]] == ["/help"]
            await phone.send("private")
            await phone.send("to all", chat=double.chats.seen_by(43, -7))
            assert await anext(lines) == ""
            assert await anext(lines) == "event: message"
            assert '"to all"' in await anext(lines)


SCRIPT = """
import asyncio
from bot.playground.double.double import Double
from bot.playground.serve import serve

async def main():
    double = Double()
    double.member(42)
    async with serve(double, port=0) as served:
        print(served.url, flush=True)
        await asyncio.Event().wait()

try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("stopped")
"""


async def test_ctrl_c_is_quiet_with_a_page_open() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", "-c", SCRIPT, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    async with (
        httpx.AsyncClient() as client,
        client.stream("GET", f"{url}/api/members/42/events") as stream,
    ):
        lines = stream.aiter_lines()
        assert await anext(lines) == "event: state"
        process.send_signal(signal.SIGINT)
        rest = [line async for line in lines]
    output, errors = await asyncio.wait_for(process.communicate(), 5)
    assert rest[-1] == ""
    assert (process.returncode, output, errors) == (0, b"stopped\n", b"")
