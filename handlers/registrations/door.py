"""At the door, for staff: who comes, the code to show on site, the short codes of tickets."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from community.errors import CommunityError
from community.members.drafts import Draft
from community.registrations import attendance, check_ins
from handlers.activities.staff.buttons import StaffCard
from handlers.activities.staff.card import ATTENDANCE_STATES, asked, served
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import title
from handlers.chat import refusals, words
from handlers.chat.screen import Button, Document, Replies, Screen, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.registrations.buttons import AttendanceFile, ShowOnSiteCode, TypeTicketCode
from handlers.registrations.check_in import said

CODE_FORM = "ticket-code"
ATTENDANCE_COLUMNS = ("name", "code", "state", "guests", "checked_in")


async def attendance_list(turn: Turn, form: AttendanceFile) -> Replies:
    """Who has a seat, is offered one, or waits, as a workbook."""
    found, texts = await served(turn, form.activity), turn.texts
    words = {
        name: texts.plain(f"attendance-{name}")
        for name in (*ATTENDANCE_COLUMNS, *ATTENDANCE_STATES)
    }
    content = await attendance.attendance_file(turn.tx, await scope_of(turn), found.id, words=words)
    caption = joined(title(found.kind, found.title, texts), texts.html("attendance-caption"))
    name = f"anjia-{found.local_start:%Y%m%d-%H%M}-{found.id}.xlsx"
    return [Document(content, name, caption)]


async def onsite(turn: Turn, form: ShowOnSiteCode) -> Replies:
    """The code of this minute, to be shown on site; tapped again it is the next one."""
    texts, found = turn.texts, await served(turn, form.activity)
    code = await check_ins.onsite_code(turn.tx, await scope_of(turn), found.id, turn.now)
    until = words.clock_time(code.until.astimezone(ZoneInfo(found.zone)))
    text = joined(
        title(found.kind, found.title, texts),
        texts.html("onsite-code", code=f"{code.code[:3]} {code.code[3:]}", until=until),
    )
    rows = keyboard(
        [Button(texts.plain("onsite-next"), ShowOnSiteCode(found.id))],
        [Button(texts.plain("back"), StaffCard(found.id))],
    )
    return [Screen(text, rows)]


async def ask_code(turn: Turn, form: TypeTicketCode) -> Replies:
    """Phones without a camera: the short codes of tickets, one after the other."""
    found = await served(turn, form.activity)
    return await asked(turn, found, CODE_FORM, "ticket-code-ask")


async def code_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """A short code; the question stays open for the next one."""
    activity = draft.fields["activity"]
    away = keyboard([Button(turn.texts.plain("back"), StaffCard(activity))])
    try:
        done = await check_ins.by_code_of_ticket(
            turn.tx, await scope_of(turn), activity, text, turn.member.id, turn.now
        )
    except CommunityError as error:
        return [Screen(refusals.said(error, turn), away)]
    return [Screen(said(turn, done), away)]
