"""Live locations: answered once, then that answer follows the member.

A row says which message answers which live location and when it was last edited; the
position itself is not stored, only a digest of the text that was shown.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import partial

from community.messages import live_answers
from community.messages.live_answers import LiveKey
from community.storage.database import Transaction
from handlers.chat.events import Here, Moved
from handlers.chat.screen import Redraw, Replies, Screen
from handlers.chat.texts import Html, joined
from handlers.chat.turn import Turn
from handlers.places import near
from handlers.places.origins import Located
from handlers.places.view import Origin, View

LONGEST = timedelta(days=1)
"""How long a live location is followed; Telegram's "until I turn it off" is 2^31 - 1 s."""


async def begin(turn: Turn, event: Here, located: Located) -> Replies:
    """The first answer, remembered once it is sent."""
    assert event.live_for is not None
    screen, key = await _compose(turn, located), LiveKey(event.message.chat, event.message.number)
    until = turn.now + min(event.live_for, LONGEST)
    await live_answers.begin(turn.tx, key, _digest(screen.text), turn.now, expires_at=until)
    return [replace(screen, on_sent=partial(_remember, key))]


async def move(turn: Turn, event: Moved, located: Located) -> Replies:
    """Edit the answer, at most every `live_edit_seconds` and only when its text changes.

    The end of sharing brings it up to date at once, one last time.
    """
    screen, key = await _compose(turn, located), LiveKey(event.message.chat, event.message.number)
    interval = timedelta(seconds=0 if event.ended else turn.services.live_edit_seconds)
    answer = await live_answers.claim_edit(
        turn.tx, key, _digest(screen.text), turn.now, not_before=interval
    )
    if event.ended:
        await live_answers.forget(turn.tx, key)
    return [] if answer is None else [Redraw(answer, screen, partial(_forget, key))]


async def _compose(turn: Turn, located: Located) -> Screen:
    screen = await near.compose(turn, View(Origin.at(located.position)), located)
    if turn.services.district.box.contains(located.position):
        return screen
    outside = turn.texts.html("outside-note", district=turn.district_name)
    return replace(screen, text=joined(outside, screen.text))


async def _remember(key: LiveKey, tx: Transaction, message_id: int) -> None:
    await live_answers.answered(tx, key, message_id)


async def _forget(key: LiveKey, tx: Transaction) -> None:
    await live_answers.forget(tx, key)


def _digest(text: Html) -> str:
    # The header holds the time of day, which alone is no reason to edit.
    body = text.partition("\n")[2] or text
    return hashlib.sha256(body.encode()).hexdigest()[:32]
