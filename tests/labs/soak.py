"""Lab: a long time of ordinary use. What members do all day, and notices that come due all the
time; memory, file handles, threads, tasks and rows over time.

`python -m tests.labs.soak [--minutes 30] [--rate 50]` prints the curve and one line.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
from sqlalchemy import select, update
from sqlalchemy.engine import make_url

from bot.config import Telegram
from community.activities import series
from community.activities.series import ActivityFacts
from community.members import tables as member_tables
from community.places import centers
from community.reminders import reminders
from community.staff.roles import DISTRICT
from community.storage.database import Database, Transaction
from handlers.activities.buttons import ShowActivity, ShowAgenda
from handlers.activities.selection import Agenda
from handlers.chat.codec import Form, data, new_operation
from handlers.places.buttons import ShowCenter
from handlers.registrations.buttons import AnswerOffer, LeaveActivity, ShowMine, SignUp
from tests import seats
from tests.benchmarks.inbox import MEMBERS, Setup, running, updates
from tests.labs import lab_bot
from tests.labs.processes import ask, report, wait_for

WARM = 0.2
"""The first part of the time warms up; what grows after it counts."""
GROWTH = 0.05
HANDLES = 2
"""File handles that may be open more than before, without those of connections."""
REMINDERS_A_SECOND = 2
TOGETHER = 10
"""Reminders that come due at the same moment."""
LEAD = 60
FIRST_DUE_S = 6
ACTIVITIES = 10
SEATS = 2
KEEN = 12
"""Members who sign up, leave and answer offers: few, so that seats come free all the time."""
TEXTS = ("/activities", "/mine", "/help", "马湖社区", "jingdu", "有没有羽毛球")
IDLE_S = 6.0


@dataclass
class Stage:
    """What members can tap on, and who is reminded when (Unix time)."""

    activities: list[int]
    centers: list[int]
    due: dict[int, float]


@dataclass(frozen=True)
class Point:
    second: int
    megabytes: float
    handles: int
    connections: int
    """To Telegram; they come and go, up to the size of the pool."""
    threads: int
    tasks: int
    objects: int
    inbox: int
    queued: int
    reminded: int

    def __str__(self) -> str:
        return (
            f"{self.second:6d} s {self.megabytes:7.1f} MB {self.handles:3d} handles "
            f"{self.connections:3d} connections {self.threads:3d} threads "
            f"{self.tasks:4d} tasks {self.objects:8d} objects "
            f"{self.inbox:7d} inbox rows {self.queued:4d} queued {self.reminded:6d} reminded"
        )


@dataclass
class Result:
    updates: int
    curve: list[Point]
    tasks: tuple[int, int]
    """While nothing was to be done: before and after."""
    due: dict[int, float]
    arrived: list[tuple[int, float]]
    """Member and time of every reminder at Telegram."""
    outbox: dict[str, int]


async def prepare(url: str, seconds: float) -> Stage:
    """Activities to sign up for; and seats whose reminders come due all along."""
    database, now = Database(url), datetime.now(UTC).replace(microsecond=0)
    try:
        async with database.transaction() as tx:
            places = [place.id for place in await centers.all_centers(tx)]
            activities = [await _activity(tx, place, now) for place in places[:ACTIVITIES]]
            # No hours are quiet, so that the lab runs at any time of the day.
            await tx.execute(update(member_tables.member).values(quiet_from=0, quiet_until=0))
            return Stage(activities, places, await _remind(tx, seconds, now))
    finally:
        await database.close()


async def _activity(tx: Transaction, center: int, now: datetime) -> int:
    start = (now + timedelta(days=3)).replace(tzinfo=None, hour=19, minute=30, second=0)
    facts = ActivityFacts(
        kind="sport",
        title=f"羽毛球友谊赛 {center}",
        center_id=center,
        local_start=start + timedelta(days=center % 20),
        minutes=90,
        capacity=SEATS,
        zone="Asia/Shanghai",
    )
    staff = await tx.value(select(member_tables.member.c.id))
    draft = await series.create(tx, DISTRICT, facts, staff, now)
    (occurrence,) = await series.publish(tx, DISTRICT, draft.id, now)
    return occurrence.id


async def _remind(tx: Transaction, seconds: float, now: datetime) -> dict[int, float]:
    due: dict[int, float] = {}
    people = await seats.members(tx, int(seconds * REMINDERS_A_SECOND), now)
    everybody = {"leads": [LEAD], "quiet_from": 0, "quiet_until": 0}
    await tx.execute(
        update(member_tables.member).where(member_tables.member.c.id.in_(people)).values(everybody)
    )
    occurrences = []
    for first in range(0, len(people), TOGETHER):
        moment = now + timedelta(seconds=FIRST_DUE_S + first / REMINDERS_A_SECOND)
        starts_at = moment + timedelta(minutes=LEAD)
        occurrence = await seats.occurrence(tx, starts_at, now, capacity=TOGETHER)
        some = people[first : first + TOGETHER]
        await seats.seats(tx, occurrence, some, now)
        occurrences.append(occurrence)
        users = range(seats.FIRST_USER + first, seats.FIRST_USER + first + len(some))
        due.update(dict.fromkeys(users, moment.timestamp()))
    assert await reminders.plan_many(tx, occurrences, now) == len(people)
    return due


@dataclass
class Crowd:
    """Members who do this and that, the same in every run."""

    stage: Stage
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    next_id: int = 1_000_000

    def act(self, number: int) -> list[dict[str, Any]]:
        """What the next so many updates are."""
        return [self._one() for _ in range(number)]

    def _one(self) -> dict[str, Any]:
        self.next_id += 1
        kind = self.chance.choices(("location", "text", "tap"), (40, 25, 35))[0]
        if kind == "tap":
            return self._tap()
        (made,) = updates(self.next_id, 1, kind)
        if kind == "text":
            said = self.chance.choice(TEXTS)
            made["message"]["text"] = said
            if said.startswith("/"):
                entity = {"type": "bot_command", "offset": 0, "length": len(said)}
                made["message"]["entities"] = [entity]
        return made

    def _tap(self) -> dict[str, Any]:
        form = self._form()
        keen = isinstance(form, SignUp | LeaveActivity | AnswerOffer)
        member = 1 + self.next_id % (KEEN if keen else MEMBERS)
        shown = lab_bot.text_update(self.next_id, member)["message"]
        sender = shown.pop("from")
        query = {
            "id": str(self.next_id),
            "from": sender,
            "chat_instance": "1",
            "message": {**shown, "from": {"id": 1, "is_bot": True, "first_name": "安家"}},
            "data": data(form),
        }
        return {"update_id": self.next_id, "callback_query": query}

    def _form(self) -> Form:
        activity = self.chance.choice(self.stage.activities)
        forms = (
            ShowActivity(activity),
            ShowAgenda(Agenda(page=self.chance.randrange(2))),
            ShowCenter(self.chance.choice(self.stage.centers)),
            ShowMine(False),
            SignUp(activity, 0, True, True, new_operation()),
            LeaveActivity(activity, True, new_operation()),
            AnswerOffer(activity, True, new_operation()),
        )
        return self.chance.choices(forms, (30, 20, 30, 8, 4, 4, 4))[0]


class Watch:
    """Looks at the process and its database from outside."""

    def __init__(self, setup: Setup, due: dict[int, float]) -> None:
        self._setup = setup
        assert setup.bots[0].process is not None
        self._process = psutil.Process(setup.bots[0].process.pid)
        self._file = make_url(setup.url).database
        self._due = due
        self.arrived: list[tuple[int, float]] = []
        self.began = time.monotonic()

    def look(self) -> Point:
        sent = ask(f"{self._setup.telegram}/lab/take")["sent"]
        self.arrived += [(chat, at) for chat, _, at in sent if chat in self._due]
        pulse = lab_bot.pulse(self._process.pid, self._setup.pulse)
        connections = len(self._process.net_connections("tcp"))
        return Point(
            round(time.monotonic() - self.began),
            round(self._process.memory_info().rss / 1e6, 1),
            self._process.num_fds() - connections,
            connections,
            self._process.num_threads(),
            pulse["tasks"],
            pulse["objects"],
            self.rows("SELECT 'all', COUNT(*) FROM inbox")["all"],
            ask(f"{self._setup.telegram}/lab/count")["queued"],
            len(self.arrived),
        )

    def rows(self, query: str) -> dict[str, int]:
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as database:
            return dict(database.execute(query).fetchall())

    def idle_tasks(self) -> int:
        """The fewest of some moments: a tick of the scheduler is a task too."""
        return min(self.look().tasks for _ in _moments(8, 0.3))


def run(minutes: float, rate: float, every_s: float = 10.0) -> Result:
    """Drive one process at a steady rate, and look at it now and then."""
    with running(kind="location") as setup:
        time.sleep(1.0)
        stage = asyncio.run(prepare(setup.url, minutes * 60))
        watch, crowd = Watch(setup, stage.due), Crowd(stage)
        before, curve = watch.idle_tasks(), []
        watch.began, sent, next_look = time.monotonic(), 0, 0.0
        while (passed := time.monotonic() - watch.began) < minutes * 60:
            wanted = int(passed * rate)
            if wanted > sent:
                ask(f"{setup.telegram}/lab/push", crowd.act(wanted - sent))
                sent = wanted
            if passed >= next_look:
                next_look += every_s
                curve.append(watch.look())
                print(curve[-1], flush=True)
            time.sleep(0.02)
        wait_for(lambda: _quiet(setup, watch), within=90)
        time.sleep(IDLE_S)  # what comes twice comes now
        after = watch.idle_tasks()
        states = watch.rows(
            "SELECT CASE WHEN due_at > datetime('now') THEN 'later' "
            "WHEN attempts > 1 THEN 'again' ELSE state END, COUNT(*) FROM outbox GROUP BY 1"
        )
        return Result(sent, curve, (before, after), stage.due, watch.arrived, states)


def _quiet(setup: Setup, watch: Watch) -> bool:
    open_ = watch.rows(
        "SELECT 'inbox', COUNT(*) FROM inbox WHERE state IN ('new', 'claimed') UNION "
        "SELECT 'outbox', COUNT(*) FROM outbox "
        "WHERE state IN ('pending', 'claimed', 'sending') AND due_at <= datetime('now')"
    )
    return not any(open_.values()) and not ask(f"{setup.telegram}/lab/count")["queued"]


def _moments(number: int, pause_s: float) -> Iterator[None]:
    for _ in range(number):
        time.sleep(pause_s)
        yield


def judge(result: Result) -> tuple[list[str], dict[str, Any]]:
    settled = result.curve[int(len(result.curve) * WARM) :]
    third = max(1, len(settled) // 3)
    early = sum(point.megabytes for point in settled[:third]) / third
    late = sum(point.megabytes for point in settled[-third:]) / third
    handles = settled[0].handles, max(point.handles for point in settled[-third:])
    times = Counter(member for member, _ in result.arrived)
    lateness = [at - result.due[member] for member, at in result.arrived]
    numbers = {
        "mb_early": round(early, 1),
        "mb_late": round(late, 1),
        "growth": f"{(late / early - 1) * 100:.1f}%",
        "handles": "->".join(map(str, handles)),
        "connections_most": max(point.connections for point in settled),
        "threads": f"{settled[0].threads}->{settled[-1].threads}",
        "idle_tasks": "->".join(map(str, result.tasks)),
        "queued_most": max(point.queued for point in settled),
        "reminders": len(result.due),
        "reminders_lost": len(result.due) - len(times),
        "reminders_twice": len(result.arrived) - len(times),
        "reminder_late_s": round(max(lateness, default=0.0), 1),
        "outbox": "/".join(f"{state}:{number}" for state, number in sorted(result.outbox.items())),
    }
    broken = []
    if abs(late / early - 1) > GROWTH:
        broken.append("memory is not flat")
    if handles[1] > handles[0] + HANDLES:
        broken.append("file handles grow")
    if numbers["connections_most"] > Telegram().connections + 1:
        broken.append("too many connections")
    if result.tasks[1] > result.tasks[0]:
        broken.append("tasks are left behind")
    broken += [f"reminders {key}" for key in ("lost", "twice") if numbers[f"reminders_{key}"]]
    if bad := sorted(set(result.outbox) - {"sent", "expired", "later"}):
        broken.append(f"outbox {bad}")
    return broken, numbers


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=50.0)
    chosen = parser.parse_args()
    result = run(chosen.minutes, chosen.rate, max(5.0, chosen.minutes))
    broken, numbers = judge(result)
    return report(
        "soak",
        broken,
        minutes=chosen.minutes,
        rate=chosen.rate,
        updates=result.updates,
        **numbers,
    )


if __name__ == "__main__":
    sys.exit(main())
