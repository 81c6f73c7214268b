"""Engines and transactions, set up so that no concurrent update is lost.

SQLite gets a writing connection whose every transaction begins IMMEDIATE, and reading
connections (`query_only`). PostgreSQL needs one pool.

A transaction that has not written yet reads from SQLite right in the event loop: a look into
the file takes some 50 microseconds, a hop to the driver's thread and back ten times that
(docs/performance.md). Readers never wait for writers in WAL mode. On PostgreSQL such a
transaction reads without BEGIN and COMMIT, which would be two more round trips than most
updates need. On both, each statement sees what is committed when it begins (read committed).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Executable, Table, create_engine, event
from sqlalchemy.engine import URL, Connection, CursorResult, Engine, Row, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, StaticPool

from community.storage.base import metadata
from community.storage.storable import keep_storable

if TYPE_CHECKING:
    from community.capability import Rules

BUSY_TIMEOUT_MS = 10_000
READ_CONNECTIONS = 4
POSTGRES_CONNECTIONS = 10
CONNECTION_AGE_S = 900
"""A pooled connection older than this is replaced before its next use."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",  # what was deleted is overwritten, not only unlinked
)
_READ_PRAGMAS = (*_PRAGMAS, "PRAGMA query_only=ON")

_SQLITE_OUTAGES = ("locked", "busy", "is full", "disk i/o error", "unable to open", "readonly")
# Connection, resources, shutdown, serialization and deadlock, lock not available, read-only.
_OUTAGE_STATES = ("08", "53", "57P", "40", "55P03", "25006")

AnyRow: TypeAlias = Row[*tuple[Any, ...]]


class Transaction:
    """One unit of work: it reads at once, begins to write at the first `execute`.

    Reads before the first write come from a reading connection, and lock nothing; from then on
    everything goes through the one writing connection, committed or rolled back as a whole.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading: AsyncConnection | None = None
        self._connection: AsyncConnection | None = None
        self.dialect = database.dialect
        self.wrote = False
        """Whether anything was written or locked: then the commit matters."""

    @property
    def rules(self) -> tuple[Rules, ...]:
        """As `Database.rules`."""
        return self._database.rules

    async def begin(self) -> AsyncConnection:
        """Begin to write now (for read-then-write under the lock); harmless when begun."""
        self.wrote = True
        if self._connection is None:
            await self._end_reading()
            self._connection = await self._database.write_engine.connect()
            await self._connection.begin()
        return self._connection

    async def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Run a statement that writes; `values` as SQLAlchemy's `execute` takes them."""
        connection = await self.begin()
        return await connection.execute(statement, values)

    async def rows(self, statement: Executable, values: Any = None) -> Sequence[AnyRow]:
        """All rows of a SELECT."""
        connection = self._connection
        if connection is None:
            if self._database.reader is not None:
                return self._database.reader.rows(statement, values)
            if self._reading is None:
                self._reading = await self._database.read_engine.connect()
            connection = self._reading
        return (await connection.execute(statement, values)).all()

    async def row(self, statement: Executable, values: Any = None) -> AnyRow | None:
        """The first row of a SELECT, or None."""
        rows = await self.rows(statement, values)
        return rows[0] if rows else None

    async def value(self, statement: Executable, values: Any = None) -> Any:
        """The first column of the first row, or None."""
        row = await self.row(statement, values)
        return None if row is None else row[0]

    async def _end_reading(self) -> None:
        if self._reading is not None:
            reading, self._reading = self._reading, None
            await reading.close()

    async def _finish(self, *, commit: bool) -> None:
        await self._end_reading()
        if self._connection is not None:
            connection, self._connection = self._connection, None
            try:
                await (connection.commit() if commit else connection.rollback())
            finally:
                await connection.close()


