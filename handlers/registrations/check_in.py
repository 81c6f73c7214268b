"""At the door, for members: the code that is shown on site. For staff: a ticket's QR code."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from community.activities import occurrences
from community.errors import NotStaff
from community.members import drafts
from community.members.drafts import Draft
from community.registrations import check_ins, tickets
from community.registrations.check_ins import CheckIn, CodeWrong
from community.staff import roles
from community.staff.roles import StaffScope
from handlers.activities.card import card
from handlers.activities.wording import moment, title
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import CheckInHere, ShowActivity, StaffCard
from handlers.chat.reading import digits
from handlers.chat.replies import Edit, Replies, Send
from handlers.chat.request import Request
from handlers.chat.texts import Html, joined
from handlers.places import wording
from handlers.registrations.ticket import as_picture

CODE_FORM = "check-in"


async def ask(request: Request, form: CheckInHere) -> Replies:
    """The member is there: ask for the code that is shown on site."""
    found = await occurrences.occurrence(request.tx, form.activity)
    fields = {"activity": found.id}
    await drafts.put(request.tx, request.member.id, CODE_FORM, fields, request.now)
    texts = request.texts
    away = button(texts.plain("back"), ShowActivity(found.id))
    text = joined(title(found.kind, found.title, texts), texts.html("check-in-ask"))
    return [Edit(text, keyboard([away]))]


async def code_given(request: Request, draft: Draft, text: str) -> Replies:
    """The code; a wrong one keeps the question open."""
    texts = request.texts
    try:
        done = await check_ins.by_onsite_code(
            request.tx, request.member.id, draft.fields["activity"], digits(text), request.now
        )
    except CodeWrong:
        away = button(texts.plain("cancel"), ShowActivity(draft.fields["activity"]))
        return [Send(texts.html("check-in-wrong"), keyboard([away]))]
    await drafts.drop(request.tx, request.member.id)
    shown, buttons = await card(request, done.ticket.occurrence)
    return [Send(shown, buttons)]


async def scanned(request: Request, token: str) -> Replies:
    """The deep link of a ticket: staff check it in, its own member sees it."""
    try:
        scope = await _scope(request)
        done = await check_ins.scan(request.tx, scope, token, request.member.id, request.now)
    except NotStaff:
        ticket = await tickets.by_token(request.tx, token)
        if ticket.member_id == request.member.id and ticket.state == "seated":
            return [await as_picture(request, ticket)]
        raise
    to_card = button(request.texts.plain("staff-to-card"), StaffCard(done.ticket.occurrence.id))
    return [Send(said(request, done), keyboard([to_card]))]


def said(request: Request, done: CheckIn) -> Html:
    """What staff read: in now, or when it was before."""
    texts, found = request.texts, done.ticket.occurrence
    at = done.at.astimezone(ZoneInfo(found.zone))
    now = request.now.astimezone(ZoneInfo(found.zone))
    time = wording.clock_time(at) if at.date() == now.date() else moment(at, texts)
    key = "scan-again" if done.again else "scan-done"
    return joined(
        texts.html(key, time=time),
        title(found.kind, found.title, texts),
        texts.html("ticket-code", code=done.ticket.code, seats=str(done.ticket.seats)),
    )


async def _scope(request: Request) -> StaffScope:
    member = request.member
    return await roles.scope_of(request.tx, member.channel, member.channel_user_id)
