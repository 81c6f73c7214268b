"""The list of what a district can do, as members meet it: everybody else goes through it.

Where several could answer, the first of the list does; places come last, since any words may
be the name of one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from community import capabilities
from community.capability import BASE
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


class CapabilityUnknown(Exception):
    """There is none of this name that could be switched off."""


class CapabilityNeeded(Exception):
    """`name` cannot be switched off, since `by` uses it."""

    def __init__(self, name: str, by: str) -> None:
        super().__init__(f"{name} is needed by {by}")
        self.name = name
        self.by = by


def house(off: Collection[str] = ()) -> House:
    """Everything, but what is switched off. Raises `CapabilityUnknown`, `CapabilityNeeded`."""
    known = {talk.rules.name for talk in TALKS}
    for name in off:
        if name not in known:
            raise CapabilityUnknown(name)
    every = dict.fromkeys((*capabilities.RULES, *(talk.rules for talk in TALKS)))
    used = tuple(rules for rules in every if rules.name not in off)
    needs = {rules.name: {*BASE, *rules.uses} for rules in used}
    for talk in TALKS:
        if talk.rules.name not in off:
            needs[talk.rules.name].update(talk.uses)
    for name, needed in needs.items():
        for missing in needed.intersection(off):
            raise CapabilityNeeded(missing, name)
    return House((talk for talk in TALKS if talk.rules.name not in off), used)
