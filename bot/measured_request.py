"""Counts the calls of the Bot API on their way, whichever HTTP client makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData


class MeasuredRequest(BaseRequest):
    """Passes every call on to `inner` and tells `told` its method and outcome: `ok`, `refused`,
    `too_many`, `server_error`, `timeout`, `network_error`.
    """

    def __init__(self, inner: BaseRequest, told: Callable[[str, str], None]) -> None:
        self._inner = inner
        self._told = told

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
