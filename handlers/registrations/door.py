"""At the door, for staff: the code to show on site, and the short codes of tickets."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from community.errors import CommunityError
from community.members.drafts import Draft
from community.registrations import check_ins
from handlers.activities import refusals
from handlers.activities.staff.card import asked, served
from handlers.activities.staff.menu import scope_of
from handlers.activities.wording import title
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import ShowOnSiteCode, StaffCard, TypeTicketCode
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import joined
from handlers.places import wording
from handlers.registrations.check_in import said

CODE_FORM = "ticket-code"


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
    found = await served(request, form.activity)
    return await asked(request, found, CODE_FORM, "ticket-code-ask")


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
