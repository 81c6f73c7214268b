"""Staff send a calendar or a table of activities: read, reported, and only then taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from community.activities.files.imports import Import
from community.calendars.reading import CalendarRefused
from community.members import drafts
from community.members.drafts import Draft
from community.staff.roles import NotStaff
from community.tables.files import MAX_BYTES, FileRefused
from handlers.activities.one_line import LineUnread, read_place
from handlers.activities.staff.activity_file import (
    DEFAULT_CAPACITY,
    CenterMissing,
    Document,
    kind_of,
    read_document,
    usual_center,
)
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


@dataclass(frozen=True, slots=True)
class _Sent:
    """A document, and the center of what it does not place itself."""

    file_id: str
    kind: str
    center: int | None
    name: str

    @classmethod
    def of(cls, draft: Draft) -> _Sent:
        fields = draft.fields
        return cls(fields["file"], fields["kind"], fields.get("center"), fields.get("name", ""))

    async def keep(self, turn: Turn, form: str = FILE_FORM) -> None:
        fields = {
            "file": self.file_id,
            "kind": self.kind,
            "center": self.center,
            "name": self.name,
        }
        await drafts.put(turn.tx, turn.member.id, form, fields, turn.now)


_Fetched: TypeAlias = Document | FileRefused | CalendarRefused | None
"""What a document has, or why it cannot be read; None when it could not be fetched."""


class _Unread(Exception):
    def __init__(self, text: Html) -> None:
        super().__init__(text)
        self.text = text


async def sent(turn: Turn, event: File) -> Replies | None:
    """A document: staff mean activities by it."""
    texts = turn.texts
    try:
        scope = await scope_of(turn)
    except NotStaff:
        return None
    kind = kind_of(event.name)
    if kind is None or turn.services.files is None:
        return [Screen(texts.html("activity-file-kinds"))]
    if event.size > MAX_BYTES:
        return [Screen(texts.html("file-too_big", limit=str(MAX_BYTES)))]
    only = scope.centers[0] if not scope.district and len(scope.centers) == 1 else None
    file = _Sent(event.file, kind, only, event.name)
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
    file = replace(_Sent.of(draft), center=found.centers[0].id)
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


async def _fetched(turn: Turn, file: _Sent) -> _Fetched:
    """Over the network, and read in another process: both outside of any transaction."""
    assert turn.services.files is not None
    try:
        data = await turn.services.files(file.file_id)
        return await read_document(file.name, file.kind, data)
    except FileNotFetched:
        return None
    except (FileRefused, CalendarRefused) as refusal:
        return refusal


async def _report(turn: Turn, fetched: _Fetched, *, file: _Sent) -> Replies:
    """What the file would do; nothing is written."""
    texts = turn.texts
    try:
        importing = await _import(turn, fetched, file)
    except _Unread as unreadable:
        await drafts.drop(turn.tx, turn.member.id)
        return [Screen(unreadable.text)]
    except CenterMissing:
        await file.keep(turn, PLACE_FORM)
        return [Screen(texts.html("activity-file-place-ask"))]
    await importing.look(turn.tx, await scope_of(turn), turn.now)
    result = importing.result
    count = len(result.added) + len(result.updated) + len(result.cancelled)
    drop = Button(texts.plain("activity-file-drop"), ImportAct("drop"))
    take = Button(texts.plain("activity-file-take", count=str(count)), ImportAct("import"))
    hint = texts.html("activity-file-defaults", capacity=str(DEFAULT_CAPACITY))
    text = joined(report(result, texts), hint if result.added else None)
    return [Screen(text, keyboard([take, drop] if count else [drop]))]


async def _take(turn: Turn, fetched: _Fetched, *, file: _Sent) -> Replies:
    """The same again, for good."""
    try:
        importing = await _import(turn, fetched, file)
    except _Unread as unreadable:
        return [Screen(unreadable.text)]
    except CenterMissing:
        return [Screen(turn.texts.html("activity-file-place-ask"))]
    await drafts.drop(turn.tx, turn.member.id)
    return await _go_on(turn, None, importing=importing)


async def _go_on(turn: Turn, _: None, *, importing: Import) -> Replies:
    """Take as many rows as fit into one transaction, and the others in the next."""
    if await importing.go_on(turn.tx, await scope_of(turn), turn.now):
        return [Later(_nothing, partial(_go_on, importing=importing))]
    taken = turn.texts.html("activity-file-taken")
    return [Screen(joined(taken, report(importing.result, turn.texts)))]


async def _nothing() -> None:
    """Between two transactions others may write."""


async def _import(turn: Turn, fetched: _Fetched, file: _Sent) -> Import:
    texts = turn.texts
    if fetched is None:
        raise _Unread(texts.html("activity-file-not-fetched"))
    if isinstance(fetched, CalendarRefused):
        raise _Unread(said(fetched, turn))
    scope, directory = await scope_of(turn), await turn.directory()
    try:
        if isinstance(fetched, FileRefused):
            raise fetched
        zone = turn.services.district.zone
        read = fetched.activities(directory.centers, turn.now, zone)
    except FileRefused as error:
        raise _Unread(refused(error, texts)) from error
    served = [one.id for one in directory.centers] if scope.district else scope.centers
    defaults = fetched.defaults(usual_center(read, file.center, served), texts)
    return Import(read, defaults, turn.member.id, fetched.source)
