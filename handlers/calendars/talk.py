"""Activities in the member's own calendar."""

from pathlib import Path

from community import calendars
from handlers.calendars import buttons, feed
from handlers.chat.talk import Talk
from handlers.registrations.card import TICKET
from handlers.registrations.mine import MINE

TALK = Talk(
    rules=calendars.RULES,
    prefix="k",
    folder=Path(__file__).parent,
    buttons={buttons.CalendarFile: feed.file, buttons.FeedAct: feed.feed},
    adds={TICKET: feed.on_card, MINE: feed.on_mine},
)
