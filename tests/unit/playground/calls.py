"""Calling a double by hand."""

from __future__ import annotations

import json
from typing import Any

from bot.playground.double.double import Double

TEXT = {"chat_id": "42", "text": "你好"}


def buttons(*rows: list[dict[str, Any]]) -> str:
    return json.dumps({"inline_keyboard": rows})


async def ok(double: Double, method: str, uploads: Any = None, **params: Any) -> Any:
    answer = await double.call(method, params, uploads)
    assert answer.status == 200, answer.body
    assert isinstance(answer.body, dict)
    return answer.body["result"]


async def refusal(double: Double, method: str, uploads: Any = None, **params: Any) -> str:
    answer = await double.call(method, params, uploads)
    assert isinstance(answer.body, dict)
    assert answer.body["ok"] is False
    assert answer.body["error_code"] == answer.status
    return str(answer.body["description"])
