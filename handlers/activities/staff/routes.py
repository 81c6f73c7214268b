"""Which button, typed text and command of staff is answered by what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from community.members.drafts import Draft
from handlers.activities.staff import (
    call_off,
    card,
    change,
    compose,
    draft_fields,
    import_files,
    menu,
    repeating,
)
from handlers.chat import callbacks
from handlers.chat.replies import Replies
from handlers.chat.request import Handler, Request
from handlers.clubs import new_club
from handlers.registrations import door

Tapped: TypeAlias = Callable[[Request, Any], Awaitable[Replies]]
Answered: TypeAlias = Callable[[Request, Draft, str], Awaitable[Replies]]

COMMANDS: dict[str, Handler] = {"staff": menu.start}


async def _draft(request: Request, form: callbacks.DraftAct) -> Replies:
    others: dict[str, Tapped] = {
        "edit": draft_fields.choose_field,
        "repeat": repeating.choose_of_draft,
    }
    return await others.get(form.act, compose.act)(request, form)


async def _choice(request: Request, form: callbacks.DraftChoice) -> Replies:
    if form.field == "repeat":
        return await repeating.of_draft(request, form)
    return await draft_fields.chosen(request, form)


BUTTONS: dict[type[callbacks.Form], Tapped] = {
    callbacks.ShowStaffMenu: menu.show,
    callbacks.ShowStaffList: menu.show_list,
    callbacks.NewActivity: compose.begin,
    callbacks.CopySeries: compose.copy,
    callbacks.PickCenter: compose.place_picked,
    callbacks.DraftAct: _draft,
    callbacks.DraftField: draft_fields.ask,
    callbacks.DraftChoice: _choice,
    callbacks.StaffCard: card.show,
    callbacks.AttendanceFile: card.attendance_list,
    callbacks.ShowFeedback: card.feedback,
    callbacks.ShowOnSiteCode: door.onsite,
    callbacks.TypeTicketCode: door.ask_code,
    callbacks.RepeatActivity: repeating.repeat,
    callbacks.ChangeActivity: change.ask,
    callbacks.ReachChange: change.reach,
    callbacks.ApplyChange: change.apply,
    callbacks.CallOff: call_off.ask,
    callbacks.CallOffNow: call_off.call_off,
    callbacks.WriteAttendees: call_off.ask_message,
    callbacks.SendToAttendees: call_off.send_message,
    callbacks.ImportAct: import_files.act,
    callbacks.NewClub: new_club.ask,
}

FORMS: dict[str, Answered] = {
    compose.LINE_FORM: compose.line_given,
    draft_fields.FIELD_FORM: draft_fields.text_given,
    repeating.RULE_FORM: repeating.rule_given,
    change.ASK_FORM: change.text_given,
    call_off.REASON_FORM: call_off.reason_given,
    call_off.MESSAGE_FORM: call_off.message_given,
    door.CODE_FORM: door.code_given,
    import_files.PLACE_FORM: import_files.place_given,
    new_club.CLUB_FORM: new_club.given,
}
"""What a typed text answers while such a form is open."""
