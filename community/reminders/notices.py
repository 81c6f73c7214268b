"""The reminder, as it waits in the outbox."""

from __future__ import annotations

from dataclasses import replace

from community.messages.kinds import NoticeKind
from community.registrations.notices import TICKET

REMINDER = NoticeKind(
    name="reminder", about=TICKET, priority=5, twice_is_fine=True, waits_for_morning=True
)
SNOOZED = replace(REMINDER, priority=4)
"""The member asked to be reminded at that minute."""

NOTICES = (REMINDER,)
