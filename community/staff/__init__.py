"""Who serves which center."""

from community.capability import Rules
from community.staff import tables
from community.staff.checks import CHECKS
from community.staff.personal import PERSONAL

RULES = Rules(
    name="staff",
    tables=(tables.staff_role,),
    personal=PERSONAL,
    checks=CHECKS,
)
