"""What staff see of one published activity, its list of attendance, and what people said."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from community.activities import occurrences, series
from community.activities.occurrences import Occurrence
from community.feedback.feedback import summary
from community.members import drafts
from community.registrations import attendance, tickets
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import Shown, facts, title
from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import (
    AttendanceFile,
    CallOff,
    ChangeActivity,
    CopySeries,
    RepeatActivity,
    ShowFeedback,
    ShowOnSiteCode,
    ShowStaffList,
    StaffCard,
    TypeTicketCode,
    WriteAttendees,
)
from handlers.chat.replies import Edit, Replies, Reply, SendDocument, Toast
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined

SHOWN_LINES = 10
ATTENDANCE_COLUMNS = ("name", "code", "state", "guests", "checked_in")
ATTENDANCE_STATES = ("seated", "offered", "waiting")


async def show(request: Request, form: StaffCard) -> Replies:
    await drafts.abandon(request.tx, request.member, request.now)
    text, rows = await staff_card(request, await served(request, form.activity))
    return [Edit(text, rows)]


async def back_to_card(request: Request, activity: int, said: str) -> list[Reply]:
    """Something was done, or is over: say so, and show the card as it is now."""
    text, rows = await staff_card(request, await served(request, activity))
    return [Toast(said), Edit(text, rows)]


async def served(request: Request, activity: int) -> Occurrence:
    """The activity, if the member is staff of its center. Raises `NotStaff`."""
    scope = await scope_of(request)
    found = await occurrences.occurrence(request.tx, activity)
    series.require(scope, found.center_id)
    return found


async def asked(request: Request, found: Occurrence, form: str, key: str) -> Replies:
    """Ask for a text about an activity; `form` takes the answer, `key` is the question."""
    texts = request.texts
    await drafts.put(request.tx, request.member.id, form, {"activity": found.id}, request.now)
    text = joined(title(found.kind, found.title, texts), texts.html(key))
    return [Edit(text, keyboard([button(texts.plain("back"), StaffCard(found.id))]))]


async def staff_card(
    request: Request, found: Occurrence
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Facts, how many come and wait, and everything that can be done."""
    texts = request.texts
    seated = await tickets.of_occurrence(request.tx, found.id, ATTENDANCE_STATES)
    counted = {
        state: sum(ticket.seats for ticket in seated if ticket.state == state)
        for state in ATTENDANCE_STATES
    }
    here = sum(ticket.seats for ticket in seated if ticket.checked_in_at is not None)
    text = joined(
        facts(Shown.of(found), await request.directory(), texts),
        texts.html("activity-cancelled", reason=found.cancel_reason or "")
        if found.cancelled
        else None,
        texts.html(
            "staff-numbers",
            seated=str(counted["seated"]),
            offered=str(counted["offered"]),
            waiting=str(counted["waiting"]),
            here=str(here),
        ),
    )
    to_list = [button(texts.plain("back"), ShowStaffList(0))]
    lists = [
        button(texts.plain("staff-attendance"), AttendanceFile(found.id)),
        button(texts.plain("staff-feedback"), ShowFeedback(found.id)),
        button(texts.plain("staff-copy"), CopySeries(found.series_id)),
    ]
    if found.cancelled:
        return text, keyboard(lists, to_list)
    door = [
        button(texts.plain("staff-onsite"), ShowOnSiteCode(found.id)),
        button(texts.plain("staff-ticket-code"), TypeTicketCode(found.id)),
    ]
    if found.closed(request.now):
        return text, keyboard(door, lists, to_list)
    change = [
        button(texts.plain("staff-change"), ChangeActivity(found.id, "any")),
        button(texts.plain("staff-message"), WriteAttendees(found.id)),
        button(texts.plain("staff-cancel"), CallOff(found.id, "ask")),
    ]
    if not found.recurring:
        lists.append(button(texts.plain("draft-repeat"), RepeatActivity(found.id, "ask")))
    return text, keyboard(change, door, *grid(lists, 2), to_list)


async def attendance_list(request: Request, form: AttendanceFile) -> Replies:
    """Who has a seat, is offered one, or waits, as a workbook."""
    found, texts = await served(request, form.activity), request.texts
    words = {
        name: texts.plain(f"attendance-{name}")
        for name in (*ATTENDANCE_COLUMNS, *ATTENDANCE_STATES)
    }
    content = await attendance.attendance_file(
        request.tx, await scope_of(request), found.id, words=words
    )
    caption = joined(title(found.kind, found.title, texts), texts.html("attendance-caption"))
    name = f"anjia-{found.local_start:%Y%m%d-%H%M}-{found.id}.xlsx"
    return [SendDocument(content, name, caption)]


async def feedback(request: Request, form: ShowFeedback) -> Replies:
    """Stars and lines, without names."""
    found, texts = await served(request, form.activity), request.texts
    given = await summary(request.tx, await scope_of(request), found.id)
    if given.average is None:
        return [Toast(texts.plain("feedback-none"))]
    lines = [
        texts.html("feedback-line", stars="★" * stars, text=line)
        for stars, line in given.lines[-SHOWN_LINES:]
    ]
    text = joined(
        title(found.kind, found.title, texts),
        texts.html("feedback-summary", average=f"{given.average:.1f}", count=str(given.count)),
        *lines,
    )
    return [Edit(text, keyboard([button(texts.plain("back"), StaffCard(found.id))]))]
