"""Messages that go out on their own, and those that follow a live location."""

from community.capability import Periodic, Rules
from community.messages import live_answers, tables
from community.messages.checks import CHECKS
from community.messages.figures import FIGURES
from community.messages.personal import PERSONAL

RULES = Rules(
    name="messages",
    tables=(tables.outbox, tables.rate_limit, tables.live_answer),
    personal=PERSONAL,
    checks=CHECKS,
    periodic=(
        Periodic("live_answers", lambda tx, now, zone: live_answers.forget_ended(tx, now), 300.0),
    ),
    figures=FIGURES,
)
