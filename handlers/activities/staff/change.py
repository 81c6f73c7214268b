"""Staff change what is published: a field, how far it reaches, who is told; then it happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardMarkup

from community.activities import changes
from community.activities.changes import Edit as Change
from community.activities.changes import Which
from community.activities.occurrences import Occurrence
from community.errors import CommunityError
from community.members import drafts
from community.members.drafts import Draft
from handlers.activities import refusals
from handlers.activities.one_line import LineUnread
from handlers.activities.staff.card import back_to_card, served
from handlers.activities.staff.compose import unread
from handlers.activities.staff.fields import PUBLISHED_FIELDS, read_field
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import concern_lines, title
from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import ApplyChange, ChangeActivity, ReachChange, StaffCard
from handlers.chat.replies import Edit, Replies, Reply, Send
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined

ASK_FORM = "change-ask"
READY_FORM = "change-ready"
_REACHES = frozenset(which.value for which in Which)


async def ask(request: Request, form: ChangeActivity) -> Replies:
    """Which field? Then: what is it to be?"""
    found, texts = await served(request, form.activity), request.texts
    away = [button(texts.plain("back"), StaffCard(found.id))]
    if form.field not in PUBLISHED_FIELDS:
        buttons = [
            button(texts.plain(f"field-{field}"), ChangeActivity(found.id, field))
            for field in PUBLISHED_FIELDS
        ]
        text = joined(title(found.kind, found.title, texts), texts.html("field-which"))
        return [Edit(text, keyboard(*grid(buttons, 3), away))]
    if form.field == "guests":
        wanted = {"guests_allowed": not found.guests_allowed}
        text, rows = await _ready(request, found, wanted)
        return [Edit(text, rows)]
    fields = {"activity": found.id, "field": form.field}
    await drafts.put(request.tx, request.member.id, ASK_FORM, fields, request.now)
    text = joined(title(found.kind, found.title, texts), texts.html(f"field-{form.field}-ask"))
    return [Edit(text, keyboard(away))]


async def text_given(request: Request, draft: Draft, text: str) -> Replies:
    """The answer; what is wrong is said and asked for again."""
    try:
        values = await read_field(request, draft.fields["field"], text)
    except LineUnread as error:
        return [Send(unread(error, request))]
    return await _answered(request, draft, values)


async def photo_given(request: Request, draft: Draft, file_id: str) -> Replies:
    """A photo was sent while one was asked for."""
    return await _answered(request, draft, {"photo_file_id": file_id})


async def reach(request: Request, form: ReachChange) -> Replies:
    """How far it reaches was tapped: say what would happen."""
    change = await _held(request, form.activity)
    if change is None or form.which not in _REACHES:
        return await _over(request, form.activity)
    found = await served(request, form.activity)
    text, rows = await _preview(request, found, Which(form.which), change)
    return [Edit(text, rows)]


async def apply(request: Request, form: ApplyChange) -> Replies:
    """It was confirmed. A second tap finds nothing left to do."""
    change = await _held(request, form.activity)
    if change is None or form.which not in _REACHES:
        return await _over(request, form.activity)
    effect = await changes.apply(
        request.tx,
        await scope_of(request),
        form.activity,
        Which(form.which),
        change,
        request.now,
    )
    await drafts.drop(request.tx, request.member.id)
    told = request.texts.plain("change-done", count=str(effect.notified))
    return await back_to_card(request, form.activity, told)


async def _answered(request: Request, draft: Draft, values: Mapping[str, Any]) -> list[Send]:
    found = await served(request, draft.fields["activity"])
    try:
        text, rows = await _ready(request, found, values)
    except CommunityError as error:
        # The question stays open: another answer may be possible.
        text = refusals.said(error, request)
        rows = keyboard([button(request.texts.plain("change-not"), StaffCard(found.id))])
    return [Send(text, rows)]


async def _ready(
    request: Request, found: Occurrence, values: Mapping[str, Any]
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Keep the change in the form; ask how far it reaches, or say what would happen."""
    texts = request.texts
    kept = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }
    choices = [
        button(texts.plain(f"which-{which.value}"), ReachChange(found.id, which.value))
        for which in Which
    ]
    away = [button(texts.plain("change-not"), StaffCard(found.id))]
    text = joined(title(found.kind, found.title, texts), texts.html("which-ask"))
    rows = keyboard(choices, away)
    if not found.recurring:
        text, rows = await _preview(request, found, Which.THIS, _change(kept))
    fields = {"activity": found.id, "change": kept}
    await drafts.put(request.tx, request.member.id, READY_FORM, fields, request.now)
    return text, rows


async def _preview(
    request: Request, found: Occurrence, which: Which, change: Change
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """What would happen, to be confirmed. Raises what `changes.preview` raises."""
    texts = request.texts
    effect = await changes.preview(
        request.tx, await scope_of(request), found.id, which, change, request.now
    )
    text = joined(
        title(found.kind, found.title, texts),
        texts.html("change-effect", dates=str(len(effect.occurrences)), count=str(effect.notified)),
        *concern_lines(effect.concerns, ZoneInfo(found.zone), texts),
    )
    sure = button(texts.plain("change-sure"), ApplyChange(found.id, which.value))
    return text, keyboard([sure, button(texts.plain("change-not"), StaffCard(found.id))])


async def _held(request: Request, activity: int) -> Change | None:
    draft = await drafts.get(request.tx, request.member, request.now)
    if draft is None or draft.form != READY_FORM or draft.fields["activity"] != activity:
        return None
    return _change(draft.fields["change"])


def _change(kept: Mapping[str, Any]) -> Change:
    values = dict(kept)
    if "local_start" in values:
        values["local_start"] = datetime.fromisoformat(values["local_start"])
    return Change(**values)


async def _over(request: Request, activity: int) -> list[Reply]:
    return await back_to_card(request, activity, request.texts.plain("form-over"))
