"""Centers, stations and landmarks: what is near, and what a typed name means."""

from community.capability import Rules
from community.places import tables
from community.places.checks import CHECKS

RULES = Rules(
    name="places",
    tables=(
        tables.center,
        tables.landmark,
        tables.import_batch,
        tables.import_change,
        tables.revision,
    ),
    checks=CHECKS,
)
