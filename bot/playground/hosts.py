"""Only who asks for this machine by a name of its own is answered.

A page from elsewhere may let its own name point to this machine (DNS rebinding), and would
then read and drive the playground as if it were its own. An address in `Host` cannot do so.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::[0-9]{1,5})?")


class OwnHosts:
    """Passes what is asked of localhost, of an address, or of one of `names`."""

    def __init__(self, app: ASGIApp, names: Collection[str] = ()) -> None:
        self._app = app
        self._names = {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_own(Headers(scope=scope).getlist("host")):
            refusal = PlainTextResponse("not a name of this playground", 421)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_own(self, given: list[str]) -> bool:
        name = _name(given[0]) if len(given) == 1 else ""
        return name == "localhost" or name in self._names or _is_address(name)


def _name(host: str) -> str:
    found = _HOST.fullmatch(host)
    return found["name"].strip("[]").lower() if found else ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
