"""Centers, stations and landmarks: what is near, and what a typed name means."""

from community.capability import Rules
from community.places import tables
from community.places.checks import CHECKS
from community.places.imports import IMPORTS

RULES = Rules(
    name="places",
    tables=(
        tables.center,
        tables.landmark,
        tables.revision,
    ),
    checks=CHECKS,
    imports=(IMPORTS,),
)
