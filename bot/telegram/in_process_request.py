"""python-telegram-bot talking to a double in the same process, without sockets."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.playground.double.double import Double
from bot.playground.double.files import Upload
from bot.playground.double.refusals import AnswerWithheld, ConnectionDropped


class InProcessRequest(BaseRequest):
    """Give it to ``ApplicationBuilder.request`` and ``get_updates_request``."""

    def __init__(self, double: Double) -> None:
        self._double = double

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **named_timeouts: Any,
    ) -> tuple[int, bytes]:
        if method == "GET":
            return self._download(url)
        fields = request_data.json_parameters if request_data else {}
        files = request_data.multipart_data if request_data else {}
        uploads = {
            name: Upload(filename, data if isinstance(data, bytes) else data.read(), mime)
            for name, (filename, data, mime) in files.items()
        }
        try:
            answer = await self._double.call(url.rpartition("/")[2], fields, uploads)
        except ConnectionDropped:
            raise NetworkError("connection reset") from None
        except AnswerWithheld:
            raise TimedOut from None
        body = answer.body
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        return answer.status, text.encode("utf-8", "surrogatepass")

    def _download(self, url: str) -> tuple[int, bytes]:
        path = unquote(url).partition(f"/file/bot{self._double.token}/")[2]
        stored = self._double.files.by_path(path)
        return (200, stored.data) if stored else (404, b'{"ok":false,"error_code":404}')
