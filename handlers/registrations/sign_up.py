"""Signing up, waiting, answering an offer, leaving: each tap shows the card as it is then."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from community.activities import occurrences
from community.registrations import registrations, waitlist
from community.registrations.registrations import ActivityFull, CancelTooLate, RegistrationClash
from community.registrations.tickets import Ticket
from handlers.activities.card import card
from handlers.activities.wording import Shown, same_day, title
from handlers.chat.buttons import button, keyboard
from handlers.chat.callbacks import (
    Agenda,
    AnswerOffer,
    BringGuests,
    LeaveActivity,
    ShowActivity,
    SignUp,
    StayIn,
    new_operation,
)
from handlers.chat.replies import Edit, Replies, Toast
from handlers.chat.request import Request
from handlers.chat.texts import joined


async def sign_up(request: Request, form: SignUp) -> Replies:
    """A seat, or a place in the queue; a clash and a full house are asked about."""
    try:
        ticket = await registrations.sign_up(
            request.tx,
            request.member.id,
            form.activity,
            op_id=form.operation,
            now=request.now,
            guests=form.guests,
            wait=form.wait,
            despite_clash=form.despite_clash,
        )
    except RegistrationClash as clash:
        return await _ask_despite(request, form, str(clash.values["title"]))
    except ActivityFull as full:
        return await _ask_to_wait(request, form, full)
    return await _shown(request, ticket, form.agenda)


async def bring(request: Request, form: BringGuests) -> Replies:
    """One guest more, or none after all."""
    try:
        ticket = await registrations.set_guests(
            request.tx,
            request.member.id,
            form.activity,
            form.guests,
            op_id=form.operation,
            now=request.now,
        )
    except ActivityFull:
        return [Toast(request.texts.plain("guest-no-seat"), alert=True)]
    return await _shown(request, ticket, form.agenda)


async def answer(request: Request, form: AnswerOffer) -> Replies:
    """Take the seat that is offered, or pass it on."""
    act = waitlist.accept if form.accept else waitlist.decline
    try:
        ticket = await act(
            request.tx, request.member.id, form.activity, op_id=form.operation, now=request.now
        )
    except waitlist.OfferGone:
        found = await occurrences.occurrence(request.tx, form.activity)
        text, buttons = await card(request, found, form.agenda)
        return [Toast(request.texts.plain("offer-gone-toast"), alert=True), Edit(text, buttons)]
    return await _shown(request, ticket, form.agenda)


async def leave(request: Request, form: LeaveActivity) -> Replies:
    """Give a seat back once that is sure; a place in a queue at once."""
    found = await occurrences.occurrence(request.tx, form.activity)
    ticket = await registrations.ticket(request.tx, request.member.id, found.id)
    texts = request.texts
    if ticket is not None and ticket.state == "seated" and not form.sure:
        sure = LeaveActivity(found.id, True, form.operation, form.agenda)
        rows = keyboard(
            [
                button(texts.plain("leave-sure"), sure),
                button(texts.plain("leave-not"), ShowActivity(found.id, form.agenda)),
            ]
        )
        name = title(found.kind, found.title, texts)
        return [Edit(joined(name, texts.html("leave-ask")), rows)]
    try:
        ticket = await registrations.cancel(
            request.tx, request.member.id, found.id, op_id=form.operation, now=request.now
        )
    except CancelTooLate as late:
        until = late.values["until"].astimezone(ZoneInfo(found.zone))
        when = same_day(until, Shown.of(found), texts)
        text, buttons = await card(request, found, form.agenda)
        return [Toast(texts.plain("leave-too-late", when=when), alert=True), Edit(text, buttons)]
    replies = await _shown(request, ticket, form.agenda)
    return [Toast(texts.plain("left-toast")), *replies]


async def stay(request: Request, form: StayIn) -> Replies:
    """It was moved, and the member comes all the same: nothing changes but the message."""
    found = await occurrences.occurrence(request.tx, form.activity)
    text, buttons = await card(request, found)
    return [Toast(request.texts.plain("stay-toast")), Edit(text, buttons)]


async def _shown(request: Request, ticket: Ticket, agenda: Agenda | None) -> Replies:
    found = await occurrences.occurrence(request.tx, ticket.occurrence.id)
    text, buttons = await card(request, found, agenda)
    return [Edit(text, buttons)]


async def _ask_despite(request: Request, form: SignUp, other: str) -> Replies:
    texts = request.texts
    despite = SignUp(form.activity, form.guests, form.wait, True, form.operation, form.agenda)
    rows = keyboard(
        [
            button(texts.plain("clash-sign-up"), despite),
            button(texts.plain("clash-not"), ShowActivity(form.activity, form.agenda)),
        ]
    )
    return [Edit(texts.html("clash-ask", title=other), rows)]


async def _ask_to_wait(request: Request, form: SignUp, full: ActivityFull) -> Replies:
    texts = request.texts
    found = await occurrences.occurrence(request.tx, form.activity)
    wait = SignUp(found.id, form.guests, True, form.despite_clash, new_operation(), form.agenda)
    rows = keyboard(
        [
            button(texts.plain("activity-wait"), wait),
            button(texts.plain("back"), ShowActivity(found.id, form.agenda)),
        ]
    )
    ask = texts.html("activity-full-wait-ask", position=str(full.values["position"]))
    return [Edit(joined(title(found.kind, found.title, texts), ask), rows)]
