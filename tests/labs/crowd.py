"""The crowd of the fuzz lab: members and staff with phones, and what they do to the bot.

They tap what the bot has drawn, type what it has asked for, and say what they have seen: codes,
deep links, data of buttons that others were shown.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

from PIL import Image
from sqlalchemy import select

from bot.playground.double.chats import Message
from bot.playground.double.double import Call, Double
from bot.playground.phone import Phone
from community.activities import tables as activity_tables
from community.clock import Clock
from community.members import drafts, members
from community.registrations import tables as registration_tables
from community.registrations import tickets
from community.storage.database import Database
from handlers.chat import codec
from handlers.chat.house import House
from handlers.registrations.ticket import START_TICKET
from tests.labs.corpus import MEMBER, corpus
from tests.labs.mutations import Plan, Update

STAFF = 2
"""How many of the crowd are staff: the last ones."""
SCREENS = 12
"""So far back a member scrolls to tap."""
REMEMBERED = 1000
ROOM = "晶都社区·杭州邻里阅读空间"
LINE = f"羽毛球友谊赛|周三19:30-21:00|{ROOM} 二楼|20人|自带球拍"
SAID = (
    "最近的驿站", "长河", "闻涛社区", "jingdu", "星光大道", "30.2085, 120.2118", "120.19 30.18",
    "30°10'12\"N 120°12'22\"E", "https://maps.app.goo.gl/x", ROOM, "周三19:30-21:00",
    "明天 9:00", "20人", "-", "24", "FREQ=WEEKLY;COUNT=4", "FREQ=MONTHLY;BYDAY=1SA", "场地检修",
    "自带球拍，早点来", LINE, "ABC-123", "000000",
    "你好", "活动", "hello there", "/nothing", "跑步社", "羽毛球 读书",
)  # fmt: skip
ANSWERS: dict[str, tuple[str, ...]] = {
    "activity-line": (LINE, "棋牌|周六 9:00|晶都社区|8|", f"读书沙龙|明天 19:30|{ROOM}|2|"),
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
TELLING = {"act", "how", "field", "which", "rule", "part", "reason", "slot", "language", "value"}
"""Words in buttons of which each leads elsewhere."""
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


@dataclass
class Crowd:
    double: Double
    database: Database
    clock: Clock
    phones: list[Phone]
    house: House
    corpus: list[Update] = field(default_factory=lambda: list(corpus().values()))
    tapped: Counter[str] = field(default_factory=Counter)
    data: list[str] = field(default_factory=list)
    """Of buttons that were drawn for anybody, the newest last; so words and deep links."""
    words: list[str] = field(default_factory=lambda: list(SAID))
    links: list[str] = field(default_factory=list)

    @property
    def staff(self) -> list[Phone]:
        return self.phones[-STAFF:]

    @property
    def commands(self) -> list[str]:
        return [f"/{name}" for name in ("start", *self.house.commands)]

    @property
    def doors(self) -> list[tuple[str, str | None]]:
        """Deeds and words by which the bot is entered to see all of its screens."""
        said = [*self.commands, "30.18135, 120.19130", ROOM]
        return [*(("say", one) for one in said), ("location", None), ("document", None)]

    def who(self, plan: Plan) -> Phone:
        """Staff do more than others: they have the most screens."""
        return _pick([*self.phones, *self.staff * 2], plan.who)

    async def done(self, plan: Plan, phone: Phone) -> list[Update]:
        """Updates that come of a deed; a member who cannot do it says something instead."""
        if plan.deed == "corpus":
            self.double.push_update(_as(self.corpus[plan.pick % len(self.corpus)], phone))
            return self.drained()
        if phone.chat.blocked:
            await phone.unblock()
        try:
            await self._do(plan, phone)
        except LookupError:  # nothing to tap, to edit, to choose
            await phone.send(self._words(plan))
        return self.drained()

    async def _do(self, plan: Plan, phone: Phone) -> None:
        pick, place = plan.pick, PLACES[plan.pick % len(PLACES)]
        match plan.deed:
            case "tap":
                self._tap(phone, pick)
            case "double_tap":
                self._tap(phone, pick)
                self._tap(phone, pick)
            case "forge":
                data = plan.words or _pick(self.data, pick)
                phone.tap_data(_pick(screens(phone), pick).id, data)
            case "say":
                await phone.send(self._words(plan))
            case "answer":
                await phone.send(await self._answer(phone, pick))
            case "command":
                await phone.send(_pick(self.commands, pick))
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
                await phone.start(_pick(self.links, pick))
            case "scan":
                await self.staff[0].start(f"{START_TICKET}{(await self._ticket(pick))[0]}")
            case "block":
                await phone.block()

    def _tap(self, phone: Phone, pick: int) -> None:
        """A button of the newest screen, one further up, or one that is rarely tapped."""
        shown = [
            (message.id, button["callback_data"])
            for message in screens(phone)[-SCREENS if pick % 3 else -1 :]
            for button in _buttons(message)
            if "callback_data" in button
        ]
        if pick % 3 == 1:
            rarest = min((self.tapped[self._kind(data)] for _, data in shown), default=0)
            shown = [one for one in shown if self.tapped[self._kind(one[1])] == rarest]
        message_id, data = _pick(shown, pick // 3)
        self.tapped[self._kind(data)] += 1
        phone.tap_data(message_id, data)

    def _words(self, plan: Plan) -> str:
        return plan.words or _pick(self.words, plan.pick)

    async def _answer(self, phone: Phone, pick: int) -> str:
        draft = await self.draft(phone)
        if draft is None:
            return _pick(self.words, pick)
        if draft.form == "ticket-code":
            return (await self._ticket(pick))[1]
        wanted = draft.fields.get("field")
        if wanted in FIELDS and pick % 3:
            return FIELDS[wanted]
        return _pick(ANSWERS.get(draft.form, self.words), pick)

    async def draft(self, phone: Phone) -> drafts.Draft | None:
        async with self.database.transaction() as tx:
            member = await members.find(tx, "telegram", phone.id)
            return await drafts.get(tx, member, self.clock.now()) if member else None

    async def _ticket(self, pick: int) -> tuple[str, str]:
        """Token and code of one of the tickets for what begins soon, or has just begun."""
        now, occurrence = self.clock.now(), activity_tables.occurrence.c
        query = (
            select(registration_tables.registration.c.token)
            .join(activity_tables.occurrence)
            .where(
                registration_tables.registration.c.state == "seated",
                occurrence.ends_at > now - timedelta(hours=2),
                occurrence.status == "published",
            )
            .order_by(occurrence.starts_at)
            .limit(5)
        )
        async with self.database.transaction() as tx:
            token = _pick([row.token for row in await tx.rows(query)], pick)
            return token, (await tickets.by_token(tx, token)).code

    def _in_group(self, pick: int) -> str:
        links = [f"/start@anjia_bot {link}" for link in self.links[-20:]]
        return _pick(["/start", "/near@anjia_bot", "@anjia_bot 你好", *links], pick)

    def _file(self, pick: int) -> tuple[bytes, str]:
        day = self.clock.now() + timedelta(days=1 + pick % 30)
        if pick % 3 == 0:
            return _CSV.format(day=f"{day:%Y-%m-%d}", room=ROOM).encode(), "活动.csv"
        if pick % 3 == 1:
            return _ICS.format(day=f"{day:%Y%m%d}", number=pick % 50).encode(), "calendar.ics"
        return bytes(range(pick % 200 + 1)), ("x.xlsx", "x.pdf", "x", "x.ics")[pick % 4]

    def drained(self) -> list[Update]:
        # The double goes on using what it pushed.
        return json.loads(json.dumps(self.double.updates.drain()))

    def learn(self, calls: Iterable[Call]) -> None:
        """Remember what the bot has shown."""
        for call in calls:
            self._learn(call)
        for pool in (self.data, self.words, self.links):
            pool[:] = list(dict.fromkeys(pool))[-REMEMBERED:]

    def _learn(self, call: Call) -> None:
        text = json.dumps(call.params, ensure_ascii=False, default=str)
        self.links += _LINK.findall(text)
        self.words += _CODE.findall(text)
        markup = call.params.get("reply_markup") or {}
        for row in markup.get("inline_keyboard", ()):
            self.data += [b["callback_data"] for b in row if "callback_data" in b]

    def untried(self, phone: Phone, tried: set[str]) -> tuple[int, str] | None:
        """A button of a kind that was not tapped yet, on the newest screen that has one."""
        for message in reversed(phone.chat.latest()):
            for button in _buttons(message):
                kind = self._kind(button.get("callback_data"))
                if kind and kind not in tried and kind != "PrivacyAct erase":
                    tried.add(kind)
                    return message.id, button["callback_data"]
        return None

    def _kind(self, data: str | None) -> str:
        """A form of button and its words, without its numbers."""
        form = codec.read(data, self.house.codes)
        if form is None:
            return ""
        said = [str(getattr(form, one.name)) for one in fields(form) if one.name in TELLING]
        return " ".join((type(form).__name__, *said))


def _pick(pool: Sequence[Any], number: int) -> Any:
    """Raises `LookupError` when there is nothing."""
    if not pool:
        raise LookupError
    return pool[number % len(pool)]


def screens(phone: Phone) -> list[Message]:
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
