"""Letting an activity repeat: every week by a button, any other way by a typed rule."""

from __future__ import annotations

import re

from telegram import InlineKeyboardButton

from community.activities import recurrence, series
from community.errors import CommunityError
from community.members import drafts
from community.members.drafts import Draft
from handlers.activities import refusals
from handlers.activities.staff.card import back_to_card, served, staff_card
from handlers.activities.staff.compose import preview, preview_again
from handlers.activities.staff.draft_fields import changed, own
from handlers.activities.staff.menu import scope_of
from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import DraftAct, DraftChoice, Form, RepeatActivity, StaffCard
from handlers.chat.replies import Edit, Replies, Reply, Send
from handlers.chat.request import Request

RULE_FORM = "activity-rule"
WEEKLY = ("w4", "w8", "w12", "forever")
TYPED = "typed"


async def choose_of_draft(request: Request, form: DraftAct) -> Replies:
    """[每周重复] under a preview: how often."""
    await own(request, form.series)
    rules = ("none", *WEEKLY, TYPED)
    choices = [_choice(request, rule, DraftChoice(form.series, "repeat", rule)) for rule in rules]
    back = button(request.texts.plain("back"), DraftAct(form.series, "show"))
    return [Edit(request.texts.html("repeat-ask"), keyboard(*grid(choices, 2), [back]))]


async def of_draft(request: Request, form: DraftChoice) -> Replies:
    """How often a draft repeats was tapped."""
    await own(request, form.series)
    if form.value == TYPED:
        fields = {"series": form.series}
        await drafts.put(request.tx, request.member.id, RULE_FORM, fields, request.now)
        back = button(request.texts.plain("back"), DraftAct(form.series, "show"))
        return [Edit(request.texts.html("rule-ask"), keyboard([back]))]
    if form.value not in ("none", *WEEKLY):
        return []
    made = await changed(request, form.series, {"rrule": _rule(form.value)})
    return [await preview_again(request, made)]


async def repeat(request: Request, form: RepeatActivity) -> Replies:
    """A published activity repeats from its date on."""
    found, texts = await served(request, form.activity), request.texts
    back = button(texts.plain("back"), StaffCard(found.id))
    if form.rule == TYPED:
        fields = {"activity": found.id}
        await drafts.put(request.tx, request.member.id, RULE_FORM, fields, request.now)
        return [Edit(texts.html("rule-ask"), keyboard([back]))]
    rule = _rule(form.rule) if form.rule in WEEKLY else None
    if rule is None:
        choices = [
            _choice(request, rule, RepeatActivity(found.id, rule)) for rule in (*WEEKLY, TYPED)
        ]
        return [Edit(texts.html("repeat-ask"), keyboard(*grid(choices, 2), [back]))]
    count = await _repeat(request, found.series_id, rule)
    said = texts.plain("repeat-done", dates=str(count))
    return await back_to_card(request, form.activity, said)


async def rule_given(request: Request, draft: Draft, text: str) -> Replies:
    """The typed rule, of a draft or of what is published; a wrong one is asked for again."""
    rule = re.sub(r"\s+", "", text).upper().removeprefix("RRULE:")
    try:
        return await _with_rule(request, draft, rule)
    except CommunityError as error:
        return [Send(refusals.said(error, request))]


async def _with_rule(request: Request, draft: Draft, rule: str) -> list[Reply]:
    if "series" in draft.fields:
        made = await changed(request, draft.fields["series"], {"rrule": rule})
        return [await preview(request, made)]
    activity = draft.fields["activity"]
    count = await _repeat(request, (await served(request, activity)).series_id, rule)
    await drafts.drop(request.tx, request.member.id)
    text, rows = await staff_card(request, await served(request, activity))
    done = request.texts.html("repeat-done", dates=str(count))
    return [Send(done), Send(text, rows)]


async def _repeat(request: Request, series_id: int, rule: str) -> int:
    """Says how many dates there are now."""
    scope = await scope_of(request)
    return len(await series.repeat(request.tx, scope, series_id, rule, request.now))


def _rule(choice: str) -> str | None:
    if choice == "none":
        return None
    return recurrence.weekly(count=None if choice == "forever" else int(choice[1:]))


def _choice(request: Request, rule: str, form: Form) -> InlineKeyboardButton:
    return button(request.texts.plain(f"repeat-{rule}"), form)
