"""The world of the fuzz lab: the bot, its double, members and staff with their phones.

It lives as long as the lab; what members did earlier is there when they go on. Whatever the
bot does that nobody's update explains is a finding, with the update that caused it.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.application import Anjia, anjia
from bot.config import DatabaseSettings, Limits, Settings, Telegram, Web
from bot.playground.double.double import Upload
from bot.sample import CITIES
from bot.sample.example_activities import create_examples
from bot.sample.loading import load_city
from bot.telegram import arrivals
from bot.work.handling import Handling, handling_updates
from bot.work.observer import Observer
from bot.work.pace import Pace
from bot.work.postman import Postman
from bot.work.upkeep import Upkeep
from community.activities import changes, recurrence, series
from community.activities.series import ActivityFacts
from community.clock import ShiftedClock
from community.errors import CommunityError
from community.members import members
from community.places import centers
from community.registrations import registrations
from community.staff import roles
from community.staff.roles import DISTRICT
from community.storage.database import Transaction
from community.updates import inbox
from community.updates.inbox import Arrival
from handlers import capabilities
from handlers.activities.staff.buttons import ChangeActivity, ReachChange
from handlers.chat import codec
from handlers.chat.codec import Form
from handlers.chat.house import House
from handlers.chat.router import WAYS
from tests.conftest import NOON
from tests.labs.corpus import corpus
from tests.labs.crowd import ANSWERS, PICTURE, ROOM, STAFF, Crowd, screens
from tests.labs.findings import Findings, Noting, Transport, watched
from tests.labs.mutations import Plan, Update, changed
from tests.telegram_double import checked_double

CITY = CITIES["binjiang"]
LANGUAGES = ("zh-hans", "zh-hans", "en", None, "ja", "zh-hant-TW", "zh-hans", "en", "zh-hans")
"""Of the members; the last two are staff, of the district and of one center."""
KEPT_MESSAGES = 40
"""In each chat; older ones the member has deleted."""
TOGETHER = 10
"""Updates that come in at once; then the members look at what the bot has answered."""
STUCK_S = 120.0
KINDS = {kind for update in corpus().values() for kind in update}
DAY = timedelta(days=1)


@dataclass
class Tally(Observer):
    """Counts where updates went and which notices were sent."""

    findings: Findings
    house: House
    notices: Counter[str] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    buttons: Counter[str] = field(default_factory=Counter)
    """Those that were answered, by the names of their forms."""

    def notice(self, kind: str, state: str, late_s: float) -> None:
        self.notices[f"{kind} {state}"] += 1

    def routed(self, route: str, outcome: str) -> None:
        if route == "error":
            return  # counted at its own route
        self.routes[route] += 1
        self.outcomes[outcome] += 1
        sent = self.findings.at_hand
        if route == "button" and outcome == "ok" and sent is not None:
            form = codec.read(sent.update["callback_query"].get("data"), self.house.codes)
            if form is not None:
                self.buttons[type(form).__name__] += 1


@dataclass
class World:
    clock: ShiftedClock
    ready: Anjia
    handling: Handling
    postman: Postman
    upkeep: Upkeep
    crowd: Crowd
    findings: Findings
    tally: Tally
    kinds: Counter[str] = field(default_factory=Counter)
    photo: str = ""
    moved: int = 0
    day: datetime = NOON
    stuck: bool = False

    @property
    def total(self) -> int:
        """How many updates went in."""
        return self.kinds.total()

    # ---- a batch

    async def handle(self, plans: Sequence[Plan], minutes: int = 0) -> None:
        """Let the members do it, and the bot answer; then time passes."""
        for first in range(0, len(plans), TOGETHER):
            updates: list[tuple[Update, bool]] = []
            for plan in plans[first : first + TOGETHER]:
                phone = self.crowd.who(plan)
                for update in await self.crowd.done(plan, phone):
                    went = changed(update, plan, phone.id, self.crowd.corpus)
                    updates.append((went, plan.rough))
            await self.push(updates)
        self.clock.advance(timedelta(minutes=minutes))
        await self._time_passes()
        self._batch_over()

    async def push(self, updates: Iterable[tuple[Update, bool]]) -> None:
        """Store these updates and wait until they are handled and answered."""
        batch = []
        for update, rough in updates:
            self.findings.goes_in(update, rough=rough)
            self.kinds[arrivals.kind_of(update)] += 1
            batch.append(_arrival(update))
        await self.handling.writer.store(batch)
        try:
            async with asyncio.timeout(STUCK_S):
                while not self.handling.idle:
                    await asyncio.sleep(0.002)
        except TimeoutError:
            self.stuck = True
            self.findings.add("the handling is not idle")

    async def _time_passes(self) -> None:
        await self.upkeep.run()
        await self.postman.tick_now()
        now = self.clock.now()
        if now >= self.day + DAY:
            self.day = now
            await self.new_day()

    async def new_day(self) -> None:
        """Activities come up, small ones so that somebody waits; one is moved."""
        today = self.clock.now().astimezone(CITY.zone).replace(tzinfo=None, second=0, microsecond=0)
        async with self.ready.database.transaction() as tx:
            editor = await members.meet(tx, "telegram", self.crowd.staff[1].id, self.clock.now())
            center = next(one for one in await centers.all_centers(tx) if one.name == ROOM)
            for hours, capacity in ((3, 2), (30, 3), (60, 20)):
                facts = ActivityFacts(
                    kind="salon",
                    title=f"读书沙龙 {today:%m-%d}",
                    center_id=center.id,
                    local_start=today + timedelta(hours=hours),
                    minutes=60,
                    capacity=capacity,
                    zone=CITY.timezone,
                    rrule=recurrence.weekly(count=2),
                    guests_allowed=True,
                    photo_file_id=self.photo,
                )
                draft = await series.create(tx, DISTRICT, facts, editor.id, self.clock.now())
                found, *_ = await series.publish(tx, DISTRICT, draft.id, self.clock.now())
                await self._sign_up(tx, found.id)
            self.moved = found.id
            later = changes.Edit(local_start=facts.local_start + timedelta(hours=1))
            now = self.clock.now()
            await changes.apply(tx, DISTRICT, found.id, changes.Which.THIS, later, now)

    async def _sign_up(self, tx: Transaction, activity: int) -> None:
        for phone in self.crowd.phones[:-STAFF]:
            member = await members.find(tx, "telegram", phone.id)
            if member is not None:
                with suppress(CommunityError):
                    await registrations.sign_up(
                        tx, member.id, activity, op_id=None, now=self.clock.now(), wait=True
                    )

    def _batch_over(self) -> None:
        double = self.crowd.double
        self.findings.batch_over()
        self.crowd.learn(double.journal.calls)
        double.journal.calls.clear()
        double.queries.taps.clear()
        for chat in double.chats:
            for number in sorted(chat.messages)[:-KEPT_MESSAGES]:
                del chat.messages[number]
                self.findings.deleted.add((chat.id, number))
        for phone in self.crowd.phones:
            phone.toasts.clear()

    # ---- the tour

    async def tour(self) -> None:
        """A member and staff go through what the bot offers, every kind of button once."""
        for number in (0, len(self.crowd.phones) - STAFF):
            tried: set[str] = set()
            more = True
            while more:
                more = False
                for deed, said in self.crowd.doors:
                    await self._step(number, Plan(number, deed, 0, said, ()))
                    phone = self.crowd.phones[number]
                    while (found := self.crowd.untried(phone, tried)) is not None:
                        more = True
                        phone.tap_data(*found)
                        await self._step(number)
                        draft = await self.crowd.draft(phone)
                        if draft is not None and draft.form in ANSWERS:
                            await self._step(number, Plan(number, "answer", 1, None, ()))
                    await self._time_passes()
        # What is rarely come by: how far the change of something that repeats reaches; and what
        # commands and keys open.
        for form in (ChangeActivity(self.moved, "title"), ReachChange(self.moved, "all")):
            await self._tap(number, form)
            await self._step(number, Plan(number, "answer", 1, None, ()))
        house = self.crowd.house
        for door in (*house.commands.values(), *house.keys):
            await self._tap(number, door.form)

    async def _tap(self, number: int, form: Form) -> None:
        phone = self.crowd.phones[number]
        phone.tap_data(screens(phone)[-1].id, codec.data(form))
        await self._step(number)

    async def _step(self, number: int, plan: Plan | None = None) -> None:
        crowd = self.crowd
        done = await crowd.done(plan, crowd.phones[number]) if plan else crowd.drained()
        await self.push((update, False) for update in done)
        self._batch_over()

    # ---- what came of it

    async def result(self) -> dict[str, Any]:
        """What became of everything that went in."""
        async with self.ready.database.transaction() as tx:
            counts = await inbox.counts(tx)
            dead = await inbox.entries(tx, ("dead",), limit=self.total)
        for entry in dead:
            if entry.attempts != 1:
                self.findings.add(f"dead after {entry.attempts} attempts: {entry.error}")
        for one in self.crowd.double.violations:
            self.findings.add(f"violation: {one.method}: {one.detail}")
        tally = self.tally
        done, parked = counts.get("done", 0), sum(entry.attempts == 1 for entry in dead)
        if done + len(dead) != self.total:
            self.findings.add("updates without an end")
        return {
            "updates": self.total,
            "handled": done,
            "unreadable": parked,
            **{name: tally.outcomes[name] for name in ("ok", "refused", "ignored")},
            "types": f"{len(KINDS & self.kinds.keys())}/{len(KINDS)}",
            "routes": f"{len(self.ways & tally.routes.keys())}/{len(self.ways)}",
            "buttons": f"{len(self.forms & tally.buttons.keys())}/{len(self.forms)}",
            "notices": tally.notices.total(),
        }

    @property
    def ways(self) -> set[str]:
        return {*WAYS, *self.crowd.house.commands}

    @property
    def forms(self) -> set[str]:
        return {form.__name__ for form in self.crowd.house.buttons}

    @property
    def unreached(self) -> list[str]:
        """Types that did not come in; routes and buttons that no update came to."""
        missed = [f"type {kind}" for kind in sorted(KINDS - self.kinds.keys())]
        missed += [f"route {way}" for way in sorted(self.ways - self.tally.routes.keys())]
        return missed + [f"button {one}" for one in sorted(self.forms - self.tally.buttons.keys())]


@asynccontextmanager
async def world(folder: Path, house: House | None = None) -> AsyncIterator[World]:
    """The bot on the sample district with activities, and members who have met it."""
    house = house or capabilities.house()
    clock = ShiftedClock(NOON)
    double = checked_double(clock=lambda: clock.now().timestamp())
    phones = [
        double.member(100 + number, f"成员{number}", language_code=language)
        for number, language in enumerate(LANGUAGES)
    ]
    double.group("邻里群", *phones)
    settings = Settings(
        telegram=Telegram(token=double.token),
        database=DatabaseSettings(url=f"sqlite+aiosqlite:///{folder}/fuzz.db"),
        limits=Limits(updates_per_minute=10_000, burst=1000),
        web=Web(port=8080, public_url="https://anjia.example"),  # calendars can be subscribed to
    )
    transport = Transport(double)
    findings = Findings(double)
    tally = Tally(findings, house)
    async with AsyncExitStack() as stack:
        ready = await stack.enter_async_context(
            anjia(
                settings,
                clock=clock,
                transport=transport,
                scheduled=False,
                observer=tally,
                house=house,
            )
        )
        ready.runtime = Noting.of(ready.runtime)
        handling = await stack.enter_async_context(handling_updates(ready, "fuzz"))
        postman = Postman(
            ready.database,
            ready.services,
            ready.bot,
            pace=Pace(None, chat_interval_s=0),
            observer=tally,
        )
        made = World(
            clock,
            ready,
            handling,
            postman,
            ready.upkeep,
            Crowd(double, ready.database, clock, phones, house),
            findings,
            tally,
        )
        await _settle_in(made)
        transport.findings = findings
        with watched(findings):
            try:
                yield made
            finally:
                await postman.stop()


async def _settle_in(made: World) -> None:
    now, crowd = made.clock.now(), made.crowd
    made.photo = crowd.double.files.add_photo(Upload("photo.jpg", PICTURE)).file_id
    ref = next(center.ref for center in CITY.centers() if center.name == ROOM)
    async with made.ready.database.transaction() as tx:
        await load_city(tx, CITY, now)
        await roles.grant(tx, "telegram", crowd.staff[0].id, "admin", now)
        await roles.grant(tx, "telegram", crowd.staff[1].id, "staff", now, ref)
        for phone in crowd.phones[1:]:
            phone.chat.started = True
            member = await members.meet(tx, "telegram", phone.id, now)
            version = members.LOCATION_CONSENT_VERSION
            await members.give_consent(tx, member.id, "location", version, now)
        await create_examples(tx, CITY, member.id, now)
    await made.new_day()


def _arrival(update: Update) -> Arrival:
    """By turns as long polling and as the webhook bring it."""
    if update["update_id"] % 2:
        return arrivals.from_object(update)
    return arrivals.from_json(json.dumps(update).encode())
