"""Both HTTP clients: the same answers, the same errors, and never a token in their words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, InputFile, Message
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, HTTPXRequest

from bot.playground.double.double import Double
from bot.playground.serve import Served, serve
from bot.telegram.aiohttp_request import AiohttpRequest, urlencoded
from bot.telegram.delivery import never_sent
from bot.telegram.measured_request import MeasuredRequest
from bot.work.observer import NOBODY, Observer
from tests.labs.processes import free_port
from tests.telegram_double import assert_clean, checked_double

Client = Callable[..., BaseRequest]
SENDABLE = st.text(st.characters(codec="utf-8"))
clients = pytest.mark.parametrize("client", [HTTPXRequest, AiohttpRequest])


@pytest.fixture
async def double() -> Double:
    made = checked_double()
    made.member(7, started=True)
    return made


@pytest.fixture
async def served(double: Double) -> AsyncIterator[Served]:
    async with serve(double, port=0) as serving:
        yield serving
        double.close()


def bot_on(served: Served | None, double: Double, request: BaseRequest) -> Bot:
    base = served.base_url if served else f"http://127.0.0.1:{free_port()}/bot"
    files = served.base_file_url if served else base
    return Bot(
        double.token, base_url=base, base_file_url=files, request=request,
        get_updates_request=request,
    )  # fmt: skip


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8"))
    )
)
def test_a_form_is_read_as_it_was_written(fields: dict[str, str]) -> None:
    body = urlencoded(fields).decode("ascii")
    assert parse_qsl(body, keep_blank_values=True) == list(fields.items())


@clients
async def test_files_go_up_and_come_down(client: Client, double: Double, served: Served) -> None:
    content = bytes(range(256)) * 500
    async with bot_on(served, double, client()) as bot:
        message = await bot.send_document(
            7, InputFile(BytesIO(content), filename="名单 “1”.bin"), caption="数据 & more"
        )
        assert message.document is not None
        assert message.document.file_name == "名单 “1”.bin"
        assert message.caption == "数据 & more"
        file = await message.document.get_file()
        assert bytes(await file.download_as_bytearray()) == content
    assert_clean(double)


@clients
async def test_what_may_have_arrived_is_told_from_what_did_not(
    client: Client, double: Double, served: Served
) -> None:
    async with bot_on(served, double, client(read_timeout=0.3)) as bot:
        double.faults.silence("sendMessage", accepted=True)
        with pytest.raises(TimedOut) as late:
            await bot.send_message(7, "hello")
        double.faults.drop("sendMessage", accepted=True)
        with pytest.raises(NetworkError) as cut:
            await bot.send_message(7, "hello")
        double.faults.too_many_requests("sendMessage", retry_after=3)
        with pytest.raises(RetryAfter):
            await bot.send_message(7, "hello")
        with pytest.raises(BadRequest):
            await bot.send_message(999, "hello")
        assert not never_sent(late.value)
        assert not never_sent(cut.value)
        assert (await bot.send_message(7, "at last")).text == "at last"


@clients
async def test_a_refused_connection_was_never_sent(client: Client, double: Double) -> None:
    request = client(connect_timeout=1.0)
    bot = bot_on(None, double, request)
    await request.initialize()
    with pytest.raises(NetworkError) as refused:
        await bot.send_message(7, "hello")
    assert never_sent(refused.value)
    await request.shutdown()


async def test_errors_of_aiohttp_do_not_say_the_url(double: Double) -> None:
    request = AiohttpRequest(connect_timeout=1.0)
    bot = bot_on(None, double, request)
    await request.initialize()
    with pytest.raises(NetworkError) as refused:
        await bot.send_message(7, "hello")
    assert double.token not in str(refused.value)
    await request.shutdown()


async def test_a_client_that_is_not_open_says_so() -> None:
    request = AiohttpRequest()
    await request.shutdown()
    with pytest.raises(RuntimeError, match="not initialized"):
        await request.do_request("http://127.0.0.1:1/", "POST")


@clients
async def test_a_full_pool_makes_calls_wait(client: Client, double: Double, served: Served) -> None:
    request = client(connection_pool_size=2, read_timeout=5.0, pool_timeout=30.0)
    async with bot_on(served, double, request) as bot:
        double.faults.slow("sendMessage", seconds=0.1, times=None)
        await asyncio.gather(*(bot.send_message(7, str(number)) for number in range(10)))
    assert len(double.calls("sendMessage", ok=True)) == 10


async def test_calls_are_counted_by_method_and_outcome(double: Double, served: Served) -> None:
    told: list[tuple[str, str]] = []

    class Listening(Observer):
        def request(self, method: str, outcome: str) -> None:
            told.append((method, outcome))

    request: Any = MeasuredRequest(AiohttpRequest(read_timeout=0.3), Listening())
    assert request.read_timeout == 0.3
    async with bot_on(served, double, request) as bot:
        double.faults.server_error("sendMessage", status=502)
        double.faults.too_many_requests("sendMessage")
        double.faults.silence("sendMessage")
        double.faults.drop("sendMessage")
        for _ in range(4):
            with pytest.raises((NetworkError, RetryAfter)):
                await bot.send_message(7, "hello")
        with pytest.raises(BadRequest):
            await bot.send_message(999, "hello")
        await bot.send_message(7, "hello")
    assert told == [
        ("getMe", "ok"),
        ("sendMessage", "server_error"),
        ("sendMessage", "too_many"),
        ("sendMessage", "timeout"),
        ("sendMessage", "network_error"),
        ("sendMessage", "refused"),
        ("sendMessage", "ok"),
    ]


async def test_of_what_was_sent_only_its_number_is_read(double: Double, served: Served) -> None:
    request = MeasuredRequest(AiohttpRequest(), NOBODY)
    async with bot_on(served, double, request) as bot:
        sent = await bot.send_message(7, "hello")
        assert (sent.message_id, sent.chat.id, sent.text) == (
            double.calls("sendMessage")[-1].result["message_id"],
            7,
            None,
        )
        changed = await bot.edit_message_text("bye", 7, sent.message_id)
        assert isinstance(changed, Message)
        assert changed.message_id == sent.message_id
        assert (await bot.get_chat(7)).first_name
        assert await bot.delete_message(7, sent.message_id)
