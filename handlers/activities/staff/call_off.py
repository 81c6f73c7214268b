"""Staff call an activity off, or write to those who come: first said, then sent."""

from __future__ import annotations

from community.activities import changes
from community.activities.changes import MAX_MESSAGE, MAX_REASON, Which
from community.members import drafts
from community.members.drafts import Draft
from community.registrations import tickets
from handlers.activities.staff.buttons import (
    CallOff,
    CallOffNow,
    SendToAttendees,
    StaffCard,
    WriteAttendees,
)
from handlers.activities.staff.card import asked, back_to_card, served
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import title
from handlers.chat.codec import new_operation
from handlers.chat.screen import Button, Replies, Screen, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn

REASON_FORM = "cancel-reason"
MESSAGE_FORM = "attendees-message"


async def ask(turn: Turn, form: CallOff) -> Replies:
    """How far, where it repeats; then why."""
    found, texts = await served(turn, form.activity), turn.texts
    name = title(found.kind, found.title, texts)
    away = [Button(texts.plain("cancel-not"), StaffCard(found.id))]
    if form.which not in {which.value for which in Which}:
        if found.recurring:
            choices = [
                Button(texts.plain(f"cancel-{which.value}"), CallOff(found.id, which.value))
                for which in Which
            ]
            return [Screen(joined(name, texts.html("which-ask")), keyboard(choices, away))]
        form = CallOff(found.id, Which.THIS.value)
    fields = {"activity": found.id, "which": form.which}
    await drafts.put(turn.tx, turn.member.id, REASON_FORM, fields, turn.now)
    return [Screen(joined(name, texts.html("cancel-reason-ask")), keyboard(away))]


async def reason_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The reason: say who would be told."""
    activity, which = draft.fields["activity"], draft.fields["which"]
    found, texts = await served(turn, activity), turn.texts
    if len(text) > MAX_REASON:
        return [Screen(texts.html("error-reason-missing", limit=str(MAX_REASON)))]
    effect = await changes.preview_cancel(
        turn.tx, await scope_of(turn), activity, Which(which), turn.now
    )
    fields = {"activity": activity, "which": which, "reason": text}
    await drafts.put(turn.tx, turn.member.id, REASON_FORM, fields, turn.now)
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
            Button(texts.plain("cancel-sure"), CallOffNow(activity, which)),
            Button(texts.plain("cancel-not"), StaffCard(activity)),
        ]
    )
    return [Screen(said, rows)]


async def call_off(turn: Turn, form: CallOffNow) -> Replies:
    """It was confirmed. A second tap finds nothing left to do."""
    draft, texts = await _held(turn, REASON_FORM, form.activity), turn.texts
    if draft is None or draft.fields.get("which") != form.which or "reason" not in draft.fields:
        said = texts.plain("form-over")
    else:
        effect = await changes.cancel(
            turn.tx,
            await scope_of(turn),
            form.activity,
            Which(form.which),
            draft.fields["reason"],
            turn.now,
        )
        await drafts.drop(turn.tx, turn.member.id)
        said = texts.plain("cancel-done", count=str(effect.notified))
    return await back_to_card(turn, form.activity, said)


async def ask_message(turn: Turn, form: WriteAttendees) -> Replies:
    """What is to be said to those who have a seat?"""
    found = await served(turn, form.activity)
    return await asked(turn, found, MESSAGE_FORM, "message-ask")


async def message_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The message as it will be sent, and to how many."""
    text = turn.lines or text
    found, texts = await served(turn, draft.fields["activity"]), turn.texts
    if len(text) > MAX_MESSAGE:
        return [Screen(texts.html("error-message-invalid", limit=str(MAX_MESSAGE)))]
    fields = {"activity": found.id, "text": text}
    await drafts.put(turn.tx, turn.member.id, MESSAGE_FORM, fields, turn.now)
    seated = await tickets.of_occurrence(turn.tx, found.id)
    send = Button(
        texts.plain("message-send", count=str(len(seated))),
        SendToAttendees(found.id, new_operation()),
    )
    said = joined(title(found.kind, found.title, texts), texts.html("notice-attendees", text=text))
    return [Screen(said, keyboard([send, Button(texts.plain("message-not"), StaffCard(found.id))]))]


async def send_message(turn: Turn, form: SendToAttendees) -> Replies:
    """To everybody with a seat, once."""
    draft, texts = await _held(turn, MESSAGE_FORM, form.activity), turn.texts
    if draft is None or "text" not in draft.fields:
        said = texts.plain("form-over")
    else:
        count = await changes.message_attendees(
            turn.tx,
            await scope_of(turn),
            form.activity,
            draft.fields["text"],
            op_id=form.operation,
            now=turn.now,
        )
        await drafts.drop(turn.tx, turn.member.id)
        said = texts.plain("message-sent", count=str(count))
    return await back_to_card(turn, form.activity, said)


async def _held(turn: Turn, form: str, activity: int) -> Draft | None:
    draft = await drafts.get(turn.tx, turn.member, turn.now)
    if draft is None or draft.form != form or draft.fields.get("activity") != activity:
        return None
    return draft
