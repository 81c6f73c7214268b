"""Clubs (社团)."""

from community.capability import Rules
from community.clubs import tables
from community.clubs.personal import PERSONAL

RULES = Rules(
    name="clubs",
    tables=(
        tables.club,
        tables.club_member,
    ),
    uses=("members", "places", "staff", "activities"),
    personal=PERSONAL,
)
