"""Messages that go out on their own, and those that follow a live location."""

from community.capability import Rules
from community.messages import tables
from community.messages.checks import CHECKS
from community.messages.personal import PERSONAL

RULES = Rules(
    name="messages",
    tables=(tables.outbox, tables.rate_limit, tables.live_answer),
    personal=PERSONAL,
    checks=CHECKS,
)
