"""Misbehaviour on demand: what the double shall do wrong, to whom and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bot.playground.double.refusals import Refused, bad_request, forbidden, too_many_requests

Ending = Literal["answer", "drop", "silence"]


@dataclass
class Fault:
    """One rule. It applies to calls of ``method`` (None: every call but getUpdates) into
    ``chat_id`` (None: any), after letting ``skip`` of them pass, ``times`` times (None: for ever).

    ``ending`` "answer" answers with ``status`` and ``body``; with ``status`` 0 the call is done
    normally, only ``delay`` seconds late. "drop" resets the connection and "silence" keeps it
    open without a word, both after doing the call if ``accepted``, else without doing it.
    """

    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    skip: int = 0
    delay: float = 0.0
    ending: Ending = "answer"
    accepted: bool = False
    status: int = 0
    body: dict[str, Any] | str | None = None

    def concerns(self, method: str, chat_id: int | None) -> bool:
        if self.method is None:
            right_method = method != "getUpdates"
        else:
            right_method = self.method.lower() == method.lower()
        return right_method and (self.chat_id is None or self.chat_id == chat_id)


PROXY_PAGE = (
    "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n"
    "<center><h1>{status} {reason}</h1></center>\r\n<hr><center>nginx</center>\r\n"
    "</body>\r\n</html>\r\n"
)
_REASONS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}


class Faults:
    """The faults still to come, oldest first; one call meets at most one."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self.pending.append(fault)
        return fault

    def clear(self) -> None:
        self.pending.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        for fault in self.pending:
            if not fault.concerns(method, chat_id):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.pending.remove(fault)
            return fault
        return None

    def too_many_requests(
        self, method: str | None = None, *, retry_after: int = 1, **scope: Any
    ) -> Fault:
        return self._refusing(too_many_requests(retry_after), method, scope)

    def forbidden(
        self,
        method: str | None = None,
        *,
        reason: str = "bot was blocked by the user",
        **scope: Any,
    ) -> Fault:
        return self._refusing(forbidden(reason), method, scope)

    def bad_request(
        self, method: str | None = None, *, reason: str = "chat not found", **scope: Any
    ) -> Fault:
        return self._refusing(bad_request(reason), method, scope)

    def server_error(
        self, method: str | None = None, *, status: int = 502, html: bool = False, **scope: Any
    ) -> Fault:
        """5xx, as Telegram says it (JSON) or as a proxy in front of it does (``html``)."""
        reason = _REASONS.get(status, "Server Error")
        body = (
            PROXY_PAGE.format(status=status, reason=reason)
            if html
            else Refused(status, reason).body()
        )
        return self.add(Fault(method, status=status, body=body, **scope))

    def drop(self, method: str | None = None, *, accepted: bool = False, **scope: Any) -> Fault:
        return self.add(Fault(method, ending="drop", accepted=accepted, **scope))

    def silence(self, method: str | None = None, *, accepted: bool = False, **scope: Any) -> Fault:
        return self.add(Fault(method, ending="silence", accepted=accepted, **scope))

    def slow(self, method: str | None = None, *, seconds: float, **scope: Any) -> Fault:
        return self.add(Fault(method, delay=seconds, **scope))

    def _refusing(self, refusal: Refused, method: str | None, scope: dict[str, Any]) -> Fault:
        return self.add(Fault(method, status=refusal.status, body=refusal.body(), **scope))
