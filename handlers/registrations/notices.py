"""What the bot says of activities on its own; each looks at the world again when it is due.

None means that it no longer matters: the member has left, the activity has moved again.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from community.activities import occurrences
from community.activities.occurrences import ActivityUnknown, Occurrence
from community.activities.seats import ALIVE
from community.clubs import clubs
from community.registrations import registrations, tickets
from community.registrations.tickets import Ticket, TicketUnknown
from community.reminders import reminders
from handlers.activities.card import answer_row, leave_button, stars_row
from handlers.activities.wording import line, moment, span, title, where
from handlers.chat.buttons import button, grid, keyboard
from handlers.chat.callbacks import (
    ShowActivity,
    ShowSettings,
    ShowTicket,
    ShowVenue,
    SignUp,
    Snooze,
    StayIn,
    new_operation,
)
from handlers.chat.notices import NoticeRequest, Renderer
from handlers.chat.replies import Send
from handlers.chat.texts import Html, Texts, joined
from handlers.places import wording

DIGEST_SHOWN = 10


async def reminder(request: NoticeRequest) -> Send | None:
    """`⏰ 明天19:30 …` [导航][取消][稍后提醒]."""
    wanted = await reminders.still_wanted(
        request.tx, request.object_id, request.payload, request.now
    )
    ticket = await _ticket(request)
    if not wanted or ticket is None:
        return None
    texts, found = request.texts, ticket.occurrence
    when = wording.coming(found.local_start, request.now.astimezone(ZoneInfo(found.zone)), texts)
    text = joined(texts.html("notice-reminder", when=when), await _facts(request, found))
    rows = keyboard(
        [
            button(texts.plain("notice-navigate"), ShowVenue(found.center_id)),
            button(texts.plain("ticket-show"), ShowTicket(found.id)),
        ],
        [
            leave_button(texts, found, "notice-cancel"),
            button(texts.plain("notice-snooze"), Snooze(ticket.id, 0)),
        ],
    )
    return Send(text, rows)


async def offer(request: NoticeRequest) -> Send | None:
    """`🎉 有名额！请在20:15前确认` [参加][放弃]."""
    ticket = await _ticket(request)
    if ticket is None or ticket.state != "offered" or ticket.occurrence.cancelled:
        return None
    assert ticket.offer_until is not None
    if ticket.offer_until <= request.now:
        return None
    found = ticket.occurrence
    until = moment(ticket.offer_until.astimezone(ZoneInfo(found.zone)), request.texts)
    text = joined(request.texts.html("ticket-offered", until=until), await _facts(request, found))
    return Send(text, keyboard(answer_row(request.texts, found)))


async def seat_free(request: NoticeRequest) -> Send | None:
    """In the last hours: whoever taps first."""
    ticket = await _ticket(request)
    if ticket is None or ticket.state != "waiting" or ticket.occurrence.closed(request.now):
        return None
    found = ticket.occurrence
    if found.seats_left < ticket.seats:
        return None
    text = joined(request.texts.html("notice-seat-free"), await _facts(request, found))
    take = SignUp(found.id, ticket.guests, True, True, new_operation())
    return Send(text, keyboard([button(request.texts.plain("offer-take"), take)]))


async def moved(request: NoticeRequest) -> Send | None:
    """`⏰ 19:30→20:00` [仍参加][退出]."""
    found, ticket = await _occurrence(request)
    if found is None or ticket is None or found.closed(request.now):
        return None
    was, payload = datetime.fromisoformat(request.payload["from"]), request.payload
    if found.starts_at != datetime.fromisoformat(payload["to"]) or (
        found.center_id,
        found.venue,
    ) != (payload["to_center"], payload["to_venue"]):
        return None  # moved again: another notice says so
    texts, zone = request.texts, ZoneInfo(found.zone)
    directory = await request.services.places.current(request.tx)
    old_place = where(payload["from_center"], payload["from_venue"], directory, texts)
    new_place = where(found.center_id, found.venue, directory, texts)
    local = was.astimezone(zone)
    lines = [
        title(found.kind, found.title, texts),
        _time_change(local, found.local_start, texts),
        texts.html("notice-moved-place", before=old_place, now=new_place)
        if old_place != new_place
        else None,
        await _facts(request, found, named=False),
        _others(request),
    ]
    rows = keyboard(
        [
            button(texts.plain("notice-stay"), StayIn(found.id)),
            leave_button(texts, found, "notice-leave"),
        ]
    )
    return Send(joined(*lines), rows)


async def cancelled(request: NoticeRequest) -> Send | None:
    """`❌ 活动取消：场地检修`."""
    found, ticket = await _occurrence(request)
    if found is None or ticket is None or not found.cancelled:
        return None
    texts = request.texts
    return Send(
        joined(
            texts.html("activity-cancelled", reason=found.cancel_reason or ""),
            await _facts(request, found),
            _others(request),
        )
    )


async def attendees(request: NoticeRequest) -> Send | None:
    """A message of the staff to those with a seat."""
    found, ticket = await _occurrence(request)
    if found is None or found.cancelled or ticket is None or ticket.state != "seated":
        return None
    texts = request.texts
    text = joined(
        title(found.kind, found.title, texts),
        texts.html("notice-attendees", text=str(request.payload["text"])),
    )
    return Send(text, keyboard([button(texts.plain("ticket-open"), ShowActivity(found.id))]))


async def feedback(request: NoticeRequest) -> Send | None:
    """Stars, for those who were there."""
    ticket = await _ticket(request)
    if ticket is None or ticket.checked_in_at is None:
        return None
    found = ticket.occurrence
    text = joined(title(found.kind, found.title, request.texts), request.texts.html("feedback-ask"))
    return Send(text, keyboard(stars_row(found)))


async def digest(request: NoticeRequest) -> Send | None:
    """What comes next week in the member's clubs."""
    zone = request.services.district.zone
    coming = await clubs.digest(request.tx, request.member.id, request.object_id, request.now, zone)
    if not coming:
        return None
    texts = request.texts
    directory = await request.services.places.current(request.tx)
    shown = coming[:DIGEST_SHOWN]
    lines = [
        line(number, one, directory, texts, request.now) for number, one in enumerate(shown, 1)
    ]
    numbers = [button(str(number), ShowActivity(one.id)) for number, one in enumerate(shown, 1)]
    off = [button(texts.plain("notice-digest-settings"), ShowSettings("all"))]
    return Send(joined(texts.html("notice-digest"), *lines), keyboard(*grid(numbers, 5), off))


