"""When to be reminded."""

from pathlib import Path

from community import reminders
from community.reminders.notices import REMINDER
from handlers.chat.talk import Command, Talk
from handlers.registrations.card import TICKET
from handlers.reminders import buttons, notices, of_ticket, settings

TALK = Talk(
    rules=reminders.RULES,
    prefix="e",
    folder=Path(__file__).parent,
    buttons={
        buttons.ChooseLeads: of_ticket.choose_leads,
        buttons.SetLeads: of_ticket.set_leads,
        buttons.Snooze: of_ticket.snooze,
        buttons.ShowSettings: settings.show,
        buttons.SetQuiet: settings.set_quiet,
        buttons.SetUsualLeads: settings.set_leads,
    },
    commands=(Command("settings", buttons.ShowSettings("all"), rank=70),),
    notices={REMINDER: notices.reminder},
    adds={TICKET: of_ticket.on_card},
)
