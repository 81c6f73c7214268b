"""After an activity: stars with one tap, and one line for who wants to write one."""

from __future__ import annotations

from community.activities import occurrences
from community.activities.occurrences import Occurrence
from community.feedback import feedback
from community.feedback.feedback import FeedbackInvalid
from community.members import drafts
from community.members.drafts import Draft
from community.registrations.tickets import Ticket
from handlers.activities.buttons import ShowActivity
from handlers.activities.selection import Agenda
from handlers.activities.wording import title
from handlers.chat.screen import Button, Replies, Row, Screen, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.feedback.buttons import GiveStars
from handlers.registrations.card import Added

LINE_FORM = "feedback-line"


async def stars(turn: Turn, form: GiveStars) -> Replies:
    """The stars are kept at once; a line may follow."""
    await feedback.give(turn.tx, turn.member.id, form.activity, form.stars, None, turn.now)
    fields = {"activity": form.activity, "stars": form.stars}
    await drafts.put(turn.tx, turn.member.id, LINE_FORM, fields, turn.now)
    found = await occurrences.occurrence(turn.tx, form.activity)
    texts = turn.texts
    text = joined(
        title(found.kind, found.title, texts),
        texts.html("feedback-thanks", stars="★" * form.stars),
        texts.html("feedback-line-ask"),
    )
    enough = Button(texts.plain("feedback-enough"), ShowActivity(form.activity))
    return [Screen(text, keyboard([enough]))]


async def line_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The line; one that is too long is asked for again."""
    activity, given = draft.fields["activity"], draft.fields["stars"]
    try:
        await feedback.give(turn.tx, turn.member.id, activity, given, text, turn.now)
    except FeedbackInvalid as error:
        return [Screen(turn.texts.error(error))]
    await drafts.drop(turn.tx, turn.member.id)
    return [Screen(turn.texts.html("feedback-line-thanks"))]


def stars_row(found: Occurrence) -> Row:
    return [Button("★" * stars, GiveStars(found.id, stars)) for stars in range(1, 6)]


async def on_card(turn: Turn, ticket: Ticket, agenda: Agenda | None) -> Added:
    """On the card of an activity, for those who are there."""
    begun = turn.now >= ticket.occurrence.starts_at
    if ticket.checked_in_at is None or not begun:
        return Added()
    return Added(row=stars_row(ticket.occurrence))
