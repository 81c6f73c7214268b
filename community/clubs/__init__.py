"""Clubs (社团)."""

from community.capability import Rules
from community.clubs import tables

RULES = Rules(
    name="clubs",
    tables=(
        tables.club,
        tables.club_member,
    ),
    uses=("members", "places", "staff", "activities"),
)
