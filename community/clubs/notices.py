"""The digest, as it waits in the outbox."""

from __future__ import annotations

from community.messages.kinds import NoticeKind

DIGEST = NoticeKind(
    name="digest", about="week", priority=8, twice_is_fine=True, waits_for_morning=True
)
NOTICES = (DIGEST,)
