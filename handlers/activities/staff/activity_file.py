"""A file of activities: the same in the chat and on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from community.activities.files.file import ActivityFile
from community.activities.files.rows import read_activities
from community.activities.files.taking import Defaults
from community.calendars import reading
from community.places.centers import Center
from community.tables import foreign
from community.tables.batches import Source
from community.tables.files import Table
from community.tables.ics import Event
from handlers.chat.texts import Texts

DEFAULT_CAPACITY = 30
"""Where a file does not say; the report says so."""
_KINDS = {"ics": "ics", "csv": "table", "xlsx": "table"}


class CenterMissing(Exception):
    """The file does not say where, and there are several centers that may be meant."""


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in a file; it may mean another thing tomorrow (`周三`)."""

    source: Source
    content: Table | list[Event]

    def activities(self, centers: Iterable[Center], now: datetime, zone: ZoneInfo) -> ActivityFile:
        """What it means now. Raises `FileRefused` for columns that are missing or come twice."""
        if isinstance(self.content, list):
            return reading.activities(self.content, zone)
        every = list(centers)
        numbers = {one.name: one.id for one in every} | {one.ref: one.id for one in every}
        return read_activities(self.content, numbers, now, zone)

    def defaults(self, center_id: int, texts: Texts) -> Defaults:
        """What holds where it does not say."""
        return Defaults(
            kind="other",
            center_id=center_id,
            capacity=DEFAULT_CAPACITY,
            source="ics" if isinstance(self.content, list) else "file",
            cancel_reason=texts.plain("activity-file-cancel-reason"),
        )


def kind_of(file_name: str) -> str | None:
    """`ics` or `table`; None for what is no file of activities."""
    return _KINDS.get(file_name.rpartition(".")[2].lower())


async def read_document(name: str, kind: str, data: bytes) -> Document:
    """Read in another process, outside of any transaction.

    Raises `FileRefused`, or `CalendarRefused`.
    """
    content = await (reading.events(data) if kind == "ics" else foreign.read_table(data))
    return Document(Source.of(name, data), content)


def usual_center(read: ActivityFile, given: int | None, served: Sequence[int]) -> int:
    """Where rows do not say. Raises `CenterMissing` when nobody has said it."""
    if given is not None:
        return given
    if not served or any(row.center_id is None for row in read.rows):
        raise CenterMissing()
    return served[0]
