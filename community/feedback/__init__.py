"""What those who were there thought of it."""

from community.capability import Rules
from community.feedback import tables
from community.feedback.asking import HEARS
from community.feedback.checks import CHECKS
from community.feedback.notices import NOTICES
from community.feedback.personal import PERSONAL

RULES = Rules(
    name="feedback",
    tables=(tables.feedback,),
    uses=("staff", "activities", "registrations"),
    personal=PERSONAL,
    checks=CHECKS,
    hears=HEARS,
    notices=NOTICES,
)
