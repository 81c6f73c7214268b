"""Clubs (社团)."""

from community.capability import Periodic, Rules
from community.clubs import clubs, tables
from community.clubs.notices import NOTICES
from community.clubs.personal import PERSONAL

RULES = Rules(
    name="clubs",
    tables=(
        tables.club,
        tables.club_member,
    ),
    uses=("staff", "activities"),
    personal=PERSONAL,
    periodic=(Periodic("digests", clubs.plan_digests),),
    notices=NOTICES,
)
