"""Saying a field of a draft anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from telegram import InlineKeyboardButton

from community.activities import series
from community.activities.series import Series
from community.activities.tables import ACTIVITY_KINDS
from community.clubs import clubs
from community.errors import CommunityError
from community.members import drafts
from community.members.drafts import Draft
from handlers.activities import refusals
from handlers.activities.one_line import LineUnread
from handlers.activities.staff.compose import preview, preview_again, unread
from handlers.activities.staff.fields import CHOSEN, DRAFT_FIELDS, read_field
from handlers.activities.staff.menu import scope_of
from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import DraftAct, DraftChoice, DraftField
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request

FIELD_FORM = "activity-field"


async def choose_field(request: Request, form: DraftAct) -> Replies:
    """[改…]: every field is a button."""
    await own(request, form.series)
    texts = request.texts
    buttons = [
        button(texts.plain(f"field-{field}"), DraftField(form.series, field))
        for field in DRAFT_FIELDS
    ]
    return [Edit(texts.html("field-which"), keyboard(*grid(buttons, 3), _away(request, form)))]


async def ask(request: Request, form: DraftField) -> Replies:
    """What is it to be? A few choices, or a text."""
    await own(request, form.series)
    texts, away = request.texts, _away(request, form)
    if form.field not in DRAFT_FIELDS:
        return []
    if form.field in CHOSEN:
        buttons = [
            button(label, DraftChoice(form.series, form.field, value))
            for label, value in await _choices(request, form.field)
        ]
        text = texts.html(f"field-{form.field}-ask")
        return [Edit(text, keyboard(*grid(buttons, 2), away))]
    fields = {"series": form.series, "field": form.field}
    await drafts.put(request.tx, request.member.id, FIELD_FORM, fields, request.now)
    return [Edit(texts.html(f"field-{form.field}-ask"), keyboard(away))]


async def text_given(request: Request, draft: Draft, text: str) -> Replies:
    """The answer; what is wrong is said and asked for again."""
    try:
        values = await read_field(request, draft.fields["field"], text)
    except LineUnread as error:
        return [Send(unread(error, request))]
    return await _answered(request, draft, {name: value or None for name, value in values.items()})


async def photo_given(request: Request, draft: Draft, file_id: str) -> Replies:
    """A photo was sent while a draft was open: it becomes the photo of the draft."""
    return await _answered(request, draft, {"photo_file_id": file_id})


async def chosen(request: Request, form: DraftChoice) -> Replies:
    """A choice of a few was tapped."""
    values: dict[str, Any]
    match form.field:
        case "kind" if form.value in ACTIVITY_KINDS:
            values = {"kind": form.value}
        case "club" if form.value.isdecimal() and len(form.value) < 10:
            values = {"club_id": int(form.value) or None}
        case "guests":
            values = {"guests_allowed": form.value == "1"}
        case _:
            return []
    return [await preview_again(request, await changed(request, form.series, values))]


async def _answered(request: Request, draft: Draft, values: Mapping[str, Any]) -> list[Send]:
    try:
        made = await changed(request, draft.fields["series"], values)
    except CommunityError as error:
        return [Send(refusals.said(error, request))]
    return [await preview(request, made)]


async def changed(request: Request, series_id: int, values: Mapping[str, Any]) -> Series:
    """The draft with other fields. Raises as `series.change_draft`, and `ClubUnknown`."""
    found = await own(request, series_id)
    if values.get("club_id"):
        await clubs.club(request.tx, values["club_id"], request.member.id)
    facts = replace(found.facts, **values)
    scope = await scope_of(request)
    return await series.change_draft(request.tx, scope, series_id, facts, request.now)


async def own(request: Request, series_id: int) -> Series:
    """The draft, if the member is staff of its center. Raises `NotStaff`, `NotDraft`."""
    scope = await scope_of(request)
    found = await series.series(request.tx, series_id)
    series.require(scope, found.center_id)
    if found.status != "draft":
        raise series.NotDraft(number=series_id)
    return found


async def _choices(request: Request, field: str) -> list[tuple[str, str]]:
    texts = request.texts
    if field == "kind":
        return [(texts.plain(f"activity-kind-{kind}"), kind) for kind in ACTIVITY_KINDS]
    if field == "guests":
        return [(texts.plain("guests-yes"), "1"), (texts.plain("guests-no"), "0")]
    found = await clubs.all_clubs(request.tx, request.member.id)
    return [(texts.plain("club-none"), "0"), *((one.name, str(one.id)) for one in found[:20])]


def _away(request: Request, form: DraftAct | DraftField) -> list[InlineKeyboardButton]:
    return [button(request.texts.plain("back"), DraftAct(form.series, "show"))]
