"""Tickets as iCalendar (RFC 5545): a file for one, and a private feed of all of a member's."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from sqlalchemy import delete, select

from community.calendars import tables
from community.errors import CommunityError
from community.places import tables as place_tables
from community.registrations import tickets
from community.registrations.tickets import Ticket
from community.storage.database import Transaction
from community.storage.upsert import upsert

PRODUCT = "-//Anjia//activities//ZH"
UID_DOMAIN = "anjia"
REFRESH = timedelta(hours=1)
FEED_LIMIT = 300
"""Tickets that come, and as many that are past."""

_STATUSES = {"seated": "CONFIRMED", "waiting": "TENTATIVE", "offered": "TENTATIVE"}


class FeedUnknown(CommunityError):
    """No calendar has this link, or it was revoked."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a center is, as a calendar shows it."""

    name: str
    address: str | None
    lat: float | None
    lon: float | None


Link = Callable[[Ticket], str | None]
"""The address that opens a ticket in the channel; None for none."""


async def ticket_file(
    tx: Transaction, ticket: Ticket, now: datetime, *, link: Link | None = None
) -> bytes:
    """One event. Its UID stays what it is, its SEQUENCE rises with every change, and the
    file of a ticket that was given back or whose activity is cancelled says so."""
    return await _calendar(tx, [ticket], now, link, name=None)


async def create_feed(tx: Transaction, member_id: int, now: datetime) -> str:
    """The token of the member's private calendar, a new one if there is none."""
    statement = upsert(tx, tables.calendar_feed).values(
        member_id=member_id, token=secrets.token_urlsafe(32), created_at=now
    )
    await tx.execute(statement.on_conflict_do_nothing(index_elements=["member_id"]))
    token = await feed_token(tx, member_id)
    assert token is not None
    return token


async def feed_token(tx: Transaction, member_id: int) -> str | None:
    """None when there is no calendar."""
    table = tables.calendar_feed.c
    token = await tx.value(select(table.token).where(table.member_id == member_id))
    return None if token is None else str(token)


async def revoke_feed(tx: Transaction, member_id: int) -> bool:
    """Let the link lead nowhere; returns False when there was none."""
    table = tables.calendar_feed
    result = await tx.execute(delete(table).where(table.c.member_id == member_id))
    return result.rowcount == 1


async def feed_file(
    tx: Transaction, token: str, now: datetime, *, name: str, link: Link | None = None
) -> bytes:
    """Everything a member has signed up for, cancelled activities and past ones too.

    `name` is the calendar's. Raises `FeedUnknown`.
    """
    table = tables.calendar_feed.c
    member_id = await tx.value(select(table.member_id).where(table.token == token))
    if member_id is None:
        raise FeedUnknown()
    every = [
        *await tickets.mine(tx, member_id, now, past=True, limit=FEED_LIMIT),
        *await tickets.mine(tx, member_id, now, limit=FEED_LIMIT),
    ]
    return await _calendar(tx, every, now, link, name=name)


async def _calendar(
    tx: Transaction, every: Sequence[Ticket], now: datetime, link: Link | None, name: str | None
) -> bytes:
    places = await _places(tx, {ticket.occurrence.center_id for ticket in every})
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name is not None:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for ticket in every:
        url = link(ticket) if link is not None else None
        calendar.add_component(_event(ticket, places[ticket.occurrence.center_id], url, now))
    if every:
        days = sorted(ticket.occurrence.local_start.date() for ticket in every)
        year = timedelta(days=366)  # both changes of the clock are in it
        calendar.add_missing_timezones(first_date=days[0] - year, last_date=days[-1] + year)
    data: bytes = calendar.to_ical()
    return data


def _event(ticket: Ticket, place: Place, url: str | None, now: datetime) -> icalendar.Event:
    found = ticket.occurrence
    zone = ZoneInfo(found.zone)
    status = "CANCELLED" if found.cancelled else _STATUSES.get(ticket.state, "CANCELLED")
    event = icalendar.Event()
    event.add("uid", f"{found.token}@{UID_DOMAIN}")
    event.add("sequence", found.revision)
    event.add("dtstamp", now)
    event.add("status", status)
    event.add("summary", found.title)
    event.add("dtstart", found.starts_at.astimezone(zone))
    event.add("dtend", found.ends_at.astimezone(zone))
    event.add("location", ", ".join(_location(found.venue, place)))
    if place.lat is not None and place.lon is not None:
        event.add("geo", (place.lat, place.lon))
    described = [found.cancel_reason, found.description, ticket.code]
    event.add("description", "\n".join(part for part in described if part))
    event.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    if url is not None:
        event.add("url", url)
    return event


def _location(venue: str | None, place: Place) -> list[str]:
    return [part for part in (place.name, venue, place.address) if part]


async def _places(tx: Transaction, center_ids: set[int]) -> dict[int, Place]:
    table = place_tables.center.c
    query = select(table.id, table.name, table.address, table.lat, table.lon)
    rows = await tx.rows(query.where(table.id.in_(sorted(center_ids))))
    return {row.id: Place(row.name, row.address, row.lat, row.lon) for row in rows}
