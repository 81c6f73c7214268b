"""Notices that go out on their own: for each kind, who turns a row of the outbox into words.

A renderer is asked at the moment of sending and looks at the world again: still registered,
not moved, not cancelled. It returns None when the notice no longer matters.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from community.members.members import Member
from community.storage.database import Transaction
from handlers.chat.replies import Send
from handlers.chat.request import Services
from handlers.chat.texts import Texts


@dataclass(frozen=True, slots=True)
class NoticeRequest:
    """A notice on its way, inside the transaction that marks it as being sent."""

    tx: Transaction
    member: Member
    texts: Texts
    now: datetime
    services: Services
    kind: str
    object_id: int
    revision: int
    payload: dict[str, Any]
    due_at: datetime


Renderer: TypeAlias = Callable[[NoticeRequest], Awaitable[Send | None]]
