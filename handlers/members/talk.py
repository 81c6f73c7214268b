"""Language, privacy, and whether a member can be reached."""

from pathlib import Path

from community import members
from handlers.chat.events import Standing
from handlers.chat.talk import Command, Talk
from handlers.members import buttons, language, privacy, standing

TALK = Talk(
    rules=members.RULES,
    prefix="m",
    folder=Path(__file__).parent,
    buttons={
        buttons.AskLanguage: language.ask,
        buttons.SetLanguage: language.choose,
        buttons.ShowPrivacy: privacy.show,
        buttons.PrivacyAct: privacy.act,
    },
    commands=(
        Command("language", buttons.AskLanguage(), rank=80),
        Command("privacy", buttons.ShowPrivacy(), rank=90),
    ),
    events={Standing: standing.changed},
)
