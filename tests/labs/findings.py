"""What the fuzz lab finds: whatever the bot does that no update explains.

A refusal is the update's own fault only for exact reasons: it names a chat, a tap, a message or
a file that Telegram (here: the double) has never had.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import structlog

from bot.playground.double.double import Call, Double
from bot.telegram.in_process_request import InProcessRequest
from bot.work.claims import Claim
from bot.work.incoming import Incoming
from bot.work.runtime import Runtime
from tests.labs.mutations import Update

answering: ContextVar[int | None] = ContextVar("answering", default=None)
"""The number of the update that is being answered in this task."""
_FATAL = ("chat not found", "there is no")
"""Refusals that the bot cannot help: it may say that something went wrong."""


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
class Findings:
    double: Double
    found: list[Finding] = field(default_factory=list)
    unreadable: Counter[str] = field(default_factory=Counter)
    sent: dict[int, Sent] = field(default_factory=dict)
    """Of the batch at hand, by number."""
    deleted: set[tuple[int, int]] = field(default_factory=set)
    """Messages that members deleted, with their chats."""
    _carriers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _strange_people: set[int] = field(default_factory=set)
    _strange_files: set[str] = field(default_factory=set)

    def add(self, what: str, update: Update | None = None, trace: str = "") -> None:
        self.found.append(Finding(what, update, trace))

    @property
    def at_hand(self) -> Sent | None:
        """What is being answered in this task."""
        number = answering.get()
        return None if number is None else self.sent.get(number)

    def goes_in(self, update: Update, *, rough: bool) -> None:
        """Remember an update, and what it invents."""
        number = update["update_id"]
        self.sent[number] = Sent(update, rough)
        for kind in ("callback_query", "inline_query"):
            content = update.get(kind)
            if isinstance(content, dict):
                self._carriers[str(content.get("id"))].add(number)
        known = {chat.id for chat in self.double.chats}
        self._strange_people |= _ids(update) - known
        for file_id in _values(update, "file_id"):
            if isinstance(file_id, str) and self.double.files.find(file_id) is None:
                self._strange_files.add(file_id)

    def batch_over(self) -> None:
        """Whoever taps must be answered, else the button goes on waiting."""
        for tap in self.double.queries.unanswered_taps:
            for number in self._carriers[tap.id]:
                sent = self.sent[number]
                if not sent.rough and not sent.update["callback_query"]["from"]["is_bot"]:
                    self.add("a tap without an answer", sent.update)
        self.sent.clear()
        self._carriers.clear()

    def refused(self, call: Call) -> None:
        """A call was refused: is it explained by the update that is being answered?"""
        sent = self.at_hand
        if self._explained(call, sent):
            if sent is not None:
                sent.excused |= any(one in call.description for one in _FATAL)
        else:
            what = f"{call.method} refused: {call.description}"
            self.add(what, sent.update if sent else None, json.dumps(call.params, default=str))

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
            invented = sent is not None and self._invented(sent.update, number)
            return invented or (call.chat_id, number) in self.deleted
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
        if known is None or not known.by_bot:
            return True
        return any((content in known.body) != (content in message) for content in ("text", "photo"))

    def _files(self, params: Any) -> set[str]:
        media = params.get("media") or {}
        named = (params.get("photo"), params.get("file_id"), media.get("media"))
        return {one for one in named if isinstance(one, str)}

    def logged(self, level: str, entry: dict[str, Any]) -> None:
        """A line of the log at WARNING or above."""
        event, error = entry["event"], entry.get("error", "")
        sent = self.sent.get(entry.get("update_id", -1))
        update = sent.update if sent else None
        if event == "update_unreadable":
            self.unreadable[error] += 1
            if sent is None or not sent.rough:
                self.add(f"{event} although well-formed: {error}", update)
        elif event == "update_failed" and error == "BadRequest" and sent and sent.excused:
            return
        elif level == "error" or event == "update_tries_again":
            self.add(f"{event} {error}".strip(), update, _trace(entry.get("exc_info")))


class Noting(Runtime):
    """A runtime that says which update is being answered, in the task in which it is."""

    @classmethod
    def of(cls, usual: Runtime) -> Noting:
        return cls(usual.database, usual.services, usual.delivery, usual.flood, usual.observer)

    async def handle(self, incoming: Incoming, claim: Claim | None = None) -> None:
        answering.set(incoming.number)
        await super().handle(incoming, claim)


class Transport(InProcessRequest):
    """A transport that tells of refusals, in the task in which the call is made."""

    findings: Findings | None = None

    async def do_request(self, url: str, method: str, *rest: Any, **named: Any) -> Any:
        answer = await super().do_request(url, method, *rest, **named)
        calls = self._double.journal.calls
        if method != "GET" and self.findings is not None and not calls[-1].ok:
            self.findings.refused(calls[-1])  # the double answers without a pause in between
        return answer


@contextmanager
def watched(findings: Findings) -> Iterator[None]:
    """See every warning and error, whatever the configuration of logging is."""

    def note(_logger: Any, method: str, entry: dict[str, Any]) -> Any:
        findings.logged(method, entry)
        raise structlog.DropEvent

    ours = structlog.wrap_logger(
        None,
        processors=[note],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=False,
    )
    libraries = logging.Handler(logging.ERROR)
    libraries.emit = lambda record: findings.add(  # type: ignore[method-assign]
        f"{record.name}: {record.getMessage()}", None, str(record.exc_info)
    )
    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith(("bot.", "handlers.")) and hasattr(module, "log"):
                stack.enter_context(mock.patch.object(module, "log", ours))
        logging.getLogger().addHandler(libraries)
        stack.callback(logging.getLogger().removeHandler, libraries)
        yield


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


def _trace(error: Any) -> str:
    return "".join(traceback.format_exception(error)) if isinstance(error, BaseException) else ""
