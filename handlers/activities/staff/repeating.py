"""Letting an activity repeat: every week by a button, any other way by a typed rule."""

from __future__ import annotations

import re

from community.activities import recurrence, series
from community.errors import CommunityError
from community.members import drafts
from community.members.drafts import Draft
from handlers.activities.staff.buttons import DraftAct, DraftChoice, RepeatActivity, StaffCard
from handlers.activities.staff.card import back_to_card, served, staff_card
from handlers.activities.staff.compose import preview
from handlers.activities.staff.draft_fields import changed, own
from handlers.activities.staff.menu import scope_of
from handlers.chat import refusals
from handlers.chat.codec import Form
from handlers.chat.screen import Button, Replies, Reply, Screen, grid, keyboard
from handlers.chat.turn import Turn

RULE_FORM = "activity-rule"
WEEKLY = ("w4", "w8", "w12", "forever")
TYPED = "typed"


async def choose_of_draft(turn: Turn, form: DraftAct) -> Replies:
    """[每周重复] under a preview: how often."""
    await own(turn, form.series)
    rules = ("none", *WEEKLY, TYPED)
    choices = [_choice(turn, rule, DraftChoice(form.series, "repeat", rule)) for rule in rules]
    back = Button(turn.texts.plain("back"), DraftAct(form.series, "show"))
    return [Screen(turn.texts.html("repeat-ask"), keyboard(*grid(choices, 2), [back]))]


async def of_draft(turn: Turn, form: DraftChoice) -> Replies:
    """How often a draft repeats was tapped."""
    await own(turn, form.series)
    if form.value == TYPED:
        fields = {"series": form.series}
        await drafts.put(turn.tx, turn.member.id, RULE_FORM, fields, turn.now)
        back = Button(turn.texts.plain("back"), DraftAct(form.series, "show"))
        return [Screen(turn.texts.html("rule-ask"), keyboard([back]))]
    if form.value not in ("none", *WEEKLY):
        return []
    made = await changed(turn, form.series, {"rrule": _rule(form.value)})
    return [await preview(turn, made)]


async def repeat(turn: Turn, form: RepeatActivity) -> Replies:
    """A published activity repeats from its date on."""
    found, texts = await served(turn, form.activity), turn.texts
    back = Button(texts.plain("back"), StaffCard(found.id))
    if form.rule == TYPED:
        fields = {"activity": found.id}
        await drafts.put(turn.tx, turn.member.id, RULE_FORM, fields, turn.now)
        return [Screen(texts.html("rule-ask"), keyboard([back]))]
    rule = _rule(form.rule) if form.rule in WEEKLY else None
    if rule is None:
        choices = [_choice(turn, rule, RepeatActivity(found.id, rule)) for rule in (*WEEKLY, TYPED)]
        return [Screen(texts.html("repeat-ask"), keyboard(*grid(choices, 2), [back]))]
    count = await _repeat(turn, found.series_id, rule)
    said = texts.plain("repeat-done", dates=str(count))
    return await back_to_card(turn, form.activity, said)


async def rule_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The typed rule, of a draft or of what is published; a wrong one is asked for again."""
    rule = re.sub(r"\s+", "", text).upper().removeprefix("RRULE:")
    try:
        return await _with_rule(turn, draft, rule)
    except CommunityError as error:
        return [Screen(refusals.said(error, turn))]


async def _with_rule(turn: Turn, draft: Draft, rule: str) -> list[Reply]:
    if "series" in draft.fields:
        made = await changed(turn, draft.fields["series"], {"rrule": rule})
        return [await preview(turn, made)]
    activity = draft.fields["activity"]
    count = await _repeat(turn, (await served(turn, activity)).series_id, rule)
    await drafts.drop(turn.tx, turn.member.id)
    card = await staff_card(turn, await served(turn, activity))
    done = turn.texts.html("repeat-done", dates=str(count))
    return [Screen(done), card]


async def _repeat(turn: Turn, series_id: int, rule: str) -> int:
    """Says how many dates there are now."""
    scope = await scope_of(turn)
    return len(await series.repeat(turn.tx, scope, series_id, rule, turn.now))


def _rule(choice: str) -> str | None:
    if choice == "none":
        return None
    return recurrence.weekly(count=None if choice == "forever" else int(choice[1:]))


def _choice(turn: Turn, rule: str, form: Form) -> Button:
    return Button(turn.texts.plain(f"repeat-{rule}"), form)