class Database:
    """The engines of one database URL (`sqlite+aiosqlite:///file` or `postgresql+asyncpg://…`).

    `rules` are the capabilities in use; without them all there are.
    """

    def __init__(self, url: str, *, rules: Sequence[Rules] | None = None) -> None:
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        self.url = parsed
        self._capabilities = rules
        if self.dialect == "sqlite":
            self.write_engine = _sqlite_engine(parsed, read_only=False)
            self.read_engine = _sqlite_engine(parsed, read_only=True)
            self.reader: SqliteReader | None = SqliteReader(parsed)
        else:
            self.reader = None
            # No ping before each use: it costs as much as the work. When a connection turns out
            # to be broken the pool drops all, and whoever used it tries again (`unavailable`).
            self.write_engine = create_async_engine(
                parsed,
                pool_size=POSTGRES_CONNECTIONS,
                pool_use_lifo=True,
                pool_recycle=CONNECTION_AGE_S,
                skip_autocommit_rollback=True,
                hide_parameters=True,
            )
            keep_storable(self.write_engine.sync_engine)
            self.read_engine = self.write_engine.execution_options(isolation_level="AUTOCOMMIT")

    @cached_property
    def rules(self) -> tuple[Rules, ...]:
        """All that says something of itself here: the capabilities in use, then the machinery."""
        from community import capabilities

        chosen = capabilities.RULES if self._capabilities is None else self._capabilities
        return (*chosen, *capabilities.MACHINERY)

    @property
    def tables(self) -> Sequence[Table]:
        """Every table, also of what is not in use: those first that others refer to."""
        from community import capabilities  # noqa: F401 - they make the tables

        return metadata.sorted_tables

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        name = self.url.database
        return Path(name) if self.dialect == "sqlite" and name else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commit at the end of the block; roll everything back when it raises."""
        transaction = Transaction(self)
        try:
            yield transaction
        except BaseException:
            await transaction._finish(commit=False)
            raise
        await transaction._finish(commit=True)

    async def empty_log(self) -> bool:
        """On SQLite: move everything from the write-ahead log into the file and empty the log,
        so that it holds nothing of what was deleted. False when a reader is in the way."""
        if self.file is None:
            return True
        return await asyncio.to_thread(_empty_log, self.file)

    async def close(self) -> None:
        """Close every connection."""
        await self.write_engine.dispose()
        await self.read_engine.dispose()
        if self.reader is not None:
            self.reader.close()


def _empty_log(file: Path) -> bool:
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:
            return False
        return not busy


class SqliteReader:
    """One connection for SELECTs that run to their end at once, in the event loop."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url.set(drivername="sqlite+pysqlite"),
            poolclass=StaticPool,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            connect_args={"check_same_thread": False},
            hide_parameters=True,
        )
        _prepare(self._engine, _READ_PRAGMAS)
        self._connection: Connection | None = None

    def rows(self, statement: Executable, values: Any = None) -> Sequence[AnyRow]:
        """All rows of a SELECT."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection.execute(statement, values).all()

    def close(self) -> None:
        """Close the connection; the next SELECT opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._engine.dispose()


def unavailable(error: BaseException) -> bool:
    """Whether a failure lies with the database and not with what was asked of it.

    Dropped connections, a server that starts or stops, locks held too long, a full disk:
    the same work may succeed later, unchanged.
    """
    if isinstance(error, OSError | TimeoutError | PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return _state_of(error).startswith(_OUTAGE_STATES)
    if error.connection_invalidated:
        return True
    said = str(error.orig).lower()
    if isinstance(error, OperationalError) and any(word in said for word in _SQLITE_OUTAGES):
        return True
    return _state_of(error.orig).startswith(_OUTAGE_STATES)


def _state_of(error: BaseException | None) -> str:
    return str(getattr(error, "sqlstate", None) or "")


def _sqlite_engine(url: URL, *, read_only: bool) -> AsyncEngine:
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite needs a file: two engines share it")
    Path(url.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=READ_CONNECTIONS if read_only else 1,
        max_overflow=0,
        hide_parameters=True,  # errors reach the log; what members saved must not
    )
    pragmas = _READ_PRAGMAS if read_only else _PRAGMAS
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    _prepare(engine.sync_engine, pragmas)

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _prepare(engine: Engine, pragmas: Sequence[str]) -> None:
    keep_storable(engine)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself; the "begin" hook does.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()
