"""Calendars going out to members, and calendars that come in."""

from community.calendars import tables
from community.calendars.checks import CHECKS
from community.calendars.personal import PERSONAL
from community.capability import Rules

RULES = Rules(
    name="calendars",
    tables=(
        tables.calendar_feed,
        tables.calendar_source,
    ),
    uses=("staff", "activities", "registrations"),
    personal=PERSONAL,
    checks=CHECKS,
)
