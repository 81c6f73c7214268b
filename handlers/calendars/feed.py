"""Activities in the member's own calendar: one as a file, all of them as a private feed."""

from __future__ import annotations

from community.calendars import feeds
from community.registrations.tickets import Ticket
from handlers.activities.selection import Agenda
from handlers.calendars.buttons import CalendarFile, FeedAct
from handlers.chat.screen import Button, Document, Link, Replies, Row, Screen, Toast, keyboard
from handlers.chat.turn import Turn
from handlers.registrations.buttons import ShowMine
from handlers.registrations.card import Added
from handlers.registrations.ticket import own


async def file(turn: Turn, form: CalendarFile) -> Replies:
    """One event as a file that calendars take; opened again it replaces the first."""
    ticket = await own(turn, form.activity)
    content = await feeds.ticket_file(turn.tx, ticket, turn.now)
    caption = turn.texts.html("ticket-calendar-caption", title=ticket.occurrence.title)
    return [Document(content, f"anjia-{ticket.occurrence.id}.ics", caption)]


async def feed(turn: Turn, form: FeedAct) -> Replies:
    """A private address that calendars subscribe to; whoever has it sees the activities."""
    texts, tx, member = turn.texts, turn.tx, turn.member.id
    if turn.services.feed_base is None:
        return [Toast(texts.plain("feed-not-offered"), alert=True)]
    toasts: list[Toast] = []
    if form.act == "create":
        await feeds.create_feed(tx, member, turn.now)
    elif form.act == "revoke":
        gone = await feeds.revoke_feed(tx, member)
        toasts = [Toast(texts.plain("feed-revoked-toast"))] if gone else []
    return [*toasts, await _feed(turn)]


async def on_card(turn: Turn, ticket: Ticket, agenda: Agenda | None) -> Added:
    """On the card of an activity: into my calendar."""
    if ticket.occurrence.closed(turn.now) or ticket.checked_in_at is not None:
        return Added()
    return Added(
        beside=[Button(turn.texts.plain("ticket-calendar"), CalendarFile(ticket.occurrence.id))]
    )


def on_mine(turn: Turn) -> Row:
    """Under my activities: the feed, where it is offered."""
    if turn.services.feed_base is None:
        return []
    return [Button(turn.texts.plain("mine-feed"), FeedAct("show"))]


async def _feed(turn: Turn) -> Screen:
    texts = turn.texts
    token = await feeds.feed_token(turn.tx, turn.member.id)
    away = [Button(texts.plain("back"), ShowMine(past=False))]
    if token is None:
        create = [Button(texts.plain("feed-create"), FeedAct("create"))]
        return Screen(texts.html("feed-none"), keyboard(create, away))
    url = f"{turn.services.feed_base}/{token}.ics"
    rows = keyboard(
        [Link(texts.plain("feed-open"), url)],
        [Button(texts.plain("feed-revoke"), FeedAct("revoke"))],
        away,
    )
    return Screen(texts.html("feed", url=url), rows)
