"""Staff send a calendar or a table of activities: read, reported, and only then taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from community.activities.file import ActivityFile
from community.activities.imports import ActivityImport, Defaults, import_activities
from community.activities.rows import read_rows
from community.calendars import reading
from community.calendars.reading import CalendarRefused
from community.errors import NotStaff
from community.members import drafts
from community.members.drafts import Draft
from community.places.directory import Directory
from community.staff.roles import StaffScope
from community.tables import foreign
from community.tables.files import MAX_BYTES, FileRefused, Table
from community.tables.ics import Event
from handlers.activities.one_line import LineUnread, read_place
from handlers.activities.staff.buttons import ImportAct
from handlers.activities.staff.compose import unread
from handlers.activities.staff.import_report import refused, report
from handlers.activities.staff.menu import scope_of
from handlers.chat.events import File
from handlers.chat.refusals import said
from handlers.chat.screen import Button, Later, Replies, Screen, Toast, keyboard
from handlers.chat.texts import Html, joined
from handlers.chat.turn import FileNotFetched, Turn

FILE_FORM = "activity-file"
PLACE_FORM = "activity-file-place"
DEFAULT_CAPACITY = 30
"""Where a file does not say; the report says so."""
_KINDS = {"ics": "ics", "csv": "table", "xlsx": "table"}


@dataclass(frozen=True, slots=True)
class _Sent:
    """A document, and the center of what it does not place itself."""

    file_id: str
    kind: str
    center: int | None

    @classmethod
    def of(cls, draft: Draft) -> _Sent:
        return cls(draft.fields["file"], draft.fields["kind"], draft.fields.get("center"))

    async def keep(self, turn: Turn, form: str = FILE_FORM) -> None:
        fields = {"file": self.file_id, "kind": self.kind, "center": self.center}
        await drafts.put(turn.tx, turn.member.id, form, fields, turn.now)


_Content: TypeAlias = Table | list[Event] | FileRefused | CalendarRefused | None
"""What a document has, or why it cannot be read; None when it could not be fetched."""


class _Unread(Exception):
    def __init__(self, text: Html) -> None:
        super().__init__(text)
        self.text = text


class _CenterMissing(Exception):
    """The file does not say where, and the staff member serves several centers."""


async def sent(turn: Turn, event: File) -> Replies | None:
    """A document: staff mean activities by it."""
    texts = turn.texts
    try:
        scope = await scope_of(turn)
    except NotStaff:
        return None
    kind = _KINDS.get(event.name.rpartition(".")[2].lower())
    if kind is None or turn.services.files is None:
        return [Screen(texts.html("activity-file-kinds"))]
    if event.size > MAX_BYTES:
        return [Screen(texts.html("file-too_big", limit=str(MAX_BYTES)))]
    only = scope.centers[0] if not scope.district and len(scope.centers) == 1 else None
    file = _Sent(event.file, kind, only)
    await file.keep(turn)
    return [_later(turn, file, partial(_report, file=file))]


async def place_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The center that the file is about; a wrong one is asked for again."""
    try:
        found = read_place(text, await turn.directory(), await scope_of(turn))
        if len(found.centers) > 1:
            names = turn.texts.plain("list-comma").join(one.name for one in found.centers[:4])
            raise LineUnread("places", names)
    except LineUnread as error:
        return [Screen(unread(error, turn))]
    file = _Sent(draft.fields["file"], draft.fields["kind"], found.centers[0].id)
    await file.keep(turn)
    return [_later(turn, file, partial(_report, file=file))]


async def act(turn: Turn, form: ImportAct) -> Replies:
    """Take the file that was reported on, or drop it."""
    draft = await drafts.get(turn.tx, turn.member, turn.now)
    texts = turn.texts
    if draft is None or draft.form != FILE_FORM:
        return [Toast(texts.plain("form-over"), alert=True)]
    if form.act != "import":
        await drafts.drop(turn.tx, turn.member.id)
        return [Screen(texts.html("activity-file-dropped"))]
    file = _Sent.of(draft)
    return [_later(turn, file, partial(_take, file=file))]


