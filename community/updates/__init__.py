"""Updates that come in."""

from community.capability import Rules
from community.updates import tables
from community.updates.checks import CHECKS
from community.updates.figures import FIGURES
from community.updates.personal import PERSONAL

RULES = Rules(
    name="updates",
    tables=(tables.inbox,),
    personal=PERSONAL,
    checks=CHECKS,
    figures=FIGURES,
)
