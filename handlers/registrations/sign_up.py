"""Signing up, waiting, answering an offer, leaving: each tap shows the card as it is then."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from community.activities import occurrences
from community.registrations import registrations, waitlist
from community.registrations.registrations import ActivityFull, CancelTooLate, RegistrationClash
from community.registrations.tickets import Ticket
from handlers.activities.buttons import ShowActivity
from handlers.activities.selection import Agenda
from handlers.activities.wording import Shown, same_day, title
from handlers.chat.codec import new_operation
from handlers.chat.screen import Button, Replies, Screen, Toast, keyboard
from handlers.chat.texts import joined
from handlers.chat.turn import Turn
from handlers.registrations.buttons import AnswerOffer, BringGuests, LeaveActivity, SignUp, StayIn
from handlers.registrations.card import card


async def sign_up(turn: Turn, form: SignUp) -> Replies:
    """A seat, or a place in the queue; a clash and a full house are asked about."""
    try:
        ticket = await registrations.sign_up(
            turn.tx,
            turn.member.id,
            form.activity,
            op_id=form.operation,
            now=turn.now,
            guests=form.guests,
            wait=form.wait,
            despite_clash=form.despite_clash,
        )
    except RegistrationClash as clash:
        return await _ask_despite(turn, form, str(clash.values["title"]))
    except ActivityFull as full:
        return await _ask_to_wait(turn, form, full)
    return await _shown(turn, ticket, form.agenda)


async def bring(turn: Turn, form: BringGuests) -> Replies:
    """One guest more, or none after all."""
    try:
        ticket = await registrations.set_guests(
            turn.tx,
            turn.member.id,
            form.activity,
            form.guests,
            op_id=form.operation,
            now=turn.now,
        )
    except ActivityFull:
        return [Toast(turn.texts.plain("guest-no-seat"), alert=True)]
    return await _shown(turn, ticket, form.agenda)


async def answer(turn: Turn, form: AnswerOffer) -> Replies:
    """Take the seat that is offered, or pass it on."""
    act = waitlist.accept if form.accept else waitlist.decline
    try:
        ticket = await act(
            turn.tx, turn.member.id, form.activity, op_id=form.operation, now=turn.now
        )
    except waitlist.OfferGone:
        found = await occurrences.occurrence(turn.tx, form.activity)
        return [
            Toast(turn.texts.plain("offer-gone-toast"), alert=True),
            await card(turn, found, form.agenda),
        ]
    return await _shown(turn, ticket, form.agenda)


async def leave(turn: Turn, form: LeaveActivity) -> Replies:
    """Give a seat back once that is sure; a place in a queue at once."""
    found = await occurrences.occurrence(turn.tx, form.activity)
    ticket = await registrations.ticket(turn.tx, turn.member.id, found.id)
    texts = turn.texts
    if ticket is not None and ticket.state == "seated" and not form.sure:
        sure = LeaveActivity(found.id, True, form.operation, form.agenda)
        rows = keyboard(
            [
                Button(texts.plain("leave-sure"), sure),
                Button(texts.plain("leave-not"), ShowActivity(found.id, form.agenda)),
            ]
        )
        name = title(found.kind, found.title, texts)
        return [Screen(joined(name, texts.html("leave-ask")), rows)]
    try:
        ticket = await registrations.cancel(
            turn.tx, turn.member.id, found.id, op_id=form.operation, now=turn.now
        )
    except CancelTooLate as late:
        until = late.values["until"].astimezone(ZoneInfo(found.zone))
        when = same_day(until, Shown.of(found), texts)
        return [
            Toast(texts.plain("leave-too-late", when=when), alert=True),
            await card(turn, found, form.agenda),
        ]
    replies = await _shown(turn, ticket, form.agenda)
    return [Toast(texts.plain("left-toast")), *replies]


async def stay(turn: Turn, form: StayIn) -> Replies:
    """It was moved, and the member comes all the same: nothing changes but the message."""
    found = await occurrences.occurrence(turn.tx, form.activity)
    return [Toast(turn.texts.plain("stay-toast")), await card(turn, found)]


async def _shown(turn: Turn, ticket: Ticket, agenda: Agenda | None) -> Replies:
    found = await occurrences.occurrence(turn.tx, ticket.occurrence.id)
    return [await card(turn, found, agenda)]


async def _ask_despite(turn: Turn, form: SignUp, other: str) -> Replies:
    texts = turn.texts
    despite = SignUp(form.activity, form.guests, form.wait, True, form.operation, form.agenda)
    rows = keyboard(
        [
            Button(texts.plain("clash-sign-up"), despite),
            Button(texts.plain("clash-not"), ShowActivity(form.activity, form.agenda)),
        ]
    )
    return [Screen(texts.html("clash-ask", title=other), rows)]


async def _ask_to_wait(turn: Turn, form: SignUp, full: ActivityFull) -> Replies:
    texts = turn.texts
    found = await occurrences.occurrence(turn.tx, form.activity)
    wait = SignUp(found.id, form.guests, True, form.despite_clash, new_operation(), form.agenda)
    rows = keyboard(
        [
            Button(texts.plain("activity-wait"), wait),
            Button(texts.plain("back"), ShowActivity(found.id, form.agenda)),
        ]
    )
    ask = texts.html("activity-full-wait-ask", position=str(full.values["position"]))
    return [Screen(joined(title(found.kind, found.title, texts), ask), rows)]
