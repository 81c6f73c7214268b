"""A stand-in for https://api.telegram.org: one bot, its chats, and everything it may call.

It knows no HTTP: ``botapi.py`` and ``transport.py`` carry calls to ``Double.call``. Members act
through ``Double.member(...)``, see ``phone.py``. Everything runs in one event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.playground.double.chats import Chat, Chats, User
from bot.playground.double.faults import Fault, Faults
from bot.playground.double.files import FileStore, Upload
from bot.playground.double.journal import Call, CallValidator, Event, Journal, Violation
from bot.playground.double.methods import METHODS
from bot.playground.double.profile import Profile
from bot.playground.double.queries import Queries
from bot.playground.double.refusals import AnswerWithheld, ConnectionDropped, Refused
from bot.playground.double.request import Request
from bot.playground.double.schema import CANONICAL, read_params
from bot.playground.double.updates import Bell, UpdateQueue
from bot.playground.phone import Phone

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SETTLED_SECONDS = 0.05


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire: a JSON body, or the page of a proxy."""

    status: int
    body: dict[str, Any] | str


class Double:
    """``clock`` gives Unix time. ``validator`` sees the decoded parameters of every call and
    names what is wrong with them. ``keep_calls`` limits the memory of past calls (None: all).
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "anjia_bot",
        name: str = "安家",
        clock: Callable[[], float] = time.time,
        validator: CallValidator | None = None,
        keep_calls: int | None = None,
        first_update_id: int = 1,
    ) -> None:
        self.token = token
        self.clock = clock
        self.me = User(int(token.partition(":")[0]), name, username=username, is_bot=True)
        self.chats = Chats()
        self.files = FileStore()
        self.faults = Faults()
        self.queries = Queries()
        self.profile = Profile()
        self.journal = Journal(keep_calls)
        self.updates = UpdateQueue(clock, first_update_id)
        self.phones: dict[int, Phone] = {}
        self.webhook: dict[str, Any] | None = None
        self.inline_location = True
        self.tells_chosen_results = True
        self.also_idle: list[Callable[[], bool]] = []
        self._validator = validator
        self._in_flight = 0
        self._changed = Bell()
        self.journal.listeners.append(lambda event: self._changed.ring())

    # ---- what tests and the page look at

    @property
    def violations(self) -> list[Violation]:
        return self.journal.violations

    def calls(self, method: str | None = None, *, ok: bool | None = None) -> list[Call]:
        """Past calls in order, without getUpdates unless asked for by name."""
        return [
            call
            for call in self.journal.calls
            if (call.method == method if method else call.method != "getUpdates")
            and (ok is None or call.ok is ok)
        ]

    @property
    def refused(self) -> list[Call]:
        """Calls that were answered with an error, faults included."""
        return [call for call in self.calls() if not call.ok]

    def member(
        self,
        id: int,
        first_name: str = "小安",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "zh-hans",
        started: bool = False,
    ) -> Phone:
        """A person with a phone. ``started``: has written to the bot before."""
        user = User(id, first_name, last_name, username, language_code)
        self.chats.add_member(user, started=started)
        return self.phones.setdefault(id, Phone(self, user))

    def group(self, title: str, *members: Phone, id: int = -1001) -> Chat:
        """A group with the bot in it. It sees commands, mentions and replies to it only."""
        return self.chats.add_group(id, title, {member.id for member in members})

    def start_over(self) -> None:
        """As if nobody had met the bot yet: chats, files, queries, pending updates and what the
        bot told about itself are gone. Members and groups remain."""
        self.chats.clear()
        self.files = FileStore()
        self.queries = Queries()
        self.profile = Profile()
        self.updates.drop_pending()
        self.journal.tell("chat", None)

    def push_update(self, update: dict[str, Any]) -> None:
        """Queue a raw update, whatever it holds."""
        self.updates.push_raw(update)

    # ---- waiting

    async def changed(self, within: float) -> bool:
        """Wait until something happens in any chat or any call ends; False after ``within`` s."""
        return await self._changed.wait(within)

    async def idle(self, within: float = 5.0, settle: float = SETTLED_SECONDS) -> None:
        """Wait until the bot has confirmed every update and has no call under way, and this
        has lasted ``settle`` seconds. ``also_idle`` may hold further conditions, for work that
        the bot does without a call. Raises ``TimeoutError`` naming what is still open.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        quiet_since: float | None = None
        while True:
            now = loop.time()
            if self._busy_with():
                quiet_since = None
            elif quiet_since is None:
                quiet_since = now
            elif now - quiet_since >= settle:
                return
            if now > deadline:
                raise TimeoutError(f"not idle after {within} s: {self._busy_with()}")
            if await self._changed.wait(min(settle, 0.02)):
                quiet_since = None

    def _busy_with(self) -> str:
        if self.updates.pending:
            return f"{len(self.updates.pending)} updates are not confirmed"
        if self._in_flight:
            return f"{self._in_flight} calls are under way"
        if self.updates.ever_polled and not self.updates.pollers_waiting:
            return "nobody is polling"
        if not all(condition() for condition in self.also_idle):
            return "a condition of also_idle does not hold"
        return ""

    def close(self) -> None:
        """End long polls; nothing blocks on this double any more."""
        self.updates.close()
        self._changed.ring()

    # ---- answering the bot

    async def call(
        self, method: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None
    ) -> Answer:
        """Answer one call. Raises ``ConnectionDropped`` and ``AnswerWithheld`` when told to
        misbehave so; the caller then does that to the connection."""
        name = CANONICAL.get(method.lower(), method)
        async with self._counted(name):
            chat_id = _chat_id(raw)
            fault = self.faults.take(name, chat_id)
            if fault is not None and fault.delay:
                await asyncio.sleep(fault.delay)
            if fault is None or (fault.ending == "answer" and not fault.status):
                return await self._answered(name, raw, uploads or {}, chat_id)
            return await self._misbehave(fault, name, raw, uploads or {}, chat_id)

    async def _misbehave(
        self,
        fault: Fault,
        name: str,
        raw: Mapping[str, Any],
        uploads: Mapping[str, Upload],
        chat_id: int | None,
    ) -> Answer:
        if fault.accepted:
            await self._answered(name, raw, uploads, chat_id)
        if fault.ending == "answer":
            assert fault.body is not None
            self._record(name, dict(raw), fault.status, fault.body, chat_id)
            return Answer(fault.status, fault.body)
        if not fault.accepted:
            self._record(name, dict(raw), 0, None, chat_id)
        raise ConnectionDropped if fault.ending == "drop" else AnswerWithheld

    async def _answered(
        self,
        name: str,
        raw: Mapping[str, Any],
        uploads: Mapping[str, Upload],
        chat_id: int | None,
    ) -> Answer:
        params: dict[str, Any] = dict(raw)
        try:
            if name not in METHODS and name != "getUpdates":
                self.journal.violation(name, "method is unknown to the double")
                raise Refused(404, "Not Found: method not found")
            params = read_params(
                name, raw, uploads, lambda field: self.journal.violation(name, f"unknown: {field}")
            )
            for complaint in self._validator(name, params) if self._validator else ():
                self.journal.violation(name, complaint)
            if name == "getUpdates":
                result: Any = await self._get_updates(params)
            else:
                result = METHODS[name](Request(self, name, params))
            status, body = 200, {"ok": True, "result": result}
        except Refused as refusal:
            status, body = refusal.status, refusal.body()
        self._record(name, params, status, body, chat_id)
        return Answer(status, body)

    async def _get_updates(self, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        if self.webhook is not None:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use "
                "deleteWebhook to delete the webhook first",
            )
        return await self.updates.poll(
            params.get("offset", 0),
            min(max(params.get("limit", 100), 1), 100),
            min(max(params.get("timeout", 0), 0), 50),
            params.get("allowed_updates"),
        )

    def _record(
        self, name: str, params: dict[str, Any], status: int, answer: Any, chat_id: int | None
    ) -> None:
        if name == "getUpdates" and status == 200:
            return
        at = self.clock()
        self.journal.calls.append(Call(name, params, at, status, answer, chat_id))

    @asynccontextmanager
    async def _counted(self, name: str) -> AsyncIterator[None]:
        if name == "getUpdates":
            yield
            return
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1
            self._changed.ring()


def _chat_id(raw: Mapping[str, Any]) -> int | None:
    try:
        return int(raw["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None


__all__ = ["TOKEN", "Answer", "Call", "Double", "Event", "Fault", "Upload", "Violation"]
