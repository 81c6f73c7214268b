"""Telegram at its worst: faults on order, webhooks, and waiting for what does not come."""

from __future__ import annotations

import pytest

from bot.playground.double.double import Double
from bot.playground.double.refusals import AnswerWithheld, ConnectionDropped
from bot.playground.phone import Phone
from tests.unit.playground.calls import TEXT, ok, refusal


async def test_webhook_is_kept_and_excludes_polling(double: Double) -> None:
    told = await refusal(double, "setWebhook", url="http://a.cn/hook")
    assert told == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    await ok(double, "setWebhook", url="https://a.cn/hook", secret_token="s-1")
    assert (await ok(double, "getWebhookInfo"))["url"] == "https://a.cn/hook"
    assert (await refusal(double, "getUpdates")).startswith("Conflict: can't use getUpdates")
    await ok(double, "deleteWebhook")
    assert await ok(double, "getUpdates") == []


async def test_faults_come_as_ordered(double: Double, phone: Phone) -> None:
    double.faults.too_many_requests("sendMessage", retry_after=7, skip=1)
    await ok(double, "sendMessage", **TEXT)
    answer = await double.call("sendMessage", TEXT)
    assert (answer.status, answer.body) == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        },
    )
    double.faults.server_error(status=502, html=True)
    answer = await double.call("sendMessage", TEXT)
    assert answer.status == 502
    assert isinstance(answer.body, str)
    double.faults.forbidden(chat_id=7)
    await ok(double, "sendMessage", **TEXT)
    double.faults.clear()
    double.faults.silence(accepted=True)
    with pytest.raises(AnswerWithheld):
        await double.call("sendMessage", TEXT)
    double.faults.drop()
    with pytest.raises(ConnectionDropped):
        await double.call("sendMessage", TEXT)
    assert len(phone.screen().bubbles) == 3
    assert [call.status for call in double.calls()] == [200, 429, 502, 200, 200, 0]
    assert len(double.refused) == 3


async def test_waiting_says_what_is_missing(double: Double, phone: Phone) -> None:
    await phone.send("hi")
    with pytest.raises(TimeoutError, match="我 hi"):
        await phone.wait_for("欢迎", within=0.01)
    with pytest.raises(TimeoutError, match="1 updates are not confirmed"):
        await double.idle(within=0.01)
    double.updates.drain()
    double.also_idle.append(lambda: False)
    with pytest.raises(TimeoutError, match="also_idle"):
        await double.idle(within=0.01)
