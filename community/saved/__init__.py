"""What a member keeps on purpose."""

from community.capability import Rules
from community.saved import tables
from community.saved.checks import CHECKS
from community.saved.personal import PERSONAL

RULES = Rules(
    name="saved",
    tables=(
        tables.saved_place,
        tables.favourite,
    ),
    personal=PERSONAL,
    checks=CHECKS,
)
