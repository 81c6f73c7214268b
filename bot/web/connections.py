"""Connections that say nothing, or little by little, keep nobody else out.

uvicorn waits without end for a request that does not come, and counts whoever waits: as many
silent connections as it allows are 503 for everybody. Here a request must be complete in time,
an answer must be taken in time, and where connections are too many, the one that has been
silent for longest gives way.
"""

from __future__ import annotations

import asyncio
import functools
import time
from collections import Counter
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any, Final, cast

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

log = structlog.stdlib.get_logger(__name__)

REQUEST_SECONDS = 10.0
"""For a whole request, from the connection or from the answer before."""
ANSWER_SECONDS = 30.0
"""For its answer to be made and to be taken."""
MOST_CONNECTIONS = 1000
MOST_OF_AN_ADDRESS = 200
"""A proxy is one address, and so is a whole network of IPv6 (/64)."""
_SAID_EVERY_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for whom, and how many may wait."""

    request_s: float = REQUEST_SECONDS
    answer_s: float = ANSWER_SECONDS
    connections: int = MOST_CONNECTIONS
    of_an_address: int = MOST_OF_AN_ADDRESS


class Connections:
    """Those of one server."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._waiting: dict[Connection, None] = {}
        """Without a whole request, the one that has waited longest first."""
        self._of: Counter[str] = Counter()
        self._dropped = 0
        self._said_at = -_SAID_EVERY_S

    @property
    def protocol(self) -> type[asyncio.Protocol]:
        """What uvicorn makes for each connection."""
        return cast("type[asyncio.Protocol]", functools.partial(Connection, self))

    def enter(self, one: Connection) -> None:
        """Count it in; somebody silent, or it, must go when there are too many."""
        self._of[one.address] += 1
        self._waiting[one] = None
        if self._of[one.address] > self.patience.of_an_address:
            self.drop(next(other for other in self._waiting if other.address == one.address))
        elif self._of.total() > self.patience.connections:
            self.drop(next(iter(self._waiting)))

    def leave(self, one: Connection) -> None:
        """It is closed."""
        self._waiting.pop(one, None)
        self._of[one.address] -= 1
        if not self._of[one.address]:
            del self._of[one.address]

    def waits(self, one: Connection, waits: bool) -> None:
        """Whether it is still to send a whole request."""
        self._waiting.pop(one, None)
        if waits:
            self._waiting[one] = None

    def drop(self, one: Connection) -> None:
        """Close it at once, and say now and then how many that were."""
        one.transport.abort()
        self._dropped += 1
        if time.monotonic() - self._said_at >= _SAID_EVERY_S:
            log.warning("connections_dropped", count=self._dropped)
            self._dropped, self._said_at = 0, time.monotonic()


class Connection(H11Protocol):
    """One of uvicorn's, with a deadline for whatever comes next."""

    def __init__(self, all_of_them: Connections, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.address = ""
        self._all = all_of_them
        self._waits = True
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.address = _network(self.client[0] if self.client else "")
        self._all.enter(self)
        self._within(self._all.patience.request_s)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._all.leave(self)
        self._within(None)

    def handle_events(self) -> None:
        super().handle_events()
        self._look()

    def on_response_complete(self) -> None:
        self._turn(waits=True)
        super().on_response_complete()

    def _look(self) -> None:
        """Set the deadline anew when the request has come, or when the next is awaited."""
        answered = self.cycle is not None and self.cycle.response_complete
        waits = answered or self.conn.their_state in (h11.IDLE, h11.SEND_BODY)
        if waits != self._waits and not self.transport.is_closing():
            self._turn(waits)

    def _turn(self, waits: bool) -> None:
        self._waits = waits
        self._all.waits(self, waits)
        patience = self._all.patience
        self._within(patience.request_s if waits else patience.answer_s)

    def _within(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        late = functools.partial(self._all.drop, self)
        self._deadline = None if seconds is None else self.loop.call_later(seconds, late)


def _network(address: str) -> str:
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return known.exploded[:19]
    return str(known)
