"""What members say is wrong with a center."""

from community.capability import Rules
from community.reports import tables

RULES = Rules(name="reports", tables=(tables.center_report,), uses=("members", "places", "staff"))
