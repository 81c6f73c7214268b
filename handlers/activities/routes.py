"""Which button, text, and command of activities is answered by what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from community.drafts import Draft
from handlers import callbacks
from handlers.activities import (
    browse,
    call_off,
    card,
    change,
    check_in,
    clubs,
    compose,
    draft_fields,
    feedback,
    import_files,
    manage,
    mine,
    new_club,
    settings,
    sign_up,
    staff_menu,
    ticket,
)
from handlers.replies import Replies
from handlers.request import Handler, Request

Tapped: TypeAlias = Callable[[Request, Any], Awaitable[Replies]]
Answered: TypeAlias = Callable[[Request, Draft, str], Awaitable[Replies]]

COMMANDS: dict[str, Handler] = {
    "activities": browse.start,
    "mine": mine.start,
    "clubs": clubs.start,
    "settings": settings.start,
}
STAFF_COMMANDS: dict[str, Handler] = {"staff": staff_menu.start}


async def _draft(request: Request, form: callbacks.DraftAct) -> Replies:
    others: dict[str, Tapped] = {
        "edit": draft_fields.choose_field,
        "repeat": draft_fields.choose_repeat,
    }
    return await others.get(form.act, compose.act)(request, form)


BUTTONS: dict[type[callbacks.Form], Tapped] = {
    callbacks.ShowAgenda: browse.show,
    callbacks.ChooseWhere: browse.choose_where,
    callbacks.ChooseTopic: browse.choose_topic,
    callbacks.ShowActivity: card.show,
    callbacks.ShowPhoto: card.photo,
    callbacks.SignUp: sign_up.sign_up,
    callbacks.LeaveActivity: sign_up.leave,
    callbacks.BringGuests: sign_up.bring,
    callbacks.AnswerOffer: sign_up.answer,
    callbacks.StayIn: sign_up.stay,
    callbacks.ShowTicket: ticket.show,
    callbacks.CalendarFile: ticket.calendar,
    callbacks.ChooseLeads: ticket.choose_leads,
    callbacks.SetLeads: ticket.set_leads,
    callbacks.Snooze: ticket.snooze,
    callbacks.CheckInHere: check_in.ask,
    callbacks.GiveStars: feedback.stars,
    callbacks.ShowMine: mine.show,
    callbacks.FeedAct: mine.feed,
    callbacks.ShowClubs: clubs.show_all,
    callbacks.ShowClub: clubs.show,
    callbacks.JoinClub: clubs.join,
    callbacks.ShowSettings: settings.show,
    callbacks.SetQuiet: settings.set_quiet,
    callbacks.SetDigest: settings.set_digest,
    callbacks.SetUsualLeads: settings.set_leads,
    callbacks.ShowStaffMenu: staff_menu.show,
    callbacks.ShowStaffList: staff_menu.show_list,
    callbacks.NewActivity: compose.begin,
    callbacks.CopySeries: compose.copy,
    callbacks.PickCenter: compose.place_picked,
    callbacks.DraftAct: _draft,
    callbacks.DraftField: draft_fields.ask,
    callbacks.DraftChoice: draft_fields.chosen,
    callbacks.StaffCard: manage.show,
    callbacks.AttendanceFile: manage.attendance_list,
    callbacks.ShowOnSiteCode: manage.onsite,
    callbacks.TypeTicketCode: manage.ask_code,
    callbacks.RepeatActivity: manage.repeat,
    callbacks.ShowFeedback: manage.feedback,
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
    check_in.CODE_FORM: check_in.code_given,
    feedback.LINE_FORM: feedback.line_given,
    compose.LINE_FORM: compose.line_given,
    draft_fields.FIELD_FORM: draft_fields.text_given,
    change.ASK_FORM: change.text_given,
    call_off.REASON_FORM: call_off.reason_given,
    call_off.MESSAGE_FORM: call_off.message_given,
    manage.CODE_FORM: manage.code_given,
    new_club.CLUB_FORM: new_club.given,
}
"""What a typed text answers while such a form is open."""
