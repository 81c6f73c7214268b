"""Who serves which center."""

from community.capability import Rules
from community.staff import tables

RULES = Rules(name="staff", tables=(tables.staff_role,), uses=("members", "places"))
