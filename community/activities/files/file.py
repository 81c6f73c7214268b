"""What a file says of activities, whatever its form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from community.tables.rows import FileRows


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity of a file. None: the file does not say, the importer's default holds."""

    row_number: int
    uid: str
    """By which the same activity is known again."""
    title: str
    local_start: datetime
    """Naive, on the wall clock of `zone`."""
    zone: str
    minutes: int | None = None
    rrule: str | None = None
    description: str | None = None
    venue: str | None = None
    center_id: int | None = None
    kind: str | None = None
    capacity: int | None = None
    interests: tuple[str, ...] = ()
    cancelled: bool = False
    skipped: tuple[datetime, ...] = ()
    """Dates of the rule that do not take place, naive."""
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """One date of a rule that is different. Times are naive."""

    original_start: datetime
    title: str
    local_start: datetime
    minutes: int | None
    venue: str | None
    cancelled: bool


ActivityFile: TypeAlias = FileRows[ActivityRow]
