"""Questions from other chats: what every capability has for them, page by page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from handlers.chat.events import Ask
from handlers.chat.screen import Answers, Replies, Result
from handlers.chat.talk import Slot
from handlers.chat.turn import Turn

MAX_QUERY = 60
SHOWN = 10
"""Results at once; the client asks for more when the list is scrolled."""
Find: TypeAlias = Callable[[Turn, Ask], Awaitable[Sequence[Callable[[], Result]]]]
"""What there is for a question, best first; each is written out only when it is shown."""
RESULTS: Slot[Find] = Slot("results of a question from another chat")
LINK: Slot[Callable[[Turn, Ask], tuple[str, str] | None]] = Slot(
    "label and deep link of a button above the results"
)


async def answer(turn: Turn, event: Ask) -> Replies:
    """A page of the results of all, in the order of the list."""
    event = replace(event, text=" ".join(event.text.split())[:MAX_QUERY])
    found = [one for find in turn.house.adds(RESULTS) for one in await find(turn, event)]
    start = _offset(event.offset)
    shown = [write() for write in found[start : start + SHOWN]]
    more = str(start + SHOWN) if start + SHOWN < len(found) else ""
    links = (link(turn, event) for link in turn.house.adds(LINK))
    label, link = next((one for one in links if one is not None), (None, ""))
    return [Answers(shown, more, label, link)]


def _offset(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
