"""What a member keeps on purpose."""

from community.capability import Rules
from community.saved import tables

RULES = Rules(
    name="saved",
    tables=(
        tables.saved_place,
        tables.favourite,
    ),
    uses=("members", "places"),
)
