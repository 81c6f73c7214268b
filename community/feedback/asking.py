"""Who was there is asked how it was, once, some time after the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from community.activities.facts import Cancelled
from community.capability import Hear
from community.members.settings import quiet_hours_of
from community.messages import outbox
from community.messages.outbox import Notice
from community.registrations.announcements import withdraw_from_tickets
from community.registrations.facts import Attended
from community.storage.database import Transaction

KIND: Final = "feedback"
ASK_AFTER = timedelta(minutes=15)
"""After the end."""
ASK_WITHIN = timedelta(days=2)


async def _attended(tx: Transaction, fact: Attended) -> None:
    ticket = fact.ticket
    found = ticket.occurrence
    quiet = (await quiet_hours_of(tx, [ticket.member_id]))[ticket.member_id]
    due = quiet.over(max(fact.now, found.ends_at + ASK_AFTER), ZoneInfo(found.zone))
    notice = Notice(KIND, ticket.member_id, ticket.id, 0, due, due + ASK_WITHIN, priority=7)
    await outbox.put(tx, [notice])


async def _cancelled(tx: Transaction, fact: Cancelled) -> None:
    await withdraw_from_tickets(tx, fact.occurrence_ids, (KIND,))


HEARS: Mapping[type, Hear] = {Attended: _attended, Cancelled: _cancelled}
