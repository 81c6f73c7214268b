"""The heartbeat of the event loop, for `/livez` and for the watchdog of systemd."""

from __future__ import annotations

import asyncio
import os
import socket
import time

BEAT_SECONDS = 1.0
LONGEST_SILENCE_S = 15.0
"""A loop that did not come round for this long is stuck."""


class Heartbeat:
    """Beats as long as the event loop goes round."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._watchdog_s = _watchdog_seconds()

    async def run(self) -> None:
        told_at = float("-inf")
        while True:
            self._last = time.monotonic()
            if self._watchdog_s and self._last - told_at >= self._watchdog_s / 3:
                told_at = self._last
                tell_systemd("WATCHDOG=1")
            await asyncio.sleep(BEAT_SECONDS)

    @property
    def silence_s(self) -> float:
        """Seconds since the last beat."""
        return time.monotonic() - self._last

    @property
    def alive(self) -> bool:
        return self.silence_s < LONGEST_SILENCE_S


def tell_systemd(state: str) -> bool:
    """Send a state (`READY=1`, `STOPPING=1`, `WATCHDOG=1`) where systemd listens; else nothing.

    The protocol is a datagram to the socket named in NOTIFY_SOCKET, see sd_notify(3).
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    if address.startswith("@"):  # the abstract namespace
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sending:
            sending.sendto(state.encode(), address)
    except OSError:
        return False
    return True


def _watchdog_seconds() -> float:
    """How often systemd wants to hear, from WATCHDOG_USEC; 0 when it does not watch us."""
    pid = os.environ.get("WATCHDOG_PID")
    if pid and pid != str(os.getpid()):
        return 0.0
    try:
        return int(os.environ.get("WATCHDOG_USEC", "0")) / 1e6
    except ValueError:
        return 0.0
