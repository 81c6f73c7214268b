"""The world of the fuzz lab: the bot, its double, members and staff with their phones.

It lives as long as the lab; what members did earlier is there when they go on. Whatever the
bot does that nobody's update explains is a finding, with the update that caused it.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import structlog
from PIL import Image

from bot import arrivals, claims
from bot.application import Anjia, anjia
from bot.config import DatabaseSettings, Limits, Settings, Telegram, Web
from bot.desk import Desk, open_desk
from bot.pace import Pace
from bot.playground.chats import Message
from bot.playground.double import Call, Double, Upload
from bot.playground.phone import Phone
from bot.playground.transport import InProcessRequest
from bot.postman import Postman
from bot.sample import CITIES
from bot.sample.example_activities import create_examples
from bot.sample.loading import load_city
from bot.upkeep import Upkeep
from sqlalchemy import select

from community import (
    centers,
    drafts,
    inbox,
    members,
    registrations,
    schema,
    series,
    staff,
    tickets,
)
from community.clock import ShiftedClock
from community.database import Transaction
from community.errors import CommunityError
from community.series import ActivityFacts
from community.staff import StaffScope
from handlers import callbacks
from handlers.activities.ticket import START_TICKET
from handlers.routes import BUTTONS, COMMANDS, STAFF_COMMANDS, routes
from tests.conftest import NOON
from tests.labs.corpus import MEMBER, corpus
from tests.labs.mutations import Plan, Update, changed
from tests.telegram_double import checked_double

CITY = CITIES["binjiang"]
LANGUAGES = ("zh-hans", "zh-hans", "en", None, "ja", "zh-hant-TW", "zh-hans", "en", "zh-hans")
"""Of the members; the last two are staff, of the district and of one center."""
STAFF = 2
KEPT_MESSAGES = 40
"""In each chat; older ones the member has deleted."""
SCREENS = 12
"""So far back a member scrolls to tap."""
TOGETHER = 10
"""Updates that come in at once; then the members look at what the bot has answered."""
STUCK_S = 120.0
EVERY_DAY = timedelta(days=1)
ROOM = "晶都社区·杭州邻里阅读空间"
LINE = f"羽毛球友谊赛|周三19:30-21:00|{ROOM} 二楼|20人|自带球拍"
SAID = (
    "最近的驿站", "长河", "闻涛社区", "jingdu", "星光大道", "30.2085, 120.2118", "120.19 30.18",
    "30°10'12\"N 120°12'22\"E", "https://maps.app.goo.gl/x", ROOM, "周三19:30-21:00", "明天 9:00", "20人",
    "-", "24", "FREQ=WEEKLY;COUNT=4", "FREQ=MONTHLY;BYDAY=1SA", "场地检修", "自带球拍，早点来", LINE,
    "ABC-123", "000000", "你好", "活动", "hello there", "/nothing", "跑步社", "羽毛球 读书",
)  # fmt: skip
ANSWERS: dict[str, tuple[str, ...]] = {
    "activity-line": (LINE, f"读书沙龙|明天 19:30|{ROOM}|2|"),
    "activity-field": SAID,
    "change-ask": SAID,
    "activity-rule": ("FREQ=WEEKLY;COUNT=4", "FREQ=DAILY;COUNT=3", "每周"),
    "cancel-reason": ("场地检修",),
    "attendees-message": ("请带水",),
    "activity-file-place": (ROOM, "社区"),
    "club": ("跑步社|每周三", "读书会"),
    "place-name": ("我妈家", "学校"),
    "report-detail": ("门关了",),
    "feedback-line": ("很好",),
}
"""What fits a form that is open."""
FIELDS = {
    "title": "新名字", "time": "下周四19:30-21:00", "place": f"{ROOM} 三楼", "capacity": "30人",
    "description": "带水", "photo": "-", "cancel": "24", "interests": "羽毛球 读书",
}  # fmt: skip
DEEDS = (
    *["tap"] * 10, *["say"] * 4, *["answer"] * 3, *["command"] * 3, *["corpus"] * 9,
    *["forge"] * 3, *["key"] * 2, *["location"] * 2, "live", "move", "stop", "venue", "photo",
    *["document"] * 2, "sticker", "contact", "edit", *["inline"] * 2, "choose", "group", "link",
    "block", *["double_tap"] * 2, *["scan"] * 2, *["activities"] * 2, *["staff"] * 2,
)  # fmt: skip
PLACES = ((30.17004, 120.20609), (30.18135, 120.19130), (30.2085, 120.2118), (31.2402, 121.4905))
_DOORS = (
    *[("say", f"/{command}") for command in (*COMMANDS, *STAFF_COMMANDS)],
    ("location", None), ("say", "30.18135, 120.19130"), ("say", ROOM), ("document", None),
)  # fmt: skip
"""Where the bot is entered to see all of its screens."""
_CODE = re.compile(r"\b\d{6}\b|\b[A-Z2-9]{3}-[A-Z2-9]{3}\b")
_LINK = re.compile(r"\?start=([\w-]+)")
_CSV = "名称,开始,结束,地点,人数\n读书会,{day} 19:30,{day} 21:00,{room},20\n"
_ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:{number}@x\r\n"
    "SUMMARY:太极\r\nDTSTART:{day}T010000Z\r\nDTEND:{day}T020000Z\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)


def _picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (64, 48)).save(output, "JPEG")
    return output.getvalue()


PICTURE = _picture()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not happen, and the update at which it did."""

    what: str
    update: Update | None
    trace: str = ""

    @property
    def size(self) -> int:
        return len(json.dumps(self.update))


