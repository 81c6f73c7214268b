"""The ways in which Telegram says no, with its own words and body."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A call that Telegram answers with ``ok: false``.

    ``description`` is complete, including the leading ``Bad Request: `` and the like, since
    bots recognise refusals by these words.
    """

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class ConnectionDropped(Exception):
    """The connection ends without an answer; whether the call was done is not told."""


class AnswerWithheld(Exception):
    """The connection stays open and silent; whether the call was done is not told."""


def bad_request(reason: str) -> Refused:
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    return Refused(403, f"Forbidden: {reason}")


def too_many_requests(retry_after: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
