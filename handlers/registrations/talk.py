"""Signing up, tickets and the door in the chat."""

from pathlib import Path

from community import registrations
from community.registrations import notices as kinds
from handlers.activities.browse import AGENDA_BUTTONS
from handlers.activities.buttons import ShowActivity, ShowPhoto
from handlers.activities.links import START_ACTIVITY
from handlers.chat.talk import Command, Talk
from handlers.registrations import buttons, card, check_in, door, mine, notices, sign_up, ticket

TALK = Talk(
    rules=registrations.RULES,
    prefix="s",
    folder=Path(__file__).parent,
    buttons={
        ShowActivity: card.show,
        ShowPhoto: card.photo,
        buttons.SignUp: sign_up.sign_up,
        buttons.BringGuests: sign_up.bring,
        buttons.AnswerOffer: sign_up.answer,
        buttons.LeaveActivity: sign_up.leave,
        buttons.StayIn: sign_up.stay,
        buttons.ShowTicket: ticket.show,
        buttons.CheckInHere: check_in.ask,
        buttons.ShowMine: mine.show,
        buttons.AttendanceFile: door.attendance_list,
        buttons.ShowOnSiteCode: door.onsite,
        buttons.TypeTicketCode: door.ask_code,
    },
    commands=(Command("mine", buttons.ShowMine(past=False), rank=30),),
    forms={check_in.CODE_FORM: check_in.code_given, door.CODE_FORM: door.code_given},
    links={START_ACTIVITY: card.opened, ticket.START_TICKET: check_in.scanned},
    group_links={START_ACTIVITY: card.opened_in_group},
    notices={
        kinds.OFFER: notices.offer,
        kinds.SEAT_FREE: notices.seat_free,
        kinds.MOVED: notices.moved,
        kinds.CANCELLED: notices.cancelled,
        kinds.ATTENDEES: notices.attendees,
    },
    adds={AGENDA_BUTTONS: mine.on_agenda},
)
