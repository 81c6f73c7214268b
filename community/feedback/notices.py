"""The question how it was, as it waits in the outbox."""

from __future__ import annotations

from community.messages.kinds import NoticeKind
from community.registrations.notices import TICKET

FEEDBACK = NoticeKind(
    name="feedback", about=TICKET, priority=7, twice_is_fine=True, waits_for_morning=True
)
NOTICES = (FEEDBACK,)
