"""What a file says otherwise than what is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from community.activities import changes, recurrence
from community.activities.changes import Edit
from community.activities.files.file import ActivityRow, Override
from community.activities.occurrences import Occurrence
from community.activities.series import ActivityFacts, Series, StartPast


def edit_of(found: Series, first: Occurrence, row: ActivityRow, starts: Sequence[datetime]) -> Edit:
    values: dict[str, Any] = {}
    for name in ("title", "description", "venue", "center_id", "minutes", "capacity"):
        said = getattr(row, name)
        if said is not None and said != getattr(found, name):
            values[name] = said
    if starts and first.original_start not in starts and not first.detached:
        values["local_start"] = _wall(starts[0], found.zone)
    return Edit(**values)


def override_of(one: Occurrence | ActivityFacts, local: datetime, override: Override) -> Edit:
    """What is different on one date, which begins at `local` where it is not written yet."""
    minutes = one.minutes if isinstance(one, ActivityFacts) else _minutes(one)
    if isinstance(one, Occurrence):
        local = _wall(one.starts_at, one.zone)
    return Edit(
        title=override.title if override.title != one.title else None,
        local_start=override.local_start if override.local_start != local else None,
        minutes=override.minutes if override.minutes not in (None, minutes) else None,
        venue=override.venue if override.venue not in (None, one.venue) else None,
    )


def check_new(edit: Edit, facts: ActivityFacts, now: datetime) -> None:
    """What `changes.apply` would refuse of a date that is not written yet."""
    changes.checked(edit)
    if edit.local_start is not None:
        starts_at = recurrence.in_zone(edit.local_start, ZoneInfo(facts.zone))
        if starts_at <= now:
            raise StartPast(starts_at=starts_at)


def core_of(rule: str) -> frozenset[str]:
    """How it repeats, but for when it ends."""
    ends = ("COUNT=", "UNTIL=", "WKST=")
    return frozenset(part for part in rule.split(";") if not part.startswith(ends))


def _minutes(one: Occurrence) -> int:
    return int((one.ends_at - one.starts_at) / timedelta(minutes=1))


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
