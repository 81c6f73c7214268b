"""Saying a field of a draft anew, and letting it repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from community import clubs, drafts, recurrence, series
from community.drafts import Draft
from community.errors import CommunityError
from community.schema import ACTIVITY_KINDS
from handlers.activities import refusals
from handlers.activities.compose import preview, unread
from handlers.activities.fields import CHOSEN, DRAFT_FIELDS, read_field
from handlers.activities.one_line import LineUnread
from handlers.activities.staff_menu import scope_of
from handlers.buttons import Buttons, button, grid, keyboard
from handlers.callbacks import DraftAct, DraftChoice, DraftField
from handlers.replies import Edit, Replies, Send
from handlers.request import Request
from handlers.texts import Html

FIELD_FORM = "activity-field"
REPEATS = ("none", "w4", "w8", "w12", "forever")


async def choose_field(request: Request, form: DraftAct) -> Replies:
    """[改…]: every field is a button."""
    texts = request.texts
    buttons = [
        button(texts.plain(f"field-{field}"), DraftField(form.series, field))
        for field in DRAFT_FIELDS
    ]
    return [Edit(texts.html("field-which"), keyboard(*grid(buttons, 3), _away(request, form)))]


async def choose_repeat(request: Request, form: DraftAct) -> Replies:
    """[每周重复]: how often."""
    texts = request.texts
    buttons = [
        button(texts.plain(f"repeat-{rule}"), DraftChoice(form.series, "repeat", rule))
        for rule in REPEATS
    ]
    return [Edit(texts.html("repeat-ask"), keyboard(*grid(buttons, 2), _away(request, form)))]


async def ask(request: Request, form: DraftField) -> Replies:
    """What is it to be? A few choices, or a text."""
    texts, away = (
        request.texts,
        [button(request.texts.plain("back"), DraftAct(form.series, "show"))],
    )
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
    return await _answered(request, draft, values)


async def photo_given(request: Request, draft: Draft, file_id: str) -> Replies:
    """A photo was sent while one was asked for."""
    return await _answered(request, draft, {"photo_file_id": file_id})


async def chosen(request: Request, form: DraftChoice) -> Replies:
    """A choice of a few was tapped."""
    values: dict[str, Any]
    match form.field:
        case "kind" if form.value in ACTIVITY_KINDS:
            values = {"kind": form.value}
        case "club" if form.value.isdigit():
            values = {"club_id": int(form.value) or None}
        case "guests":
            values = {"guests_allowed": form.value == "1"}
        case "repeat" if form.value in REPEATS:
            values = {"rrule": rule_of(form.value)}
        case _:
            return []
    text, rows = await _changed(request, form.series, values)
    return [Edit(text, rows)]


def rule_of(choice: str) -> str | None:
    """The rule of a choice of `REPEATS`."""
    if choice == "none":
        return None
    return recurrence.weekly(count=None if choice == "forever" else int(choice[1:]))


async def _answered(request: Request, draft: Draft, values: Mapping[str, Any]) -> list[Send]:
    try:
        text, rows = await _changed(request, draft.fields["series"], values)
    except CommunityError as error:
        return [Send(refusals.said(error, request))]
    return [Send(text, rows)]


async def _changed(
    request: Request, series_id: int, values: Mapping[str, Any]
) -> tuple[Html, Buttons]:
    """The preview with the fields as they are now; the form is closed."""
    scope = await scope_of(request)
    found = await series.series(request.tx, series_id)
    series.require(scope, found.center_id)
    made = await series.change_draft(
        request.tx, scope, series_id, replace(found.facts, **values), request.now
    )
    await drafts.abandon(request.tx, request.member.id, request.now)
    return await preview(request, made)


async def _choices(request: Request, field: str) -> list[tuple[str, str]]:
    texts = request.texts
    if field == "kind":
        return [(texts.plain(f"activity-kind-{kind}"), kind) for kind in ACTIVITY_KINDS]
    if field == "guests":
        return [(texts.plain("guests-yes"), "1"), (texts.plain("guests-no"), "0")]
    found = await clubs.all_clubs(request.tx, request.member.id)
    return [(texts.plain("club-none"), "0"), *((one.name, str(one.id)) for one in found[:20])]


def _away(request: Request, form: DraftAct) -> list[Any]:
    return [button(request.texts.plain("back"), DraftAct(form.series, "show"))]