def _later(turn: Turn, file: _Sent, then: Callable[[Turn, Any], Awaitable[Replies]]) -> Later:
    return Later(partial(_fetched, turn, file), then)


async def _fetched(turn: Turn, file: _Sent) -> _Content:
    """Over the network, and read in another process: both outside of any transaction."""
    assert turn.services.files is not None
    try:
        data = await turn.services.files(file.file_id)
        return await (reading.events(data) if file.kind == "ics" else foreign.read_table(data))
    except FileNotFetched:
        return None
    except (FileRefused, CalendarRefused) as refusal:
        return refusal


async def _report(turn: Turn, content: _Content, *, file: _Sent) -> Replies:
    """What the file would do; nothing is written."""
    texts = turn.texts
    try:
        result = await _import(turn, content, file, dry_run=True)
    except _Unread as unreadable:
        await drafts.drop(turn.tx, turn.member.id)
        return [Screen(unreadable.text)]
    except _CenterMissing:
        await file.keep(turn, PLACE_FORM)
        return [Screen(texts.html("activity-file-place-ask"))]
    count = len(result.added) + len(result.updated) + len(result.cancelled)
    drop = Button(texts.plain("activity-file-drop"), ImportAct("drop"))
    take = Button(texts.plain("activity-file-take", count=str(count)), ImportAct("import"))
    hint = texts.html("activity-file-defaults", capacity=str(DEFAULT_CAPACITY))
    text = joined(report(result, texts), hint if result.added else None)
    return [Screen(text, keyboard([take, drop] if count else [drop]))]


async def _take(turn: Turn, content: _Content, *, file: _Sent) -> Replies:
    """The same again, for good."""
    try:
        result = await _import(turn, content, file, dry_run=False)
    except _Unread as unreadable:
        return [Screen(unreadable.text)]
    except _CenterMissing:
        return [Screen(turn.texts.html("activity-file-place-ask"))]
    await drafts.drop(turn.tx, turn.member.id)
    taken = turn.texts.html("activity-file-taken")
    return [Screen(joined(taken, report(result, turn.texts)))]


async def _import(turn: Turn, content: _Content, file: _Sent, *, dry_run: bool) -> ActivityImport:
    texts = turn.texts
    if content is None:
        raise _Unread(texts.html("activity-file-not-fetched"))
    if isinstance(content, CalendarRefused):
        raise _Unread(said(content, turn))
    scope, directory = await scope_of(turn), await turn.directory()
    try:
        read = _read(content, directory, turn)
    except FileRefused as error:
        raise _Unread(refused(error, texts)) from error
    defaults = Defaults(
        kind="other",
        center_id=_usual_center(file, read, scope, directory),
        capacity=DEFAULT_CAPACITY,
        source="ics" if file.kind == "ics" else "file",
        cancel_reason=texts.plain("activity-file-cancel-reason"),
    )
    return await import_activities(
        turn.tx, scope, read, defaults, turn.member.id, turn.now, dry_run=dry_run
    )


def _read(
    content: Table | list[Event] | FileRefused, directory: Directory, turn: Turn
) -> ActivityFile:
    """What the file means. Raises `FileRefused`."""
    if isinstance(content, FileRefused):
        raise content
    zone = turn.services.district.zone
    if isinstance(content, list):
        return reading.activities(content, zone)
    centers = {center.name: center.id for center in directory.centers}
    centers |= {center.ref: center.id for center in directory.centers}
    return read_rows(content, centers, turn.now, zone)


def _usual_center(file: _Sent, read: ActivityFile, scope: StaffScope, directory: Directory) -> int:
    """Where rows do not say. Raises `_CenterMissing` when nobody has said it."""
    if file.center is not None:
        return file.center
    if any(row.center_id is None for row in read.rows):
        raise _CenterMissing()
    return directory.centers[0].id if scope.district else scope.centers[0]
