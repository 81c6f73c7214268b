"""Signing up: seats, the queue, tickets, the door."""

from community.capability import Periodic, Rules
from community.registrations import tables, waitlist
from community.registrations.announcements import HEARS
from community.registrations.checks import CHECKS
from community.registrations.notices import NOTICES
from community.registrations.personal import PERSONAL

RULES = Rules(
    name="registrations",
    tables=(
        tables.registration,
        tables.registration_operation,
        tables.check_in,
    ),
    uses=("staff", "activities"),
    personal=PERSONAL,
    checks=CHECKS,
    hears=HEARS,
    periodic=(Periodic("offers", lambda tx, now, zone: waitlist.expire_offers(tx, now)),),
    notices=NOTICES,
)
