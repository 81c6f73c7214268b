"""Staff send a calendar or a table of activities: read, reported, and only then taken."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from telegram.error import TelegramError

from community import drafts
from community.activity_file import ActivityFile
from community.activity_imports import ActivityImport, Defaults, import_activities
from community.activity_rows import read_rows
from community.calendar_reading import CalendarRefused, read_calendar
from community.center_rows import RowProblem
from community.directory import Directory
from community.staff import StaffScope
from community.table_files import MAX_BYTES, FileRefused, read_table
from handlers.activities.refusals import said
from handlers.activities.staff_menu import scope_of
from handlers.buttons import button, keyboard
from handlers.callbacks import ImportAct
from handlers.import_words import refused_file
from handlers.replies import Edit, Later, Replies, Send, Toast
from handlers.request import Request
from handlers.texts import Html, Texts, joined

FILE_FORM = "activity-file"
DEFAULT_CAPACITY = 30
SHOWN_PROBLEMS = 12


async def sent(request: Request) -> Replies:
    """A document: staff mean activities by it. Raises `NotStaff`."""
    message, texts = request.update.message, request.texts
    files = request.services.files
    document = message.document if message else None
    assert document is not None
    await scope_of(request)
    kind = _kind(document.file_name or "")
    if kind is None or files is None:
        return [Send(texts.html("activity-file-kinds"))]
    if (document.file_size or 0) > MAX_BYTES:
        return [Send(texts.html("file-too_big", limit=str(MAX_BYTES)))]
    fields = {"file": document.file_id, "kind": kind}
    await drafts.put(request.tx, request.member.id, FILE_FORM, fields, request.now)
    return [Later(partial(_fetched, request, document.file_id), partial(_report, kind=kind))]


async def act(request: Request, form: ImportAct) -> Replies:
    """Take the file that was reported on, or drop it."""
    draft = await drafts.get(request.tx, request.member.id, request.now)
    texts = request.texts
    if draft is None or draft.form != FILE_FORM:
        return [Toast(texts.plain("form-over"), alert=True)]
    if form.act != "import":
        await drafts.drop(request.tx, request.member.id)
        return [Edit(texts.html("activity-file-dropped"))]
    file_id, kind = draft.fields["file"], draft.fields["kind"]
    return [Later(partial(_fetched, request, file_id), partial(_take, kind=kind))]


async def _fetched(request: Request, file_id: str) -> bytes | None:
    assert request.services.files is not None
    try:
        return await request.services.files(file_id)
    except TelegramError:
        return None


async def _report(request: Request, content: bytes | None, *, kind: str) -> Replies:
    """What the file would do; nothing is written."""
    texts = request.texts
    try:
        result = await _import(request, content, kind, dry_run=True)
    except _Unread as unread:
        await drafts.drop(request.tx, request.member.id)
        return [Send(unread.text)]
    count = len(result.added) + len(result.updated) + len(result.cancelled)
    drop = button(texts.plain("activity-file-drop"), ImportAct("drop"))
    take = button(texts.plain("activity-file-take", count=str(count)), ImportAct("import"))
    rows = keyboard([take, drop] if count else [drop])
    return [Send(_words(result, texts), rows)]


async def _take(request: Request, content: bytes | None, *, kind: str) -> Replies:
    """The same again, for good."""
    try:
        result = await _import(request, content, kind, dry_run=False)
    except _Unread as unread:
        return [Send(unread.text)]
    await drafts.drop(request.tx, request.member.id)
    return [Edit(joined(request.texts.html("activity-file-taken"), _words(result, request.texts)))]


class _Unread(Exception):
    def __init__(self, text: Html) -> None:
        super().__init__(text)
        self.text = text


async def _import(
    request: Request, content: bytes | None, kind: str, *, dry_run: bool
) -> ActivityImport:
    texts = request.texts
    if content is None:
        raise _Unread(texts.html("activity-file-not-fetched"))
    scope, directory = await scope_of(request), await request.directory()
    try:
        file = _read(content, kind, directory, request.now, request.services.district.zone)
        defaults = Defaults(
            kind="other",
            center_id=_usual_center(scope, directory),
            capacity=DEFAULT_CAPACITY,
            source="ics" if kind == "ics" else "file",
        )
        return await import_activities(
            request.tx, scope, file, defaults, request.member.id, request.now, dry_run=dry_run
        )
    except FileRefused as error:
        reason = texts.html("activity-file-refused", reason=refused_file(error, texts))
        raise _Unread(reason) from error
    except CalendarRefused as error:
        raise _Unread(said(error, request)) from error


def _read(
    content: bytes, kind: str, directory: Directory, now: datetime, zone: ZoneInfo
) -> ActivityFile:
    if kind == "ics":
        return read_calendar(content, zone)
    centers = {center.name: center.id for center in directory.centers}
    centers |= {center.ref: center.id for center in directory.centers}
    return read_rows(read_table(content), centers, now, zone)


def _usual_center(scope: StaffScope, directory: Directory) -> int:
    """Where a file does not say: the first center that the staff member serves."""
    if not scope.district:
        return scope.centers[0]
    return directory.centers[0].id


def _words(result: ActivityImport, texts: Texts) -> Html:
    summary = texts.html(
        "activity-file-summary",
        added=str(len(result.added)),
        updated=str(len(result.updated)),
        unchanged=str(len(result.unchanged)),
        cancelled=str(len(result.cancelled)),
        wrong=str(len({problem.row_number for problem in result.problems if not problem.warning})),
    )
    lines = [_problem(problem, texts) for problem in result.problems[:SHOWN_PROBLEMS]]
    more = len(result.problems) - SHOWN_PROBLEMS
    rest = texts.html("activity-file-more", count=str(more)) if more > 0 else None
    return joined(summary, *lines, rest)


def _problem(problem: RowProblem, texts: Texts) -> Html:
    key = f"row-{problem.code}"
    values = {name: str(value) for name, value in problem.values.items()}
    said = texts.plain(key, **values) if texts.has(key) else _general(problem, texts)
    return texts.html(
        "activity-file-problem",
        row=str(problem.row_number),
        column=problem.column,
        value=problem.value[:40],
        said=said,
    )


def _general(problem: RowProblem, texts: Texts) -> str:
    key = f"error-{problem.code}"
    if not texts.has(key):
        return texts.plain("row-wrong", code=problem.code)
    return texts.plain(key, **{name: str(value) for name, value in problem.values.items()})


def _kind(name: str) -> str | None:
    ending = name.rpartition(".")[2].lower()
    return {"ics": "ics", "csv": "table", "xlsx": "table"}.get(ending)
