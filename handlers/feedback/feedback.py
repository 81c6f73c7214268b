"""After an activity: stars with one tap, and one line for who wants to write one."""

from __future__ import annotations

from community.activities import occurrences
from community.feedback import feedback
from community.feedback.feedback import FeedbackInvalid
from community.members import drafts
from community.members.drafts import Draft
from handlers.activities.wording import title
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import GiveStars, ShowActivity
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import joined

LINE_FORM = "feedback-line"


async def stars(request: Request, form: GiveStars) -> Replies:
    """The stars are kept at once; a line may follow."""
    await feedback.give(request.tx, request.member.id, form.activity, form.stars, None, request.now)
    fields = {"activity": form.activity, "stars": form.stars}
    await drafts.put(request.tx, request.member.id, LINE_FORM, fields, request.now)
    found = await occurrences.occurrence(request.tx, form.activity)
    texts = request.texts
    text = joined(
        title(found.kind, found.title, texts),
        texts.html("feedback-thanks", stars="★" * form.stars),
        texts.html("feedback-line-ask"),
    )
    enough = button(texts.plain("feedback-enough"), ShowActivity(form.activity))
    return [Edit(text, keyboard([enough]))]


async def line_given(request: Request, draft: Draft, text: str) -> Replies:
    """The line; one that is too long is asked for again."""
    activity, given = draft.fields["activity"], draft.fields["stars"]
    try:
        await feedback.give(request.tx, request.member.id, activity, given, text, request.now)
    except FeedbackInvalid as error:
        return [Send(request.texts.error(error))]
    await drafts.drop(request.tx, request.member.id)
    return [Send(request.texts.html("feedback-line-thanks"))]
