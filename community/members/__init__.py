"""Members: who they are to a channel, what they agreed to and have set."""

from community.capability import Rules
from community.members import tables
from community.members.checks import CHECKS
from community.members.personal import PERSONAL

RULES = Rules(
    name="members",
    tables=(
        tables.member,
        tables.consent,
        tables.draft,
    ),
    uses=(),
    personal=PERSONAL,
    checks=CHECKS,
)
