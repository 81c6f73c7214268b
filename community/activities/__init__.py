"""Activities: what staff write down, publish, repeat and change."""

from community.activities import series, tables
from community.activities.checks import CHECKS
from community.activities.files.undo import IMPORTS
from community.activities.personal import PERSONAL
from community.capability import Periodic, Rules

RULES = Rules(
    name="activities",
    tables=(
        tables.series,
        tables.occurrence,
    ),
    uses=("staff",),
    personal=PERSONAL,
    checks=CHECKS,
    periodic=(Periodic("dates", lambda tx, now, zone: series.extend(tx, now), 300.0),),
    imports=(IMPORTS,),
)
