"""What members are told on their own about seats, and about activities they are coming to."""

from __future__ import annotations

from typing import Final

from community.messages.kinds import NoticeKind

TICKET: Final = "registration"
"""Notices about one member's place; `object_id` is the number of the registration."""
_OCCURRENCE: Final = "occurrence"

OFFER = NoticeKind(name="offer", about=TICKET, priority=2, twice_is_fine=True)
SEAT_FREE = NoticeKind(name="seat_free", about=TICKET, priority=2, twice_is_fine=True)
MOVED = NoticeKind(name="moved", about=_OCCURRENCE, priority=3, twice_is_fine=True)
CANCELLED = NoticeKind(name="cancelled", about=_OCCURRENCE, priority=3, twice_is_fine=True)
ATTENDEES = NoticeKind(name="attendees", about=_OCCURRENCE, priority=4, twice_is_fine=True)
"""What the staff write to those with a seat."""

NOTICES = (OFFER, SEAT_FREE, MOVED, CANCELLED, ATTENDEES)
