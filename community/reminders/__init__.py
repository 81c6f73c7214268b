"""When to remind whom."""

from community.capability import Rules

RULES = Rules(name="reminders", tables=(), uses=("members", "activities", "registrations"))
