"""Activities in the chat: finding them, and making and looking after them."""

from pathlib import Path

from community import activities
from handlers.activities import browse, buttons, inline
from handlers.activities.selection import Agenda
from handlers.activities.staff import buttons as staff
from handlers.activities.staff import (
    call_off,
    card,
    change,
    compose,
    draft,
    draft_fields,
    import_files,
    menu,
    repeating,
)
from handlers.chat.events import File
from handlers.chat.inline import RESULTS
from handlers.chat.talk import Command, Key, Talk
from handlers.places.card import CENTER_BUTTONS

TALK = Talk(
    rules=activities.RULES,
    prefix="a",
    uses=("saved", "registrations", "clubs", "calendars"),
    folder=Path(__file__).parent,
    buttons={
        buttons.ShowAgenda: browse.show,
        buttons.ChooseWhere: browse.choose_where,
        buttons.ChooseTopic: browse.choose_topic,
        staff.ShowStaffMenu: menu.show,
        staff.ShowStaffList: menu.show_list,
        staff.NewActivity: compose.begin,
        staff.CopySeries: compose.copy,
        staff.PickCenter: compose.place_picked,
        staff.DraftAct: draft.act,
        staff.DraftField: draft_fields.ask,
        staff.DraftChoice: draft.choose,
        staff.StaffCard: card.show,
        staff.RepeatActivity: repeating.repeat,
        staff.ChangeActivity: change.ask,
        staff.ReachChange: change.reach,
        staff.ApplyChange: change.apply,
        staff.CallOff: call_off.ask,
        staff.CallOffNow: call_off.call_off,
        staff.WriteAttendees: call_off.ask_message,
        staff.SendToAttendees: call_off.send_message,
        staff.ImportAct: import_files.act,
    },
    commands=(
        Command("activities", buttons.ShowAgenda(Agenda()), rank=20),
        Command("staff", staff.ShowStaffMenu()),
    ),
    keys=(Key("menu-activities", buttons.ShowAgenda(Agenda()), rank=20),),
    forms={
        compose.LINE_FORM: compose.line_given,
        draft_fields.FIELD_FORM: draft_fields.text_given,
        repeating.RULE_FORM: repeating.rule_given,
        change.ASK_FORM: change.text_given,
        call_off.REASON_FORM: call_off.reason_given,
        call_off.MESSAGE_FORM: call_off.message_given,
        import_files.PLACE_FORM: import_files.place_given,
    },
    photos={
        compose.PREVIEW_FORM: draft_fields.photo_given,
        draft_fields.FIELD_FORM: draft_fields.photo_given,
        change.ASK_FORM: change.photo_given,
    },
    events={File: import_files.sent},
    adds={RESULTS: inline.results, CENTER_BUTTONS: browse.on_center},
)
