"""What activities say when something becomes true of them, for others to hear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from community.activities.occurrences import Occurrence


@dataclass(frozen=True, slots=True)
class Step:
    """An occurrence as it is and as it is to be."""

    before: Occurrence
    after: Occurrence

    @property
    def moved(self) -> bool:
        """Whether members have to be elsewhere or there at another time."""
        old, new = self.before, self.after
        return (old.starts_at, old.ends_at, old.center_id, old.venue) != (
            new.starts_at,
            new.ends_at,
            new.center_id,
            new.venue,
        )


@dataclass(frozen=True, slots=True)
class AboutToChange:
    """These dates may become different. Who hears it answers with the numbers of the members
    who would be told, and writes nothing."""

    occurrence_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One date is different now: its time, place, seats or words. It is locked."""

    step: Step
    now: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """All dates of one change that are elsewhere or at another time; after each was `Changed`."""

    steps: tuple[Step, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Cancelled:
    """All dates that are called off together, and why."""

    steps: tuple[Step, ...]
    reason: str
    now: datetime

    @property
    def occurrence_ids(self) -> tuple[int, ...]:
        return tuple(step.after.id for step in self.steps)


@dataclass(frozen=True, slots=True)
class MessageWritten:
    """Staff write to everybody with a seat; the same `op_id` again is the same message. Who hears
    it answers with the number of members who get it."""

    occurrence: Occurrence
    text: str
    op_id: str
    now: datetime
