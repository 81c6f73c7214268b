"""Taps on buttons and inline queries, from the moment they are made until they are answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.playground.double.refusals import bad_request

CALLBACK_SECONDS = 30.0
INLINE_SECONDS = 15.0
"""How long an answer is taken. Telegram does not document its limits; these are shorter than
those observed, so that a bot which answers late is noticed."""


@dataclass
class Tap:
    """A tap on an inline button. ``answer`` is what answerCallbackQuery gave, once it did."""

    id: str
    user_id: int
    data: str
    at: float
    chat_id: int | None = None
    message_id: int | None = None
    answer: dict[str, Any] | None = None
    _done: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def settle(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self._done.set()

    async def answered(self, within: float = 5.0) -> dict[str, Any]:
        """The answer: ``text`` and ``show_alert``. TimeoutError if there is none in time."""
        await asyncio.wait_for(self._done.wait(), within)
        assert self.answer is not None
        return self.answer


@dataclass
class InlineSearch:
    """An inline query. ``answer`` holds ``results``, ``next_offset`` and ``button``."""

    id: str
    user_id: int
    query: str
    at: float
    answer: dict[str, Any] | None = None
    _done: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def results(self) -> list[dict[str, Any]]:
        return self.answer["results"] if self.answer else []

    def settle(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self._done.set()

    async def answered(self, within: float = 5.0) -> list[dict[str, Any]]:
        await asyncio.wait_for(self._done.wait(), within)
        return self.results


Query = TypeVar("Query", Tap, InlineSearch)


class Queries:
    def __init__(self) -> None:
        self.taps: dict[str, Tap] = {}
        self.searches: dict[str, InlineSearch] = {}

    @property
    def unanswered_taps(self) -> list[Tap]:
        return [tap for tap in self.taps.values() if tap.answer is None]

    def tap(self, query_id: str, now: float) -> Tap:
        """The tap that may be answered now. Raises ``Refused`` once it was, or too late."""
        return _answerable(self.taps.get(query_id), now, CALLBACK_SECONDS)

    def search(self, query_id: str, now: float) -> InlineSearch:
        return _answerable(self.searches.get(query_id), now, INLINE_SECONDS)


def _answerable(query: Query | None, now: float, seconds: float) -> Query:
    if query is None or query.answer is not None or now - query.at > seconds:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return query
