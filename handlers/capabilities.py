"""The list of what a district can do, as members meet it: everybody else goes through it.

Where several could answer, the first of the list does; places come last, since any words may
be the name of one.
"""

from __future__ import annotations

from typing import Final

from handlers.activities.talk import TALK as ACTIVITIES
from handlers.calendars.talk import TALK as CALENDARS
from handlers.chat.house import House
from handlers.chat.talk import Talk
from handlers.clubs.talk import TALK as CLUBS
from handlers.feedback.talk import TALK as FEEDBACK
from handlers.members.talk import TALK as MEMBERS
from handlers.places.talk import TALK as PLACES
from handlers.registrations.talk import TALK as REGISTRATIONS
from handlers.reminders.talk import TALK as REMINDERS
from handlers.reports.talk import TALK as REPORTS
from handlers.saved.talk import TALK as SAVED

TALKS: Final[tuple[Talk, ...]] = (
    MEMBERS,
    ACTIVITIES,
    REGISTRATIONS,
    REMINDERS,
    CLUBS,
    FEEDBACK,
    CALENDARS,
    REPORTS,
    SAVED,
    PLACES,
)


def house(without: frozenset[str] = frozenset()) -> House:
    """Everything, but what is switched off."""
    return House(talk for talk in TALKS if talk.rules.name not in without)
