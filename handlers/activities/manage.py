"""What staff see of one published activity, and the things that take one tap."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from community import activities, attendance, check_ins, drafts, series, tickets
from community.activities import Occurrence
from community.drafts import Draft
from community.errors import CommunityError
from community.feedback import summary
from handlers import wording
from handlers.activities import refusals
from handlers.activities.check_in import said
from handlers.activities.draft_fields import rule_of
from handlers.activities.staff_menu import scope_of
from handlers.activities.wording import Shown, facts, title
from handlers.buttons import Buttons, button, grid, keyboard
from handlers.callbacks import (
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
from handlers.replies import Edit, Replies, Send, SendDocument, Toast
from handlers.request import Request
from handlers.texts import Html, joined

CODE_FORM = "ticket-code"
REPEATS = ("w4", "w8", "w12", "forever")
SHOWN_LINES = 10
_COLUMNS = ("name", "code", "state", "guests", "checked_in")
_STATES = ("seated", "offered", "waiting")


async def show(request: Request, form: StaffCard) -> Replies:
    await drafts.abandon(request.tx, request.member.id, request.now)
    text, rows = await staff_card(request, await served(request, form.activity))
    return [Edit(text, rows)]


async def served(request: Request, activity: int) -> Occurrence:
    """The activity, if the member is staff of its center. Raises `NotStaff`."""
    scope = await scope_of(request)
    found = await activities.occurrence(request.tx, activity)
    series.require(scope, found.center_id)
    return found


async def staff_card(request: Request, found: Occurrence) -> tuple[Html, Buttons]:
    """Facts, how many come and wait, and everything that can be done."""
    texts = request.texts
    seated = await tickets.of_occurrence(request.tx, found.id, _STATES)
    counted = {
        state: sum(ticket.seats for ticket in seated if ticket.state == state) for state in _STATES
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
    words = {name: texts.plain(f"attendance-{name}") for name in (*_COLUMNS, *_STATES)}
    content = await attendance.attendance_file(
        request.tx, await scope_of(request), found.id, words=words
    )
    caption = joined(title(found.kind, found.title, texts), texts.html("attendance-caption"))
    name = f"anjia-{found.local_start:%Y%m%d-%H%M}-{found.id}.xlsx"
    return [SendDocument(content, name, caption)]


async def onsite(request: Request, form: ShowOnSiteCode) -> Replies:
    """The code of this minute, to be shown on site; tapped again it is the next one."""
    texts, found = request.texts, await served(request, form.activity)
    code = await check_ins.onsite_code(request.tx, await scope_of(request), found.id, request.now)
    until = wording.clock_time(code.until.astimezone(ZoneInfo(found.zone)))
    text = joined(
        title(found.kind, found.title, texts),
        texts.html("onsite-code", code=f"{code.code[:3]} {code.code[3:]}", until=until),
    )
    rows = keyboard(
        [button(texts.plain("onsite-next"), ShowOnSiteCode(found.id))],
        [button(texts.plain("back"), StaffCard(found.id))],
    )
    return [Edit(text, rows)]


async def ask_code(request: Request, form: TypeTicketCode) -> Replies:
    """Phones without a camera: the short codes of tickets, one after the other."""
    found, texts = await served(request, form.activity), request.texts
    fields = {"activity": found.id}
    await drafts.put(request.tx, request.member.id, CODE_FORM, fields, request.now)
    away = [button(texts.plain("back"), StaffCard(found.id))]
    text = joined(title(found.kind, found.title, texts), texts.html("ticket-code-ask"))
    return [Edit(text, keyboard(away))]


async def code_given(request: Request, draft: Draft, text: str) -> Replies:
    """A short code; the question stays open for the next one."""
    activity = draft.fields["activity"]
    away = keyboard([button(request.texts.plain("back"), StaffCard(activity))])
    try:
        done = await check_ins.by_code_of_ticket(
            request.tx, await scope_of(request), activity, text, request.member.id, request.now
        )
    except CommunityError as error:
        return [Send(refusals.said(error, request), away)]
    return [Send(said(request, done), away)]


async def repeat(request: Request, form: RepeatActivity) -> Replies:
    """Let a published activity repeat every week from its date on."""
    found, texts = await served(request, form.activity), request.texts
    if form.rule not in REPEATS:
        choices = [
            button(texts.plain(f"repeat-{rule}"), RepeatActivity(found.id, rule))
            for rule in REPEATS
        ]
        away = [button(texts.plain("back"), StaffCard(found.id))]
        return [Edit(texts.html("repeat-ask"), keyboard(*grid(choices, 2), away))]
    rule = rule_of(form.rule)
    assert rule is not None
    written = await series.repeat(
        request.tx, await scope_of(request), found.series_id, rule, request.now
    )
    text, rows = await staff_card(request, await served(request, form.activity))
    return [Toast(texts.plain("repeat-done", dates=str(len(written)))), Edit(text, rows)]


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
