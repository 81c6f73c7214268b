"""At the door: the staff scan a ticket, or members type the code that is shown on site."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from community.activities import seats
from community.activities import tables as activity_tables
from community.activities.occurrences import ActivityUnknown, occurrence
from community.activities.seats import RegistrationClosed
from community.errors import CommunityError
from community.facts import tell
from community.registrations import tables, tickets
from community.registrations.facts import Attended
from community.registrations.tickets import Ticket, TicketUnknown
from community.staff.roles import StaffScope
from community.storage.database import Transaction

OPENS_BEFORE = timedelta(hours=1)
CLOSES_AFTER = timedelta(hours=1)
"""After the end: staff write down late who was there."""
STEP_S = 60
DIGITS = 6


class NotSeated(CommunityError):
    """The ticket has no seat: its `state`."""


class CheckInTooEarly(CommunityError):
    """It can be checked in from `opens_at`."""


class CheckInTooLate(CommunityError):
    """It could be checked in until `closed_at`."""


class CodeWrong(CommunityError):
    """This is not the code that is shown on site now."""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """`at` is when it was first; `again` says that this was not the first time."""

    ticket: Ticket
    at: datetime
    how: str
    again: bool


@dataclass(frozen=True, slots=True)
class OnSiteCode:
    """What to show on site; another one is shown from `until` on."""

    code: str
    until: datetime


async def scan(
    tx: Transaction, scope: StaffScope, token: str, by_member: int, now: datetime
) -> CheckIn:
    """The staff scanned the deep link of a ticket.

    Raises `TicketUnknown`, `NotStaff`, `NotSeated`, `RegistrationClosed` (cancelled),
    `CheckInTooEarly`, `CheckInTooLate`.
    """
    ticket = await tickets.by_token(tx, token)
    scope.require(ticket.occurrence.center_id)
    return await _check_in(tx, ticket, "scan", by_member, now)


async def by_code_of_ticket(
    tx: Transaction,
    scope: StaffScope,
    occurrence_id: int,
    code: str,
    by_member: int,
    now: datetime,
) -> CheckIn:
    """The staff typed the short code of a ticket. Raises as `scan`."""
    found = await occurrence(tx, occurrence_id)
    scope.require(found.center_id)
    wanted = _plain(code)
    seated = await tickets.of_occurrence(tx, occurrence_id, ("seated", "waiting", "offered"))
    matching = [ticket for ticket in seated if _plain(ticket.code) == wanted]
    if len(matching) != 1:
        raise TicketUnknown(code=code)
    return await _check_in(tx, matching[0], "staff", by_member, now)


async def onsite_code(
    tx: Transaction, scope: StaffScope, occurrence_id: int, now: datetime
) -> OnSiteCode:
    """The code of this minute, for the staff to show. Raises `ActivityUnknown`, `NotStaff`."""
    found = await occurrence(tx, occurrence_id)
    scope.require(found.center_id)
    step = _step(now)
    code = code_at(await _secret(tx, occurrence_id), step)
    return OnSiteCode(code, datetime.fromtimestamp((step + 1) * STEP_S, UTC))


async def by_onsite_code(
    tx: Transaction, member_id: int, occurrence_id: int, code: str, now: datetime
) -> CheckIn:
    """A member typed the code that is shown on site; the one before it is good as well.

    Raises `CodeWrong`, `TicketUnknown`, and as `scan`.
    """
    ticket = await tickets.of_member(tx, member_id, occurrence_id)
    if ticket is None:
        raise TicketUnknown(number=occurrence_id)
    secret, step = await _secret(tx, occurrence_id), _step(now)
    typed = code.strip()
    good = [
        hmac.compare_digest(code_at(secret, one).encode(), typed.encode())
        for one in (step, step - 1)
    ]
    if not any(good):
        raise CodeWrong(number=occurrence_id)
    return await _check_in(tx, ticket, "code", None, now)


def code_at(secret: str, step: int) -> str:
    """Six digits from the secret and the minute, cut as in RFC 4226 (5.3)."""
    digest = hmac.new(secret.encode(), step.to_bytes(8, "big"), hashlib.sha256).digest()
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S


def _plain(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())


async def _secret(tx: Transaction, occurrence_id: int) -> str:
    table = activity_tables.occurrence.c
    secret = await tx.value(select(table.check_in_secret).where(table.id == occurrence_id))
    if secret is None:
        raise ActivityUnknown(number=occurrence_id)
    return str(secret)


async def _check_in(
    tx: Transaction, ticket: Ticket, how: str, by_member: int | None, now: datetime
) -> CheckIn:
    table = tables.check_in
    # Nobody leaves and no other device scans in between.
    await seats.lock(tx, ticket.occurrence.id)
    ticket = await tickets.by_id(tx, ticket.id)
    before = await tx.row(
        select(table.c.at, table.c.how).where(table.c.registration_id == ticket.id)
    )
    if before is not None:
        return CheckIn(ticket, before.at, before.how, again=True)
    _refuse(ticket, now)
    await tx.execute(
        insert(table).values(registration_id=ticket.id, at=now, how=how, by_member=by_member)
    )
    ticket = replace(ticket, checked_in_at=now)
    await tell(tx, Attended(ticket, now))
    return CheckIn(ticket, now, how, again=False)


def _refuse(ticket: Ticket, now: datetime) -> None:
    found = ticket.occurrence
    if ticket.state != "seated":
        raise NotSeated(state=ticket.state)
    if found.cancelled:
        raise RegistrationClosed(status=found.status, starts_at=found.starts_at)
    if now < found.starts_at - OPENS_BEFORE:
        raise CheckInTooEarly(opens_at=found.starts_at - OPENS_BEFORE)
    if now > found.ends_at + CLOSES_AFTER:
        raise CheckInTooLate(closed_at=found.ends_at + CLOSES_AFTER)
