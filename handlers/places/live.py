"""Live locations: answered once, then that answer follows the member.

A row says which message answers which live location and when it was last edited; the
position itself is not stored, only a digest of the text that was shown.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import partial

from telegram import Message

from community.messages import live_answers
from community.messages.live_answers import LiveKey
from community.storage.database import Transaction
from handlers.chat.callbacks import Origin, View
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined
from handlers.places import near
from handlers.places.near import Answer
from handlers.places.origins import Located

LONGEST = timedelta(days=1)
"""How long a live location is followed; Telegram's "until I turn it off" is 2^31 - 1 s."""


async def begin(request: Request, message: Message, located: Located) -> Replies:
    """The first answer, remembered once it is sent."""
    text, buttons, picture = await _compose(request, located)
    key = LiveKey(message.chat.id, message.message_id)
    await live_answers.begin(
        request.tx, key, _digest(text), request.now, expires_at=request.now + _period(message)
    )
    return [Send(text, buttons, picture, on_sent=partial(_remember, key))]


async def move(request: Request, message: Message, located: Located) -> Replies:
    """Edit the answer, at most every `live_edit_seconds` and only when its text changes.

    The end of sharing (an edit without a period) brings it up to date at once, one last time.
    """
    assert message.location is not None
    key = LiveKey(message.chat.id, message.message_id)
    ended = not message.location.live_period
    text, buttons, picture = await _compose(request, located)
    interval = timedelta(seconds=0 if ended else request.services.live_edit_seconds)
    answer = await live_answers.claim_edit(
        request.tx, key, _digest(text), request.now, not_before=interval
    )
    if ended:
        await live_answers.forget(request.tx, key)
    if answer is None:
        return []
    return [
        Edit(text, buttons, picture, message_id=answer, on_gone=partial(_forget, key)),
    ]


async def _compose(request: Request, located: Located) -> Answer:
    text, buttons, picture = await near.compose(request, View(Origin.at(located.position)), located)
    inside = request.services.district.box.contains(located.position)
    outside = None if inside else request.texts.html("outside-note", district=request.district_name)
    return joined(outside, text), buttons, picture


async def _remember(key: LiveKey, tx: Transaction, message_id: int) -> None:
    await live_answers.answered(tx, key, message_id)


async def _forget(key: LiveKey, tx: Transaction) -> None:
    await live_answers.forget(tx, key)


def _period(message: Message) -> timedelta:
    assert message.location is not None
    period = message.location.live_period or 0
    seconds = period.total_seconds() if isinstance(period, timedelta) else float(period)
    return timedelta(seconds=min(max(seconds, 0.0), LONGEST.total_seconds()))


def _digest(text: Html) -> str:
    # The header holds the time of day, which alone is no reason to edit.
    body = text.partition("\n")[2] or text
    return hashlib.sha256(body.encode()).hexdigest()[:32]
