"""Staff call an activity off, or write to those who come: first said, then sent."""

from __future__ import annotations

from community.activities import changes
from community.activities.changes import MAX_MESSAGE, MAX_REASON, Which
from community.members import drafts
from community.members.drafts import Draft
from community.registrations import tickets
from handlers.activities.staff.card import asked, back_to_card, served
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import title
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import (
    CallOff,
    CallOffNow,
    SendToAttendees,
    StaffCard,
    WriteAttendees,
    new_operation,
)
from handlers.chat.reading import lines_of
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import joined

REASON_FORM = "cancel-reason"
MESSAGE_FORM = "attendees-message"


async def ask(request: Request, form: CallOff) -> Replies:
    """How far, where it repeats; then why."""
    found, texts = await served(request, form.activity), request.texts
    name = title(found.kind, found.title, texts)
    away = [button(texts.plain("cancel-not"), StaffCard(found.id))]
    if form.which not in {which.value for which in Which}:
        if found.recurring:
            choices = [
                button(texts.plain(f"cancel-{which.value}"), CallOff(found.id, which.value))
                for which in Which
            ]
            return [Edit(joined(name, texts.html("which-ask")), keyboard(choices, away))]
        form = CallOff(found.id, Which.THIS.value)
    fields = {"activity": found.id, "which": form.which}
    await drafts.put(request.tx, request.member.id, REASON_FORM, fields, request.now)
    return [Edit(joined(name, texts.html("cancel-reason-ask")), keyboard(away))]


async def reason_given(request: Request, draft: Draft, text: str) -> Replies:
    """The reason: say who would be told."""
    activity, which = draft.fields["activity"], draft.fields["which"]
    found, texts = await served(request, activity), request.texts
    if len(text) > MAX_REASON:
        return [Send(texts.html("error-reason-missing", limit=str(MAX_REASON)))]
    effect = await changes.preview_cancel(
        request.tx, await scope_of(request), activity, Which(which), request.now
    )
    fields = {"activity": activity, "which": which, "reason": text}
    await drafts.put(request.tx, request.member.id, REASON_FORM, fields, request.now)
    said = joined(
        title(found.kind, found.title, texts),
        texts.html(
            "cancel-effect",
            dates=str(len(effect.occurrences)),
            count=str(effect.notified),
            reason=text,
        ),
    )
    rows = keyboard(
        [
            button(texts.plain("cancel-sure"), CallOffNow(activity, which)),
            button(texts.plain("cancel-not"), StaffCard(activity)),
        ]
    )
    return [Send(said, rows)]


async def call_off(request: Request, form: CallOffNow) -> Replies:
    """It was confirmed. A second tap finds nothing left to do."""
    draft, texts = await _held(request, REASON_FORM, form.activity), request.texts
    if draft is None or draft.fields.get("which") != form.which or "reason" not in draft.fields:
        said = texts.plain("form-over")
    else:
        effect = await changes.cancel(
            request.tx,
            await scope_of(request),
            form.activity,
            Which(form.which),
            draft.fields["reason"],
            request.now,
        )
        await drafts.drop(request.tx, request.member.id)
        said = texts.plain("cancel-done", count=str(effect.notified))
    return await back_to_card(request, form.activity, said)


async def ask_message(request: Request, form: WriteAttendees) -> Replies:
    """What is to be said to those who have a seat?"""
    found = await served(request, form.activity)
    return await asked(request, found, MESSAGE_FORM, "message-ask")


async def message_given(request: Request, draft: Draft, text: str) -> Replies:
    """The message as it will be sent, and to how many."""
    text = lines_of(request.update) or text
    found, texts = await served(request, draft.fields["activity"]), request.texts
    if len(text) > MAX_MESSAGE:
        return [Send(texts.html("error-message-invalid", limit=str(MAX_MESSAGE)))]
    fields = {"activity": found.id, "text": text}
    await drafts.put(request.tx, request.member.id, MESSAGE_FORM, fields, request.now)
    seated = await tickets.of_occurrence(request.tx, found.id)
    send = button(
        texts.plain("message-send", count=str(len(seated))),
        SendToAttendees(found.id, new_operation()),
    )
    said = joined(title(found.kind, found.title, texts), texts.html("notice-attendees", text=text))
    return [Send(said, keyboard([send, button(texts.plain("message-not"), StaffCard(found.id))]))]


async def send_message(request: Request, form: SendToAttendees) -> Replies:
    """To everybody with a seat, once."""
    draft, texts = await _held(request, MESSAGE_FORM, form.activity), request.texts
    if draft is None or "text" not in draft.fields:
        said = texts.plain("form-over")
    else:
        count = await changes.message_attendees(
            request.tx,
            await scope_of(request),
            form.activity,
            draft.fields["text"],
            op_id=form.operation,
            now=request.now,
        )
        await drafts.drop(request.tx, request.member.id)
        said = texts.plain("message-sent", count=str(count))
    return await back_to_card(request, form.activity, said)


async def _held(request: Request, form: str, activity: int) -> Draft | None:
    draft = await drafts.get(request.tx, request.member, request.now)
    if draft is None or draft.form != form or draft.fields.get("activity") != activity:
        return None
    return draft
