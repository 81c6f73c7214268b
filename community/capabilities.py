"""The list of what a district can do: everybody else goes through it."""

from __future__ import annotations

from typing import Final

from community import (
    activities,
    calendars,
    clubs,
    feedback,
    members,
    messages,
    places,
    registrations,
    reminders,
    reports,
    saved,
    staff,
    updates,
)
from community.capability import Rules
from community.tables import batches

MACHINERY: Final[tuple[Rules, ...]] = (messages.RULES, updates.RULES, batches.RULES)
"""What every capability stands on; none of it can be switched off."""
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
