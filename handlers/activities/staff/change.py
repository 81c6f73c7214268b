"""Staff change what is published: a field, how far it reaches, who is told; then it happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from community.activities import changes
from community.activities.changes import Edit as Change
from community.activities.changes import Which
from community.activities.occurrences import Occurrence
from community.errors import CommunityError
from community.members import drafts
from community.members.drafts import Draft
from handlers.activities.one_line import LineUnread
from handlers.activities.staff.buttons import ApplyChange, ChangeActivity, ReachChange, StaffCard
from handlers.activities.staff.card import back_to_card, served
from handlers.activities.staff.compose import unread
from handlers.activities.staff.fields import PUBLISHED_FIELDS, read_field
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import concern_lines, title
from handlers.chat import refusals
from handlers.chat.router import not_understood
from handlers.chat.screen import Button, Replies, Reply, Screen, grid, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn

ASK_FORM = "change-ask"
READY_FORM = "change-ready"
_REACHES = frozenset(which.value for which in Which)


async def ask(turn: Turn, form: ChangeActivity) -> Replies:
    """Which field? Then: what is it to be?"""
    found, texts = await served(turn, form.activity), turn.texts
    away = [Button(texts.plain("back"), StaffCard(found.id))]
    if form.field not in PUBLISHED_FIELDS:
        buttons = [
            Button(texts.plain(f"field-{field}"), ChangeActivity(found.id, field))
            for field in PUBLISHED_FIELDS
        ]
        text = joined(title(found.kind, found.title, texts), texts.html("field-which"))
        return [Screen(text, keyboard(*grid(buttons, 3), away))]
    if form.field == "guests":
        wanted = {"guests_allowed": not found.guests_allowed}
        return [await _ready(turn, found, wanted)]
    fields = {"activity": found.id, "field": form.field}
    await drafts.put(turn.tx, turn.member.id, ASK_FORM, fields, turn.now)
    text = joined(title(found.kind, found.title, texts), texts.html(f"field-{form.field}-ask"))
    return [Screen(text, keyboard(away))]


async def text_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The answer; what is wrong is said and asked for again."""
    try:
        values = await read_field(turn, draft.fields["field"], text)
    except LineUnread as error:
        return [Screen(unread(error, turn))]
    return await _answered(turn, draft, values)


async def photo_given(turn: Turn, draft: Draft, file_id: str) -> Replies:
    """A photo was sent; it is taken where one was asked for."""
    if draft.fields["field"] != "photo":
        return [not_understood(turn)]
    return await _answered(turn, draft, {"photo_file_id": file_id})


async def reach(turn: Turn, form: ReachChange) -> Replies:
    """How far it reaches was tapped: say what would happen."""
    change = await _held(turn, form.activity)
    if change is None or form.which not in _REACHES:
        return await _over(turn, form.activity)
    found = await served(turn, form.activity)
    return [await _preview(turn, found, Which(form.which), change)]


async def apply(turn: Turn, form: ApplyChange) -> Replies:
    """It was confirmed. A second tap finds nothing left to do."""
    change = await _held(turn, form.activity)
    if change is None or form.which not in _REACHES:
        return await _over(turn, form.activity)
    effect = await changes.apply(
        turn.tx,
        await scope_of(turn),
        form.activity,
        Which(form.which),
        change,
        turn.now,
    )
    await drafts.drop(turn.tx, turn.member.id)
    told = turn.texts.plain("change-done", count=str(effect.notified))
    return await back_to_card(turn, form.activity, told)


async def _answered(turn: Turn, draft: Draft, values: Mapping[str, Any]) -> list[Screen]:
    found = await served(turn, draft.fields["activity"])
    try:
        return [await _ready(turn, found, values)]
    except CommunityError as error:
        # The question stays open: another answer may be possible.
        away = keyboard([Button(turn.texts.plain("change-not"), StaffCard(found.id))])
        return [Screen(refusals.said(error, turn), away)]


async def _ready(turn: Turn, found: Occurrence, values: Mapping[str, Any]) -> Screen:
    """Keep the change in the form; ask how far it reaches, or say what would happen."""
    texts = turn.texts
    kept = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }
    choices = [
        Button(texts.plain(f"which-{which.value}"), ReachChange(found.id, which.value))
        for which in Which
    ]
    away = [Button(texts.plain("change-not"), StaffCard(found.id))]
    text = joined(title(found.kind, found.title, texts), texts.html("which-ask"))
    screen = Screen(text, keyboard(choices, away))
    if not found.recurring:
        screen = await _preview(turn, found, Which.THIS, _change(kept))
    fields = {"activity": found.id, "change": kept}
    await drafts.put(turn.tx, turn.member.id, READY_FORM, fields, turn.now)
    return screen


async def _preview(turn: Turn, found: Occurrence, which: Which, change: Change) -> Screen:
    """What would happen, to be confirmed. Raises what `changes.preview` raises."""
    texts = turn.texts
    effect = await changes.preview(turn.tx, await scope_of(turn), found.id, which, change, turn.now)
    text = joined(
        title(found.kind, found.title, texts),
        texts.html("change-effect", dates=str(len(effect.occurrences)), count=str(effect.notified)),
        *concern_lines(effect.concerns, ZoneInfo(found.zone), texts),
    )
    sure = Button(texts.plain("change-sure"), ApplyChange(found.id, which.value))
    return Screen(text, keyboard([sure, Button(texts.plain("change-not"), StaffCard(found.id))]))


async def _held(turn: Turn, activity: int) -> Change | None:
    draft = await drafts.get(turn.tx, turn.member, turn.now)
    if draft is None or draft.form != READY_FORM or draft.fields["activity"] != activity:
        return None
    return _change(draft.fields["change"])


def _change(kept: Mapping[str, Any]) -> Change:
    values = dict(kept)
    if "local_start" in values:
        values["local_start"] = datetime.fromisoformat(values["local_start"])
    return Change(**values)


async def _over(turn: Turn, activity: int) -> list[Reply]:
    return await back_to_card(turn, activity, turn.texts.plain("form-over"))
