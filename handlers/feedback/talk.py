"""Stars and a line, from those who were there."""

from pathlib import Path

from community import feedback
from community.feedback.notices import FEEDBACK
from handlers.activities.staff.card import STAFF_LISTS
from handlers.chat.talk import Talk
from handlers.feedback import buttons, notices, staff, stars
from handlers.registrations.card import TICKET

TALK = Talk(
    rules=feedback.RULES,
    prefix="b",
    folder=Path(__file__).parent,
    buttons={buttons.GiveStars: stars.stars, buttons.ShowFeedback: staff.show},
    forms={stars.LINE_FORM: stars.line_given},
    notices={FEEDBACK: notices.ask},
    adds={TICKET: stars.on_card, STAFF_LISTS: staff.on_staff_card},
)
