"""Activities: what staff write down, publish, repeat and change."""

from community.activities import tables
from community.activities.checks import CHECKS
from community.activities.personal import PERSONAL
from community.capability import Rules

RULES = Rules(
    name="activities",
    tables=(
        tables.series,
        tables.occurrence,
    ),
    uses=("members", "places", "staff"),
    personal=PERSONAL,
    checks=CHECKS,
)
