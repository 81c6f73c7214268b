"""“信息有误”: members say what is wrong, staff settle it."""

from pathlib import Path

from community import reports as rules
from handlers.chat.talk import Command, Talk
from handlers.places.card import CENTER_BUTTONS
from handlers.places.lists import LISTS
from handlers.reports import buttons, reports

TALK = Talk(
    rules=rules.RULES,
    prefix="r",
    folder=Path(__file__).parent,
    buttons={
        buttons.ChooseReason: reports.choose_reason,
        buttons.MakeReport: reports.make,
        buttons.SettleReport: reports.settle,
        buttons.ShowReports: reports.show,
    },
    commands=(Command("reports", buttons.ShowReports()),),
    forms={reports.DETAIL_FORM: reports.detail_given},
    adds={
        CENTER_BUTTONS: reports.on_card,
        LISTS: {"r": lambda origin: buttons.ShowReports()},
    },
)
