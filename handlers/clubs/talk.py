"""Clubs in the chat."""

from pathlib import Path

from community import clubs as rules
from community.clubs.notices import DIGEST
from handlers.activities.agenda import TOPICS, Topic
from handlers.activities.browse import AGENDA_BUTTONS
from handlers.chat.talk import Command, Talk
from handlers.clubs import buttons, clubs, digest, new_club
from handlers.reminders.settings import SETTINGS

TALK = Talk(
    rules=rules.RULES,
    prefix="c",
    uses=("reminders",),
    folder=Path(__file__).parent,
    buttons={
        buttons.ShowClubs: clubs.show_all,
        buttons.ShowClub: clubs.show,
        buttons.JoinClub: clubs.join,
        buttons.NewClub: new_club.ask,
        buttons.SetDigest: digest.change,
    },
    commands=(Command("clubs", buttons.ShowClubs(), rank=40),),
    forms={new_club.CLUB_FORM: new_club.given},
    notices={DIGEST: digest.notice},
    adds={
        AGENDA_BUTTONS: clubs.on_agenda,
        TOPICS: Topic("g", clubs.topics, clubs.topic_label),
        SETTINGS: digest.on_settings,
    },
)
