"""The list of what a district can do: everybody else goes through it."""

from __future__ import annotations

from typing import Final

from community import (
    activities,
    calendars,
    clubs,
    feedback,
    members,
    places,
    registrations,
    reminders,
    reports,
    saved,
    staff,
)
from community.capability import Rules
from community.messages import tables as message_tables
from community.updates import tables as update_tables

MACHINERY: Final = (message_tables.outbox, message_tables.rate_limit, update_tables.inbox)
"""Tables that belong to no capability."""
RULES: Final[tuple[Rules, ...]] = (
    members.RULES,
    staff.RULES,
    places.RULES,
    saved.RULES,
    reports.RULES,
    activities.RULES,
    registrations.RULES,
    reminders.RULES,
    clubs.RULES,
    feedback.RULES,
    calendars.RULES,
)
