"""What people said of an activity, for its staff: stars and lines, without names."""

from __future__ import annotations

from community.activities.occurrences import Occurrence
from community.feedback.feedback import summary
from handlers.activities.staff.buttons import StaffCard
from handlers.activities.staff.card import served
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import title
from handlers.chat.screen import Button, Replies, Screen, Toast, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.feedback.buttons import ShowFeedback

SHOWN_LINES = 10


async def show(turn: Turn, form: ShowFeedback) -> Replies:
    """The average, the number, and the last lines."""
    found, texts = await served(turn, form.activity), turn.texts
    given = await summary(turn.tx, await scope_of(turn), found.id)
    if given.average is None:
        return [Toast(texts.plain("feedback-none"))]
    lines = [
        texts.html("feedback-line", stars="★" * stars, text=line)
        for stars, line in given.lines[-SHOWN_LINES:]
    ]
    text = joined(
        title(found.kind, found.title, texts),
        texts.html("feedback-summary", average=f"{given.average:.1f}", count=str(given.count)),
        *lines,
    )
    return [Screen(text, keyboard([Button(texts.plain("back"), StaffCard(found.id))]))]


def on_staff_card(turn: Turn, found: Occurrence) -> Button:
    return Button(turn.texts.plain("staff-feedback"), ShowFeedback(found.id))
