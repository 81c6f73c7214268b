"""From a claimed notice to a message, and from what Telegram said to a row of the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.telegram.errors import CallFailed
from bot.telegram.outcomes import Fate, outcome
from community.members import members
from community.members.members import Addressee
from community.members.quiet_hours import QuietHours
from community.messages.claims import MOST_ATTEMPTS, ClaimedNotice, Settlement
from community.storage.database import Transaction
from handlers.chat.events import Due
from handlers.chat.screen import Screen
from handlers.chat.talk import Renderer
from handlers.chat.turn import Services, Turn

log = structlog.stdlib.get_logger(__name__)

LATE: Final = timedelta(minutes=15)
"""Of kinds that wait for the morning, what is later than that does; the rest comes without a
sound in quiet hours, and so do these when the morning would be too late."""
AGAIN_AFTER: Final = timedelta(seconds=30)
_OUTCOME_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notice with its words, ready to go."""

    claimed: ClaimedNotice
    chat_id: int
    reply: Screen
    silent: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A notice after its call: the number of the message, or the error."""

    going: Outgoing
    message_id: int | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class NoticeWriter:
    """Looks at the world once more and finds the words."""

    services: Services
    renderers: Mapping[str, Renderer]

    async def write(
        self, tx: Transaction, claimed: ClaimedNotice, to: Addressee, now: datetime
    ) -> Outgoing | Settlement:
        """The notice with its words, or why there is none now."""
        if now >= claimed.not_after:
            return _settled(claimed, "expired", "too late")
        if not to.active:
            return _settled(claimed, "failed", "the member has blocked the bot")
        quiet = QuietHours.of_member(to.quiet_from, to.quiet_until)
        zone = self.services.district.zone
        silent = claimed.silent
        if quiet.hold(now, zone):
            if not claimed.kind.waits_for_morning:
                silent = True
            elif now - claimed.due_at > LATE:
                morning = quiet.over(now, zone)
                if morning < claimed.not_after:
                    return replace(_again(claimed, "quiet hours"), due_at=morning)
                silent = True
        return await self._rendered(tx, claimed, to, now, silent)

    async def _rendered(
        self, tx: Transaction, claimed: ClaimedNotice, to: Addressee, now: datetime, silent: bool
    ) -> Outgoing | Settlement:
        renderer = self.renderers.get(claimed.kind.name)
        if renderer is None:
            log.error("notice_without_renderer", id=claimed.id, kind=claimed.kind.name)
            return _settled(claimed, "failed", "no renderer")
        house = self.services.house
        kind = claimed.kind.name
        due = Due(kind, claimed.object_id, claimed.revision, claimed.payload, claimed.due_at)
        texts = house.texts(to.member.language or to.member.client_language or "zh")
        turn = Turn(due, tx, to.member, texts, now, self.services)
        try:
            async with AsyncExitStack() as stack:
                if tx.dialect != "sqlite":
                    # A failed query would end the transaction of the whole batch.
                    await stack.enter_async_context((await tx.begin()).begin_nested())
                reply = await renderer(turn, due)
        except Exception as error:
            name = type(error).__name__
            log.error("notice_not_rendered", id=claimed.id, kind=kind, exc_info=error)
            return _settled(claimed, "failed", f"not rendered: {name}")
        if reply is None:
            return _settled(claimed, "expired", "no longer matters")
        return Outgoing(claimed, to.member.channel_user_id, house.offered(reply), silent)


async def settlement(
    tx: Transaction, answered: Answered, now: datetime
) -> tuple[Settlement, Fate | None]:
    """What a call means for its row; also what it says about the member."""
    # The attempt was counted when the row was marked as being sent.
    claimed = replace(answered.going.claimed, attempts=answered.going.claimed.attempts + 1)
    if answered.error is None:
        sent = replace(_settled(claimed, "sent", None), message_id=answered.message_id)
        return sent, None
    if not isinstance(answered.error, CallFailed):
        kind = claimed.kind.name
        log.error("notice_not_posted", id=claimed.id, kind=kind, exc_info=answered.error)
        return _settled(claimed, "failed", type(answered.error).__name__), Fate.REFUSED
    result = outcome(answered.error)
    match result.fate:
        case Fate.WAIT | Fate.NOT_SENT:
            return _again(claimed, result.fate.value), result.fate
        case Fate.MOVED if claimed.attempts < MOST_ATTEMPTS:
            assert result.chat_id is not None
            await members.move(tx, claimed.member_id, result.chat_id)
            return _again(claimed, result.fate.value), result.fate
        case Fate.UNREACHABLE:
            await members.set_active(tx, claimed.member_id, active=False)
            return _settled(claimed, "failed", "the member has blocked the bot"), result.fate
        case Fate.UNKNOWN:
            return _unknown(claimed, type(answered.error).__name__, now), result.fate
    return _settled(claimed, "failed", answered.error.message), result.fate


def _unknown(claimed: ClaimedNotice, error: str, now: datetime) -> Settlement:
    """Sent once more, later and silently, where twice is fine; else a person decides."""
    said = f"{Fate.UNKNOWN.value}: {error}"
    if claimed.kind.twice_is_fine and not claimed.maybe_sent:
        due = min(max(claimed.due_at, now + AGAIN_AFTER), claimed.not_after)
        return replace(_again(claimed, said), due_at=due, silent=True, maybe_sent=True)
    return replace(_settled(claimed, "unknown", said), silent=True, maybe_sent=True)


def _settled(claimed: ClaimedNotice, state: str, outcome: str | None) -> Settlement:
    return Settlement(
        claimed.id,
        claimed.attempts,
        state,
        claimed.due_at,
        claimed.silent,
        claimed.maybe_sent,
        outcome[:_OUTCOME_LENGTH] if outcome else None,
    )


def _again(claimed: ClaimedNotice, outcome: str) -> Settlement:
    return _settled(claimed, "pending", outcome)