@dataclass(slots=True)
class Sent:
    """An update that went in, and what the bot made of it."""

    update: Update
    rough: bool
    excused: bool = False
    """Whether a call was refused for a reason that lies in the update itself."""


@dataclass
class World:
    double: Double
    clock: ShiftedClock
    ready: Anjia
    desk: Desk
    postman: Postman
    upkeep: Upkeep
    phones: list[Phone]
    corpus: list[Update]
    sent: dict[int, Sent] = field(default_factory=dict)
    """Of the batch at hand, by number."""
    handled: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    tapped: Counter[str] = field(default_factory=Counter)
    buttons: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    notices: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    seen_data: list[str] = field(default_factory=list)
    """Of buttons that were drawn for anybody, the newest last; so words and deep links."""
    seen_words: list[str] = field(default_factory=lambda: list(SAID))
    seen_links: list[str] = field(default_factory=list)
    photo: str = ""
    total: int = 0
    stuck: bool = False
    _carriers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _strange_people: set[int] = field(default_factory=set)
    _strange_files: set[str] = field(default_factory=set)
    _deleted: set[tuple[int, int]] = field(default_factory=set)
    _day: Any = None

    # ---- a batch

    async def handle(self, plans: Sequence[Plan], minutes: int = 0) -> None:
        """Let the members do it, and the bot answer; then time passes."""
        for first in range(0, len(plans), TOGETHER):
            updates: list[tuple[Update, bool]] = []
            for plan in plans[first : first + TOGETHER]:
                phone = _pick([*self.phones, *self.phones[-STAFF:] * 2], plan.who)
                for update in await self._done(plan, phone):
                    went = changed(update, plan, phone.id, self.corpus)
                    updates.append((went, plan.rough))
            await self.push(updates)
        self.clock.advance(timedelta(minutes=minutes))
        await self._time_passes()
        self._harvest()

    async def push(self, updates: Iterable[tuple[Update, bool]]) -> None:
        """Store these updates and wait until they are handled and answered."""
        batch = []
        for update, rough in updates:
            number = update["update_id"]
            self.sent[number] = Sent(update, rough)
            self._remember(number, update)
            self.kinds[arrivals.kind_of(update)] += 1
            batch.append(arrivals.from_object(update))
        self.total += len(batch)
        await self.desk.clerk.store(batch)
        try:
            async with asyncio.timeout(STUCK_S):
                while not self.desk.idle:
                    await asyncio.sleep(0.002)
        except TimeoutError:
            self.stuck = True
            self.find("the desk is not idle", None)

    async def _time_passes(self) -> None:
        await self.upkeep.run()
        await self.postman.tick_now()
        now = self.clock.now()
        if now >= self._day + EVERY_DAY:
            self._day = now
            await self._new_day()

    async def _new_day(self) -> None:
        """Activities come up: small ones, so that somebody waits."""
        scope = StaffScope(district=True, centers=())
        today = self.clock.now().astimezone(CITY.zone).replace(tzinfo=None, second=0, microsecond=0)
        async with self.ready.database.transaction() as tx:
            editor = await members.meet(tx, "telegram", self.phones[-1].id, self.clock.now())
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
                    guests_allowed=True,
                    photo_file_id=self.photo,
                )
                draft = await series.create(tx, scope, facts, editor.id, self.clock.now())
                (found,) = await series.publish(tx, scope, draft.id, self.clock.now())
                await self._sign_up(tx, found.id)

    async def _sign_up(self, tx: Transaction, activity: int) -> None:
        for phone in self.phones[:-STAFF]:
            member = await members.find(tx, "telegram", phone.id)
            if member is not None:
                with suppress(CommunityError):
                    await registrations.sign_up(
                        tx, member.id, activity, op_id=None, now=self.clock.now(), wait=True
                    )

    def find(self, what: str, update: Update | None, trace: str = "") -> None:
        self.findings.append(Finding(what, update, trace))

    # ---- what members do

    async def _done(self, plan: Plan, phone: Phone) -> list[Update]:
        """Updates that come of a deed; a member who cannot do it says something instead."""
        if plan.deed == "corpus":
            self.double.push_update(_as(self.corpus[plan.pick % len(self.corpus)], phone))
            return self._drained()
        if phone.chat.blocked:
            await phone.unblock()
        try:
            await self._do(plan, phone)
        except LookupError:  # nothing to tap, to edit, to choose
            await phone.send(self._words(plan))
        return self._drained()

    async def _do(self, plan: Plan, phone: Phone) -> None:
        pick, place = plan.pick, PLACES[plan.pick % len(PLACES)]
        match plan.deed:
            case "tap":
                self._tap(phone, pick)
            case "double_tap":
                self._tap(phone, pick)
                self._tap(phone, pick)
            case "forge":
                data = plan.words or _pick(self.seen_data, pick)
                phone.tap_data(_pick(_screens(phone), pick).id, data)
            case "say":
                await phone.send(self._words(plan))
            case "answer":
                await phone.send(await self._answer(phone, pick))
            case "command":
                await phone.send(f"/{_pick([*COMMANDS, *STAFF_COMMANDS], pick)}")
            case "activities" | "staff":
                await phone.send(f"/{plan.deed}")
            case "key":
                rows = (phone.chat.keyboard or {})["keyboard"]
                key = _pick([button["text"] for row in rows for button in row], pick)
                await phone.press_key(key, location=place)
            case "location":
                await phone.share_location(*place, horizontal_accuracy=5.0)
            case "live":
                await phone.share_location(*place, live_period=900, heading=10)
            case "move":
                await phone.move(*place)
            case "stop":
                await phone.stop_sharing()
            case "venue":
                await phone.send_venue(*place, self._words(plan)[:60], "路1号")
            case "photo":
                await phone.send_photo(PICTURE, self._words(plan)[:1000])
            case "document":
                await phone.send_document(*self._file(pick))
            case "sticker":
                await phone.send_sticker()
            case "contact":
                await phone.send_contact("8613800000000")
            case "edit":
                await phone.edit(self._words(plan))
            case "inline":
                await phone.inline(self._words(plan)[:256], location=place if pick % 2 else None)
            case "choose":
                results = phone.search.results if phone.search else []
                await phone.choose(_pick(results, pick)["id"])
            case "group":
                await phone.send(self._in_group(pick), chat=self.double.chats.find(-1001))
            case "link":
                await phone.start(_pick(self.seen_links, pick))
            case "scan":
                await self.phones[-STAFF].start(f"{START_TICKET}{(await self._ticket(pick))[0]}")
            case "block":
                await phone.block()

    def _tap(self, phone: Phone, pick: int) -> None:
        """A button of the newest screen, of one further up, or one of a kind that is rarely tapped."""
        shown = [
            (message.id, button["callback_data"])
            for message in _screens(phone)[-SCREENS if pick % 3 else -1 :]
            for button in _buttons(message)
            if "callback_data" in button
        ]
        if pick % 3 == 1:
            rarest = min((self.tapped[_kind(data)] for _, data in shown), default=0)
            shown = [one for one in shown if self.tapped[_kind(one[1])] == rarest]
        message_id, data = _pick(shown, pick // 3)
        self.tapped[_kind(data)] += 1
        phone.tap_data(message_id, data)

    def _words(self, plan: Plan) -> str:
        return plan.words or _pick(self.seen_words, plan.pick)

    async def _answer(self, phone: Phone, pick: int) -> str:
        draft = await self._draft(phone)
        if draft is None:
            return _pick(self.seen_words, pick)
        if draft.form == "ticket-code":
            return (await self._ticket(pick))[1]
        wanted = draft.fields.get("field")
        if wanted in FIELDS and pick % 3:
            return FIELDS[wanted]
        return _pick(ANSWERS.get(draft.form, self.seen_words), pick)

    async def _draft(self, phone: Phone) -> drafts.Draft | None:
        async with self.ready.database.transaction() as tx:
            member = await members.find(tx, "telegram", phone.id)
            return await drafts.get(tx, member.id, self.clock.now()) if member else None

    async def _ticket(self, pick: int) -> tuple[str, str]:
        """Token and code of one of the tickets for what begins soon, or has just begun."""
        now, occurrence = self.clock.now(), schema.occurrence.c
        query = (
            select(schema.registration.c.token)
            .join(schema.occurrence)
            .where(
                schema.registration.c.state == "seated",
                occurrence.ends_at > now - timedelta(hours=2),
                occurrence.status == "published",
            )
            .order_by(occurrence.starts_at)
            .limit(5)
        )
        async with self.ready.database.transaction() as tx:
            token = _pick([row.token for row in await tx.rows(query)], pick)
            return token, (await tickets.by_token(tx, token)).code

    def _in_group(self, pick: int) -> str:
        links = [f"/start@anjia_bot {link}" for link in self.seen_links[-20:]]
        return _pick(["/start", "/near@anjia_bot", "@anjia_bot 你好", *links], pick)

    def _file(self, pick: int) -> tuple[bytes, str]:
        day = self.clock.now() + timedelta(days=1 + pick % 30)
        if pick % 3 == 0:
            return _CSV.format(day=f"{day:%Y-%m-%d}", room=ROOM).encode(), "活动.csv"
        if pick % 3 == 1:
            return _ICS.format(day=f"{day:%Y%m%d}", number=pick % 50).encode(), "calendar.ics"
        return bytes(range(pick % 200 + 1)), ("x.xlsx", "x.pdf", "x", "x.ics")[pick % 4]

    def _drained(self) -> list[Update]:
        # The double goes on using what it pushed.
        return json.loads(json.dumps(self.double.updates.drain()))

    # ---- what the bot's screens teach

    def _harvest(self) -> None:
        for chat in self.double.chats:
            ids = sorted(chat.messages)
            for number in ids[:-KEPT_MESSAGES]:
                del chat.messages[number]
                self._deleted.add((chat.id, number))
        for call in self.double.journal.calls:
            self._learn(call)
        self.double.journal.calls.clear()
        self.double.queries.taps.clear()
        for phone in self.phones:
            phone.toasts.clear()
        self.sent.clear()
        self._carriers.clear()
        for pool in (self.seen_data, self.seen_words, self.seen_links):
            pool[:] = list(dict.fromkeys(pool))[-1000:]

    def _learn(self, call: Call) -> None:
        text = json.dumps(call.params, ensure_ascii=False, default=str)
        self.seen_links += _LINK.findall(text)
        self.seen_words += _CODE.findall(text)
        markup = call.params.get("reply_markup") or {}
        for row in markup.get("inline_keyboard", ()):
            self.seen_data += [b["callback_data"] for b in row if "callback_data" in b]

    async def explore(self) -> None:
        """Members and staff go through what the bot offers, every kind of button once."""
        for number in (0, len(self.phones) - STAFF):
            tried: set[str] = set()
            more = True
            while more:
                more = False
                for deed, said in _DOORS:
                    await self._step(number, Plan(number, deed, 0, said, ()))
                    while (found := self._untried(self.phones[number], tried)) is not None:
                        more = True
                        self.phones[number].tap_data(*found)
                        await self._step(number, None)
                        await self._answer_form(number)
                    await self._time_passes()

    async def _answer_form(self, number: int) -> None:
        draft = await self._draft(self.phones[number])
        if draft is not None and draft.form in ANSWERS:
            await self._step(number, Plan(number, "answer", 1, None, ()))

    async def _step(self, number: int, plan: Plan | None) -> None:
        done = await self._done(plan, self.phones[number]) if plan else self._drained()
        await self.push((update, False) for update in done)
        self._harvest()

    def _untried(self, phone: Phone, tried: set[str]) -> tuple[int, str] | None:
        """A button of a kind that was not tapped yet, on the newest screen that has one."""
        for message in reversed(phone.chat.latest()):
            for button in _buttons(message):
                kind = _kind(button.get("callback_data"))
                if kind and kind not in tried and kind != "PrivacyAct erase":
                    tried.add(kind)
                    return message.id, button["callback_data"]
        return None

    # ---- what must not happen

    def told(self, route: str, outcome: str) -> None:
        """The runtime says where an update went."""
        if route == "error":
            return  # counted at its own route
        self.handled[route] += 1
        self.outcomes[outcome] += 1
        claim = claims.current.get()
        sent = self.sent.get(claim.item.update_id) if claim else None
        if route == "button" and outcome == "ok" and sent is not None:
            form = callbacks.read(sent.update["callback_query"].get("data"))
            if form is not None:
                self.buttons[type(form).__name__] += 1

    def refused(self, call: Call) -> None:
        """A call was refused: is it explained by the update that is being answered?"""
        claim = claims.current.get()
        sent = self.sent.get(claim.item.update_id) if claim else None
        if self._explained(call, sent):
            if sent is not None:
                sent.excused = True
        else:
            what = f"{call.method} refused: {call.description}"
            self.find(what, sent.update if sent else None, json.dumps(call.params, default=str))

    def _explained(self, call: Call, sent: Sent | None) -> bool:
        said, params = call.description, call.params
        chat = next((one for one in self.double.chats if one.id == call.chat_id), None)
        if "chat not found" in said:
            strangers = _ids(sent.update) if sent else self._strange_people
            return chat is None and call.chat_id in strangers
        if call.status == 403:
            return chat is not None and (chat.blocked or not chat.started)
        if "query is too old" in said:
            query = params.get("callback_query_id") or params.get("inline_query_id")
            known = query in self.double.queries.taps or query in self.double.queries.searches
            return not known or len(self._carriers[str(query)]) > 1
        if "message is not modified" in said:
            return call.method.startswith("edit")  # nothing else happened: the bot lets it be
        if "message to edit" in said or "message can't be edited" in said:
            number = params["message_id"]
            invented = sent is not None and sent.rough | self._invented(sent.update, number)
            return invented or (call.chat_id, number) in self._deleted
        if "file" in said:
            return self._files(params) <= self._strange_files
        return False

    def _invented(self, update: Update, number: int) -> bool:
        """Whether the update speaks of a message of the bot that is none."""
        query = update.get("callback_query")
        message = query.get("message") if isinstance(query, dict) else None
        if not isinstance(message, dict) or message.get("message_id") != number:
            return False
        chat = next((one for one in self.double.chats if one.id == _id(message.get("chat"))), None)
        known = chat.messages.get(number) if chat else None
        return known is None or not known.by_bot or ("text" in known.body) != ("text" in message)

    def _files(self, params: Any) -> set[str]:
        media = params.get("media") or {}
        named = (params.get("photo"), params.get("file_id"), media.get("media"))
        return {one for one in named if isinstance(one, str)}

    def _remember(self, number: int, update: Update) -> None:
        for kind in ("callback_query", "inline_query"):
            content = update.get(kind)
            if isinstance(content, dict):
                self._carriers[str(content.get("id"))].add(number)
        known = {chat.id for chat in self.double.chats}
        self._strange_people |= _ids(update) - known
        for file_id in _values(update, "file_id"):
            if isinstance(file_id, str) and self.double.files.find(file_id) is None:
                self._strange_files.add(file_id)

    def noted(self, entry: dict[str, Any]) -> None:
        """A line of the log at WARNING or above."""
        event, number, error = entry["event"], entry.get("update_id"), entry.get("error", "")
        sent = self.sent.get(number) if isinstance(number, int) else None
        update = sent.update if sent else None
        if event == "update_unreadable":
            self.unreadable[error] += 1
            if sent is None or not sent.rough:
                self.find(f"{event} although well-formed: {error}", update)
        elif event == "update_failed" and error == "BadRequest" and sent and sent.excused:
            return
        elif entry["log_level"] == "error" or event == "update_tries_again":
            self.find(f"{event} {error}".strip(), update, _trace(entry.get("exc_info")))

    async def result(self) -> dict[str, Any]:
        """What became of everything that went in."""
        async with self.ready.database.transaction() as tx:
            counts = await inbox.counts(tx)
            dead = await inbox.entries(tx, ("dead",), limit=self.total)
        for entry in dead:
            if entry.attempts != 1:
                self.find(f"dead after {entry.attempts} attempts: {entry.error}", None)
        for one in self.double.violations:
            self.find(f"violation: {one.method}: {one.detail}", None)
        done, parked = counts.get("done", 0), sum(entry.attempts == 1 for entry in dead)
        if done + parked != self.total:
            self.find("updates without an end", None)
        return {
            "updates": self.total,
            "handled": done,
            "unreadable": parked,
            "types": len(self.kinds),
            "routes": f"{len(self.handled)}/{len(routes())}",
            "buttons": f"{len(self.buttons)}/{len(BUTTONS)}",
            "notices": sum(self.notices.values()),
        }

    @property
    def unreached(self) -> list[str]:
        """Routes and buttons that no update came to."""
        missed = [f"route {one.name}" for one in routes() if one.name not in self.handled]
        return missed + [
            f"button {form.__name__}" for form in BUTTONS if form.__name__ not in self.buttons
        ]


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """The bot on the sample district with activities, and members who have met it."""
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
    transport = _Transport(double)
    async with AsyncExitStack() as stack:
        ready = await stack.enter_async_context(
            anjia(settings, clock=clock, transport=transport, scheduled=False)
        )
        desk = await stack.enter_async_context(open_desk(ready, "fuzz"))
        notices: Counter[str] = Counter()
        postman = Postman(
            ready.database,
            ready.services,
            ready.application.bot,
            pace=Pace(None, chat_interval_s=0),
            on_settled=lambda kind, state, late: notices.update([f"{kind} {state}"]),
        )
        made = World(
            double,
            clock,
            ready,
            desk,
            postman,
            Upkeep(ready.database, ready.services),
            phones,
            list(corpus().values()),
            notices=notices,
        )
        await _settle_in(made)
        ready.runtime.on_outcome = made.told
        transport.world = made
        with _watched(made):
            try:
                yield made
            finally:
                await postman.stop()


async def _settle_in(made: World) -> None:
    now = made.clock.now()
    made._day = now
    made.photo = made.double.files.add_photo(Upload("photo.jpg", PICTURE)).file_id
    async with made.ready.database.transaction() as tx:
        await load_city(tx, CITY, now)
        await staff.grant(tx, "telegram", made.phones[-STAFF].id, "admin", now)
        ref = next(center.ref for center in CITY.centers() if center.name == ROOM)
        await staff.grant(tx, "telegram", made.phones[-1].id, "staff", now, ref)
        for phone in made.phones[1:]:
            phone.chat.started = True
            member = await members.meet(tx, "telegram", phone.id, now)
            version = members.LOCATION_CONSENT_VERSION
            await members.give_consent(tx, member.id, "location", version, now)
        editor = await members.meet(tx, "telegram", made.phones[-STAFF].id, now)
        await create_examples(tx, CITY, editor.id, now)
    await made._new_day()


class _Transport(InProcessRequest):
    """Tells the world about refusals, in the task in which the call is made."""

    world: World | None = None

    async def do_request(self, url: str, method: str, *rest: Any, **named: Any) -> Any:
        answer = await super().do_request(url, method, *rest, **named)
        calls = self._double.journal.calls
        if method != "GET" and self.world is not None and calls and not calls[-1].ok:
            self.world.refused(calls[-1])  # the double answers without a pause in between
        return answer


@contextmanager
def _watched(made: World) -> Iterator[None]:
    """See every line of the log, whatever the configuration of logging is."""

    def note(_logger: Any, method: str, entry: dict[str, Any]) -> Any:
        made.noted({**entry, "log_level": method, "exc_info": entry.get("exc_info")})
        raise structlog.DropEvent

    logger = structlog.wrap_logger(
        None,
        processors=[note],
        wrapper_class=structlog.make_filtering_bound_logger(30),
        cache_logger_on_first_use=False,
    )
    ours = [
        module
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in ("bot", "handlers", "community", "geo")
        and hasattr(module, "log")
        and name != "bot.logs"
    ]
    with ExitStack() as stack:
        for module in ours:
            stack.enter_context(mock.patch.object(module, "log", logger))
        loop = asyncio.get_running_loop()
        before = loop.get_exception_handler()
        loop.set_exception_handler(
            lambda _loop, told: made.find(f"asyncio: {told['message']}", None, repr(told))
        )
        try:
            yield
        finally:
            loop.set_exception_handler(before)


def _pick(pool: Sequence[Any], number: int) -> Any:
    """Raises `LookupError` when there is nothing."""
    if not pool:
        raise LookupError
    return pool[number % len(pool)]


def _screens(phone: Phone) -> list[Message]:
    """Messages with buttons, the newest last."""
    return [message for message in phone.chat.latest() if message.markup]


def _buttons(message: Message) -> list[dict[str, Any]]:
    return [one for row in (message.markup or {}).get("inline_keyboard", ()) for one in row]


def _as(update: Update, phone: Phone) -> Update:
    """A copy in which the phone's member acts."""

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: phone.id if key == "id" and inner == MEMBER else told(inner)
                for key, inner in value.items()
            }
        return [told(inner) for inner in value] if isinstance(value, list) else value

    return told(update)


def _values(value: Any, wanted: str) -> Iterator[Any]:
    """What stands under a key, anywhere in an update."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == wanted:
                yield inner
            yield from _values(inner, wanted)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, wanted)


def _ids(update: Update) -> set[int]:
    return {value for value in _values(update, "id") if type(value) is int}


def _id(chat: Any) -> Any:
    return chat.get("id") if isinstance(chat, dict) else None


def _kind(data: str | None) -> str:
    """A form of button and its words, without its numbers."""
    form = callbacks.read(data)
    if form is None:
        return ""
    words = {"act", "how", "field", "which", "rule", "part", "reason", "slot", "language", "value"}
    said = [str(getattr(form, one.name)) for one in fields(form) if one.name in words]
    return " ".join((type(form).__name__, *said))


def _trace(error: Any) -> str:
    return "".join(traceback.format_exception(error)) if isinstance(error, BaseException) else ""
