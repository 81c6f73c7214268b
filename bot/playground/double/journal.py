"""What happened: every call, every breach of the rules, every change that a member can see."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

CallValidator = Callable[[str, Mapping[str, Any]], "list[str]"]
"""Method and its decoded parameters in, complaints out (none: fine)."""


@dataclass(frozen=True)
class Violation:
    """Something no correct bot does, even where Telegram would let it pass."""

    method: str
    detail: str


@dataclass(frozen=True)
class Call:
    """One call as the double answered it. ``status`` 0: no answer was given."""

    method: str
    params: Mapping[str, Any]
    at: float
    status: int
    answer: Any
    chat_id: int | None = None

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def result(self) -> Any:
        return self.answer["result"] if self.ok else None

    @property
    def description(self) -> str:
        return self.answer.get("description", "") if isinstance(self.answer, dict) else ""


@dataclass(frozen=True)
class Event:
    """A change on somebody's screen. Kinds: message, edited, deleted, keyboard, action,
    answer (to a tap), inline (results), commands, pinned, chat."""

    kind: str
    chat_id: int | None
    data: dict[str, Any] = field(default_factory=dict)


class Journal:
    def __init__(self, keep_calls: int | None) -> None:
        self.calls: deque[Call] = deque(maxlen=keep_calls)
        self.violations: list[Violation] = []
        self.listeners: list[Callable[[Event], None]] = []

    def violation(self, method: str, detail: str) -> None:
        self.violations.append(Violation(method, detail))

    def tell(self, kind: str, chat_id: int | None, **data: Any) -> None:
        event = Event(kind, chat_id, data)
        for listener in tuple(self.listeners):
            listener(event)
