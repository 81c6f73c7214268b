"""What registrations say when something becomes true of them, for others to hear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from community.registrations.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Seated:
    """A member has a seat now, whether they signed up or took an offer."""

    registration_id: int
    occurrence_id: int
    member_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """A member gave back their seat, their offer or their place in the queue."""

    registration_id: int
    occurrence_id: int
    member_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class LeadsChosen:
    """A member said when to be reminded of this one."""

    occurrence_id: int
    member_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Attended:
    """Who has this ticket is there: checked in, for the first time."""

    ticket: Ticket
    now: datetime
