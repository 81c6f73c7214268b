"""This process among the others on the same database: it is seen, heard, and may lead.

On PostgreSQL one session of its own holds an advisory lock as long as the process lives
(so that others take over its claims when it dies), listens for rings of other processes,
and competes for the one lead (who asks Telegram for updates). When the session breaks it
is built anew; until then the rings are missing and polling must do.

On SQLite there is one process: a lock file refuses a second one.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from community.storage.database import Database, Transaction

INBOX = "anjia_inbox"
"""Rung when updates were stored that another process may handle."""
PLACES = "anjia_places"
"""Rung when centers or landmarks changed."""

LOOK_SECONDS = 1.0
"""How often the session is tried, and the lead asked for."""
ANSWER_SECONDS = 5.0
_LEAD = (3301, 1)
_RING = text("SELECT pg_notify(:topic, '')")


class DatabaseInUse(Exception):
    """Another process holds the lock file `file` of this SQLite database."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


async def ring(tx: Transaction, topic: str) -> None:
    """Wake the other processes once this transaction is committed."""
    if tx.dialect == "postgresql":
        await tx.execute(_RING, {"topic": topic})


class Presence:
    """`heard` maps topics to what is called when they ring, or when rings may have been missed."""

    def __init__(
        self, database: Database, heard: Mapping[str, Callable[[], None]], *, candidate: bool = True
    ) -> None:
        self._database = database
        self._heard = dict(heard)
        self._candidate = candidate
        self._key = secrets.randbits(62) | 1
        self.leading = asyncio.Event()
        """Set while this process is the one that leads; `following` while it is not."""
        self.following = asyncio.Event()
        self.following.set()
        self.in_session = asyncio.Event()
        """Set while others see and ring this process."""

    @property
    def name(self) -> str:
        """What stands in `lease_by`: readable, and the number of the lock behind "#"."""
        return f"{socket.gethostname()[:24]}-{os.getpid()}#{self._key}"

    @asynccontextmanager
    async def held(self) -> AsyncIterator[Presence]:
        """Be present while the block runs. Raises `DatabaseInUse` on SQLite."""
        if self._database.dialect == "sqlite":
            with sole_use(self._database):
                self.in_session.set()
                if self._candidate:
                    self._lead(True)
                yield self
            return
        running = asyncio.create_task(self._keep(), name="presence")
        try:
            yield self
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _keep(self) -> None:
        # A pool of its own: the session must never be given to anybody else.
        engine = create_async_engine(self._database.url, poolclass=NullPool)
        try:
            while True:
                # Whatever breaks the session, the answer is another one.
                with contextlib.suppress(Exception):
                    await self._session(await engine.connect())
                self._lead(False)
                self.in_session.clear()
                self._ring_all()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._lead(False)
            await engine.dispose()

    async def _session(self, connection: AsyncConnection) -> None:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        gone = asyncio.Event()
        raw.add_termination_listener(lambda _raw: gone.set())
        try:
            await self._introduce(raw)
            self.in_session.set()
            self._ring_all()
            while not gone.is_set():
                await self._look(raw)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(gone.wait(), LOOK_SECONDS)
        finally:
            raw.terminate()
            await connection.invalidate()
            await connection.close()

    async def _introduce(self, raw: Any) -> None:
        # The server notices within half a minute when this machine is gone without a word.
        await raw.execute(
            "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; "
            "SET tcp_keepalives_count = 3"
        )
        await raw.fetchval("SELECT pg_advisory_lock($1)", self._key)
        for topic in self._heard:
            await raw.add_listener(topic, self._on_ring)

    async def _look(self, raw: Any) -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            if not self._candidate or self.leading.is_set():
                await raw.fetchval("SELECT 1")
            elif await raw.fetchval("SELECT pg_try_advisory_lock($1, $2)", *_LEAD):
                self._lead(True)

    def _lead(self, leads: bool) -> None:
        now, before = (self.leading, self.following) if leads else (self.following, self.leading)
        before.clear()
        now.set()

    def _on_ring(self, _raw: Any, _pid: int, topic: str, _payload: object) -> None:
        self._heard[topic]()

    def _ring_all(self) -> None:
        for call in self._heard.values():
            call()


@contextlib.contextmanager
def sole_use(database: Database) -> Iterator[None]:
    """No other process runs a bot on this SQLite database. Raises `DatabaseInUse`."""
    file = database.file
    assert file is not None
    lock = file.with_name(f"{file.name}.lock")
    with lock.open("w", encoding="ascii") as handle:
        _lock(handle, lock)
        yield


def _lock(handle: TextIO, file: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise DatabaseInUse(file) from None
