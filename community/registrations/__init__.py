"""Signing up: seats, the queue, tickets, the door."""

from community.capability import Rules
from community.registrations import tables
from community.registrations.checks import CHECKS
from community.registrations.personal import PERSONAL

RULES = Rules(
    name="registrations",
    tables=(
        tables.registration,
        tables.registration_operation,
        tables.check_in,
    ),
    uses=("members", "places", "staff", "activities"),
    personal=PERSONAL,
    checks=CHECKS,
)
