"""When to remind whom."""

from community.capability import Rules
from community.reminders.heard import HEARS
from community.reminders.notices import NOTICES

RULES = Rules(
    name="reminders",
    uses=("activities", "registrations"),
    hears=HEARS,
    notices=NOTICES,
)
