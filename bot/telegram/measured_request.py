"""Counts the calls of the Bot API on their way, whichever HTTP client makes them."""

from __future__ import annotations

from typing import Any

from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData

from bot.work.observer import Observer

_KEPT = ("message_id", "date", "chat")


class MeasuredRequest(BaseRequest):
    """Passes every call on to `inner` and tells the observer its method and outcome: `ok`,
    `refused`, `too_many`, `server_error`, `timeout`, `network_error`.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Of a message that the bot sent, only its number, moment and chat: nobody reads the
        rest, and objects of its text and buttons cost a tenth of an update.
        """
        answer: Any = BaseRequest.parse_json_payload(payload)
        result = answer.get("result") if isinstance(answer, dict) else None
        if isinstance(result, dict) and "message_id" in result:
            answer["result"] = {key: result[key] for key in _KEPT if key in result}
        return answer

    def __init__(self, inner: BaseRequest, observer: Observer) -> None:
        self._inner = inner
        self._told = observer.request

    @property
    def read_timeout(self) -> float | None:
        return self._inner.read_timeout

    async def initialize(self) -> None:
        await self._inner.initialize()

    async def shutdown(self) -> None:
        await self._inner.shutdown()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kw: Any
    ) -> tuple[int, bytes]:
        name = "download" if "/file/bot" in url else url.rpartition("/")[2]
        try:
            status, body = await self._inner.do_request(url, method, request_data, *args, **kw)
        except TimedOut:
            self._told(name, "timeout")
            raise
        except Exception:
            self._told(name, "network_error")
            raise
        self._told(name, _outcome(status))
        return status, body


def _outcome(status: int) -> str:
    if status < 400:
        return "ok"
    if status == 429:
        return "too_many"
    return "refused" if status < 500 else "server_error"
