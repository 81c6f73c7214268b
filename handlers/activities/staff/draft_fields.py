"""Saying a field of a draft anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from community.activities import series
from community.activities.series import Series
from community.activities.tables import ACTIVITY_KINDS
from community.clubs import clubs
from community.errors import CommunityError
from community.members import drafts
from community.members.drafts import Draft
from handlers.activities.one_line import LineUnread
from handlers.activities.staff.buttons import DraftAct, DraftChoice, DraftField
from handlers.activities.staff.compose import preview, unread
from handlers.activities.staff.fields import CHOSEN, DRAFT_FIELDS, read_field
from handlers.activities.staff.menu import scope_of
from handlers.chat import refusals
from handlers.chat.screen import Button, Replies, Screen, grid, keyboard
from handlers.chat.turn import Turn

FIELD_FORM = "activity-field"


async def choose_field(turn: Turn, form: DraftAct) -> Replies:
    """[改…]: every field is a button."""
    await own(turn, form.series)
    texts = turn.texts
    buttons = [
        Button(texts.plain(f"field-{field}"), DraftField(form.series, field))
        for field in DRAFT_FIELDS
    ]
    return [Screen(texts.html("field-which"), keyboard(*grid(buttons, 3), _away(turn, form)))]


async def ask(turn: Turn, form: DraftField) -> Replies:
    """What is it to be? A few choices, or a text."""
    await own(turn, form.series)
    texts, away = turn.texts, _away(turn, form)
    if form.field not in DRAFT_FIELDS:
        return []
    if form.field in CHOSEN:
        buttons = [
            Button(label, DraftChoice(form.series, form.field, value))
            for label, value in await _choices(turn, form.field)
        ]
        text = texts.html(f"field-{form.field}-ask")
        return [Screen(text, keyboard(*grid(buttons, 2), away))]
    fields = {"series": form.series, "field": form.field}
    await drafts.put(turn.tx, turn.member.id, FIELD_FORM, fields, turn.now)
    return [Screen(texts.html(f"field-{form.field}-ask"), keyboard(away))]


async def text_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The answer; what is wrong is said and asked for again."""
    try:
        values = await read_field(turn, draft.fields["field"], text)
    except LineUnread as error:
        return [Screen(unread(error, turn))]
    return await _answered(turn, draft, {name: value or None for name, value in values.items()})


async def photo_given(turn: Turn, draft: Draft, file_id: str) -> Replies:
    """A photo was sent while a draft was open: it becomes the photo of the draft."""
    return await _answered(turn, draft, {"photo_file_id": file_id})


async def chosen(turn: Turn, form: DraftChoice) -> Replies:
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
    return [await preview(turn, await changed(turn, form.series, values))]


async def _answered(turn: Turn, draft: Draft, values: Mapping[str, Any]) -> list[Screen]:
    try:
        made = await changed(turn, draft.fields["series"], values)
    except CommunityError as error:
        return [Screen(refusals.said(error, turn))]
    return [await preview(turn, made)]


async def changed(turn: Turn, series_id: int, values: Mapping[str, Any]) -> Series:
    """The draft with other fields. Raises as `series.change_draft`, and `ClubUnknown`."""
    found = await own(turn, series_id)
    if values.get("club_id"):
        await clubs.club(turn.tx, values["club_id"], turn.member.id)
    facts = replace(found.facts, **values)
    scope = await scope_of(turn)
    return await series.change_draft(turn.tx, scope, series_id, facts, turn.now)


async def own(turn: Turn, series_id: int) -> Series:
    """The draft, if the member is staff of its center. Raises `NotStaff`, `NotDraft`."""
    scope = await scope_of(turn)
    found = await series.series(turn.tx, series_id)
    scope.require(found.center_id)
    if found.status != "draft":
        raise series.NotDraft(number=series_id)
    return found


async def _choices(turn: Turn, field: str) -> list[tuple[str, str]]:
    texts = turn.texts
    if field == "kind":
        return [(texts.plain(f"activity-kind-{kind}"), kind) for kind in ACTIVITY_KINDS]
    if field == "guests":
        return [(texts.plain("guests-yes"), "1"), (texts.plain("guests-no"), "0")]
    scope = await scope_of(turn)
    every = await clubs.all_clubs(turn.tx, turn.member.id)
    found = [one for one in every if one.center_id is None or scope.serves(one.center_id)]
    return [(texts.plain("club-none"), "0"), *((one.name, str(one.id)) for one in found[:20])]


def _away(turn: Turn, form: DraftAct | DraftField) -> list[Button]:
    return [Button(turn.texts.plain("back"), DraftAct(form.series, "show"))]
