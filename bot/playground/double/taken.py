"""What the server takes from its own page: JSON of a bearable size, from no other origin."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

MAX_BODY = 16 * 1024 * 1024


class NotTaken(Exception):
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status, self.reason = status, reason

    def response(self) -> JSONResponse:
        return JSONResponse({"error": self.reason}, self.status)


async def read_json(request: Request) -> dict[str, Any]:
    """The object in the body. Raises ``NotTaken``.

    A page of another origin cannot send application/json without being asked first, and is
    never allowed to.
    """
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise NotTaken(415, "application/json expected")
    if int(request.headers.get("content-length", MAX_BODY + 1)) > MAX_BODY:
        raise NotTaken(413, "too large")
    try:
        given = await request.json()
    except ValueError:
        raise NotTaken(400, "not JSON") from None
    if not isinstance(given, dict):
        raise NotTaken(400, "an object expected")
    return given
