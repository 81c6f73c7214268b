"""When to remind whom."""

from community.capability import Rules
from community.reminders.heard import HEARS

RULES = Rules(
    name="reminders",
    uses=("activities", "registrations"),
    hears=HEARS,
)