async def _ticket(request: NoticeRequest) -> Ticket | None:
    try:
        return await tickets.by_id(request.tx, request.object_id)
    except TicketUnknown:
        return None


async def _occurrence(request: NoticeRequest) -> tuple[Occurrence | None, Ticket | None]:
    """The occurrence, and the member's ticket for it if it still concerns them."""
    try:
        found = await occurrences.occurrence(request.tx, request.object_id)
    except ActivityUnknown:
        return None, None
    ticket = await registrations.ticket(request.tx, request.member.id, found.id)
    if ticket is None or ticket.state not in ALIVE:
        return found, None
    return found, ticket


async def _facts(request: NoticeRequest, found: Occurrence, *, named: bool = True) -> Html:
    texts = request.texts
    directory = await request.services.places.current(request.tx)
    return joined(
        title(found.kind, found.title, texts) if named else None,
        texts.html(
            "activity-when-where",
            when=span(found.local_start, found.local_end, texts),
            where=where(found.center_id, found.venue, directory, texts),
        ),
    )


def _time_change(before: datetime, now: datetime, texts: Texts) -> Html | None:
    """`⏰ 19:30→20:00`; with the days where the day is another one."""
    if before == now:
        return None
    short = before.date() == now.date()
    said = [wording.clock_time(at) if short else moment(at, texts) for at in (before, now)]
    return texts.html("notice-moved-time", before=said[0], now=said[1])


def _others(request: NoticeRequest) -> Html | None:
    """A change of several dates is told once."""
    more = len(request.payload.get("occurrences", ())) - 1
    return request.texts.html("notice-others", count=str(more)) if more > 0 else None


RENDERERS: dict[str, Renderer] = {
    "reminder": reminder,
    "offer": offer,
    "seat_free": seat_free,
    "moved": moved,
    "cancelled": cancelled,
    "attendees": attendees,
    "feedback": feedback,
    "digest": digest,
}
"""By the kind of the notice; the postman asks it."""
