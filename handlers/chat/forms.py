"""What belongs to every form that a member fills in, and to no capability."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from community.members import drafts
from handlers.chat.codec import Form
from handlers.chat.screen import Replies, Screen
from handlers.chat.turn import Turn


@dataclass(frozen=True, slots=True)
class Nothing(Form):
    """A button that only shows something (the page number)."""

    code: ClassVar[str] = "-1"


@dataclass(frozen=True, slots=True)
class CancelDraft(Form):
    code: ClassVar[str] = "c1"


async def nothing(turn: Turn, form: Nothing) -> Replies:
    """No answer: the button only shows something."""
    return []


async def cancel(turn: Turn, form: CancelDraft) -> Replies:
    """Give up the form that is open."""
    await drafts.drop(turn.tx, turn.member.id)
    return [Screen(turn.texts.html("cancelled"))]


BUTTONS: dict[type[Form], Callable[[Turn, Any], Awaitable[Replies]]] = {
    Nothing: nothing,
    CancelDraft: cancel,
}
