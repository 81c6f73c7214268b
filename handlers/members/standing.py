"""The member blocked the bot, or came back."""

from __future__ import annotations

from community.members import members
from handlers.chat.events import Standing
from handlers.chat.screen import Replies
from handlers.chat.turn import Turn


async def changed(turn: Turn, event: Standing) -> Replies:
    """Strangers are not written down for that."""
    if turn.private and turn.member.id:
        await members.set_active(turn.tx, turn.member.id, active=not event.gone)
    return []
