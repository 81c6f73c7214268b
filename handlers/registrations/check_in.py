"""At the door, for members: the code that is shown on site. For staff: a ticket's QR code."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from community.activities import occurrences
from community.members import drafts
from community.members.drafts import Draft
from community.registrations import check_ins, tickets
from community.registrations.check_ins import CheckIn, CodeWrong
from community.staff import roles
from community.staff.roles import NotStaff, StaffScope
from handlers.activities.buttons import ShowActivity
from handlers.activities.staff.buttons import StaffCard
from handlers.activities.wording import title
from handlers.chat import words
from handlers.chat.reading import digits
from handlers.chat.screen import Button, Replies, Screen, keyboard
from handlers.chat.texts import Html, joined
from handlers.chat.turn import Turn
from handlers.registrations.buttons import CheckInHere
from handlers.registrations.card import card
from handlers.registrations.ticket import as_picture

CODE_FORM = "check-in"


async def ask(turn: Turn, form: CheckInHere) -> Replies:
    """The member is there: ask for the code that is shown on site."""
    found = await occurrences.occurrence(turn.tx, form.activity)
    fields = {"activity": found.id}
    await drafts.put(turn.tx, turn.member.id, CODE_FORM, fields, turn.now)
    texts = turn.texts
    away = Button(texts.plain("back"), ShowActivity(found.id))
    text = joined(title(found.kind, found.title, texts), texts.html("check-in-ask"))
    return [Screen(text, keyboard([away]))]


async def code_given(turn: Turn, draft: Draft, text: str) -> Replies:
    """The code; a wrong one keeps the question open."""
    texts = turn.texts
    try:
        done = await check_ins.by_onsite_code(
            turn.tx, turn.member.id, draft.fields["activity"], digits(text), turn.now
        )
    except CodeWrong:
        away = Button(texts.plain("cancel"), ShowActivity(draft.fields["activity"]))
        return [Screen(texts.html("check-in-wrong"), keyboard([away]))]
    await drafts.drop(turn.tx, turn.member.id)
    return [await card(turn, done.ticket.occurrence)]


async def scanned(turn: Turn, token: str) -> Replies:
    """The deep link of a ticket: staff check it in, its own member sees it."""
    try:
        scope = await _scope(turn)
        done = await check_ins.scan(turn.tx, scope, token, turn.member.id, turn.now)
    except NotStaff:
        ticket = await tickets.by_token(turn.tx, token)
        if ticket.member_id == turn.member.id and ticket.state == "seated":
            return [await as_picture(turn, ticket)]
        raise
    to_card = Button(turn.texts.plain("staff-to-card"), StaffCard(done.ticket.occurrence.id))
    return [Screen(said(turn, done), keyboard([to_card]))]


def said(turn: Turn, done: CheckIn) -> Html:
    """What staff read: in now, or when it was before."""
    texts, found = turn.texts, done.ticket.occurrence
    at = done.at.astimezone(ZoneInfo(found.zone))
    now = turn.now.astimezone(ZoneInfo(found.zone))
    time = words.clock_time(at) if at.date() == now.date() else words.moment(at, texts)
    key = "scan-again" if done.again else "scan-done"
    return joined(
        texts.html(key, time=time),
        title(found.kind, found.title, texts),
        texts.html("ticket-code", code=done.ticket.code, seats=str(done.ticket.seats)),
    )


async def _scope(turn: Turn) -> StaffScope:
    member = turn.member
    return await roles.scope_of(turn.tx, member.channel, member.channel_user_id)
