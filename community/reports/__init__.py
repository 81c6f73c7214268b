"""What members say is wrong with a center."""

from community.capability import Rules
from community.reports import tables
from community.reports.checks import CHECKS
from community.reports.personal import PERSONAL

RULES = Rules(
    name="reports",
    tables=(tables.center_report,),
    uses=("staff",),
    personal=PERSONAL,
    checks=CHECKS,
)
