"""Members: who they are to a channel, what they agreed to and have set."""

from community.capability import Periodic, Rules
from community.members import drafts, tables
from community.members.checks import CHECKS
from community.members.personal import PERSONAL

RULES = Rules(
    name="members",
    tables=(
        tables.member,
        tables.consent,
        tables.draft,
    ),
    personal=PERSONAL,
    checks=CHECKS,
    periodic=(Periodic("drafts", lambda tx, now, zone: drafts.forget_expired(tx, now), 300.0),),
)
