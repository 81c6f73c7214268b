"""Who was there is asked how it was, once, some time after the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from community.activities.facts import Cancelled
from community.capability import Hear
from community.feedback.notices import FEEDBACK
from community.members.settings import quiet_hours_of
from community.messages import outbox
from community.messages.outbox import Notice
from community.registrations.facts import Attended
from community.registrations.tickets import numbers_of
from community.storage.database import Transaction

ASK_AFTER = timedelta(minutes=15)
"""After the end."""
ASK_WITHIN = timedelta(days=2)


async def _attended(tx: Transaction, fact: Attended) -> None:
    ticket = fact.ticket
    found = ticket.occurrence
    quiet = (await quiet_hours_of(tx, [ticket.member_id]))[ticket.member_id]
    due = quiet.over(max(fact.now, found.ends_at + ASK_AFTER), ZoneInfo(found.zone))
    notice = Notice(FEEDBACK, ticket.member_id, ticket.id, 0, due, due + ASK_WITHIN)
    await outbox.put(tx, [notice])


async def _cancelled(tx: Transaction, fact: Cancelled) -> None:
    await outbox.withdraw(tx, FEEDBACK, objects=numbers_of(fact.occurrence_ids))


HEARS: Mapping[type, Hear] = {Attended: _attended, Cancelled: _cancelled}
