"""The nightly check finds each broken promise: every check of the list is broken once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import delete, insert, text, update

from community import capabilities, checks
from community.activities import tables as activity_tables
from community.calendars import tables as calendar_tables
from community.capability import Check, Rules
from community.feedback import feedback
from community.members import tables as member_tables
from community.messages import tables as message_tables
from community.places import tables as place_tables
from community.registrations import check_ins, registrations
from community.registrations import tables as registration_tables
from community.registrations.tickets import Ticket
from community.reports import reports
from community.reports import tables as report_tables
from community.saved import tables as saved_tables
from community.saved.favourites import MAX_FAVOURITES, MAX_SAVED_PLACES
from community.staff import tables as staff_tables
from community.storage.database import Database, Transaction
from community.tables import tables as table_tables
from community.updates import inbox
from community.updates import tables as update_tables
from tests.conftest import NOON
from tests.integration.activities.stage import DISTRICT, Stage, center

EVERYTHING = (*capabilities.RULES, *capabilities.MACHINERY)
Break = Callable[[Transaction, Stage], Awaitable[str]]


async def signed_up(tx: Transaction, stage: Stage, place: int = 0) -> Ticket:
    return await registrations.sign_up(tx, stage.members[place], stage.id, op_id=None, now=NOON)


async def checked_in(tx: Transaction, stage: Stage) -> Ticket:
    ticket = await signed_up(tx, stage)
    await check_ins.scan(tx, DISTRICT, ticket.token, stage.members[3], ticket.occurrence.starts_at)
    return ticket


@asynccontextmanager
async def without(tx: Transaction, constraint: str, table: str) -> AsyncIterator[None]:
    """As in a damaged file: nothing stands behind a promise any more."""
    if tx.dialect == "sqlite":
        if constraint.startswith("uq"):
            pytest.skip("SQLite cannot drop a UNIQUE; its integrity_check looks at them")
        await tx.execute(text("PRAGMA ignore_check_constraints=ON"))
        yield
        await tx.execute(text("PRAGMA ignore_check_constraints=OFF"))
    else:
        await tx.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"))
        yield


async def two_consents(tx: Transaction, stage: Stage) -> str:
    member = stage.members[0]
    await tx.execute(text("DROP INDEX uq_consent_in_force"))
    row = {"member_id": member, "purpose": "location", "given_at": NOON}
    await tx.execute(insert(member_tables.consent), [{**row, "version": one} for one in (1, 2)])
    return f"consent: member {member} has 2 in force for location"


async def two_roles(tx: Transaction, stage: Stage) -> str:
    row = {"channel": "telegram", "channel_user_id": 5, "role": "staff", "granted_at": NOON}
    await tx.execute(insert(staff_tables.staff_role), [row, row])
    return "staff: telegram 5 has several roles in the district"


async def strange_hours(tx: Transaction, stage: Stage) -> str:
    await tx.execute(update(place_tables.center).values(hours="whenever"))
    return "center c1: hours cannot be read"


async def strange_facility(tx: Transaction, stage: Stage) -> str:
    await tx.execute(update(place_tables.center).values(facilities=["sauna"]))
    return "center c1: unknown facilities sauna"


async def imported_and_gone(tx: Transaction, stage: Stage) -> str:
    batch = {"id": 1, "sha256": "x", "file_name": "x", "imported_at": NOON}
    await tx.execute(insert(table_tables.import_batch).values(**batch))
    change = {"batch_id": 1, "ref": "gone", "before": None, "after": {}}
    await tx.execute(insert(table_tables.import_change).values(**change))
    return "import: center gone was imported and is gone"


async def too_many_places(tx: Transaction, stage: Stage) -> str:
    row = {"member_id": stage.members[0], "lat": 30.0, "lon": 120.0, "saved_at": NOON}
    rows = [{**row, "name": str(number)} for number in range(MAX_SAVED_PLACES + 1)]
    await tx.execute(insert(saved_tables.saved_place), rows)
    return f"saved: member {stage.members[0]} keeps 11 places, more than 10"


async def too_many_favourites(tx: Transaction, stage: Stage) -> str:
    places = [await center(tx, f"f{number}") for number in range(MAX_FAVOURITES + 1)]
    row = {"member_id": stage.members[0], "added_at": NOON}
    rows = [{**row, "center_id": one} for one in places]
    await tx.execute(insert(saved_tables.favourite), rows)
    return f"saved: member {stage.members[0]} keeps 31 favourites, more than 30"


async def settled_and_open(tx: Transaction, stage: Stage) -> str:
    await reports.report(tx, stage.members[0], stage.center, "hours", op_id="x", now=NOON)
    await tx.execute(update(report_tables.center_report).values(settled_by=stage.members[1]))
    return "report 1: settled by somebody, and open"


async def shown_draft(tx: Transaction, stage: Stage) -> str:
    await tx.execute(update(activity_tables.series).values(status="draft"))
    return "series 1: a draft that members see"


async def strange_rule(tx: Transaction, stage: Stage) -> str:
    await tx.execute(update(activity_tables.series).values(rrule="FREQ=SOMETIMES"))
    return "series 1: cannot be repeated"


async def lost_seats(tx: Transaction, stage: Stage) -> str:
    await signed_up(tx, stage)
    await tx.execute(delete(registration_tables.registration))
    return f"occurrence {stage.id}: 0 seats held of 2, 1 left"


async def two_registrations(tx: Transaction, stage: Stage) -> str:
    async with without(tx, "uq_registration_occurrence_id_member_id", "registration"):
        row = {"occurrence_id": stage.id, "member_id": stage.members[0], "state": "cancelled"}
        times = {"queued_at": NOON, "changed_at": NOON}
        rows = [{**row, **times, "token": token} for token in "ab"]
        await tx.execute(insert(registration_tables.registration), rows)
    return f"registration: member {stage.members[0]} has several for {stage.id}"


async def strange_state(tx: Transaction, stage: Stage) -> str:
    ticket = await signed_up(tx, stage)
    async with without(tx, "ck_registration_state_known", "registration"):
        await tx.execute(update(registration_tables.registration).values(state="lost"))
    return f"registration {ticket.id}: state lost"


async def endless_offer(tx: Transaction, stage: Stage) -> str:
    ticket = await signed_up(tx, stage)
    async with without(tx, "ck_registration_offer_has_an_end", "registration"):
        await tx.execute(update(registration_tables.registration).values(state="offered"))
    return f"registration {ticket.id}: an offer without an end"


async def absent(tx: Transaction, stage: Stage) -> str:
    ticket = await checked_in(tx, stage)
    await tx.execute(update(registration_tables.registration).values(state="waiting"))
    return f"registration {ticket.id}: checked in without a seat"


async def checked_in_twice(tx: Transaction, stage: Stage) -> str:
    ticket = await checked_in(tx, stage)
    async with without(tx, "uq_check_in_registration_id", "check_in"):
        row = {"registration_id": ticket.id, "at": NOON, "how": "scan"}
        await tx.execute(insert(registration_tables.check_in).values(**row))
    return f"registration {ticket.id}: checked in twice"


async def unseen_feedback(tx: Transaction, stage: Stage) -> str:
    ticket = await checked_in(tx, stage)
    await feedback.give(tx, ticket.member_id, stage.id, 3, None, NOON)
    await tx.execute(delete(registration_tables.check_in))
    return f"registration {ticket.id}: feedback without attendance"


async def insecure_calendar(tx: Transaction, stage: Stage) -> str:
    row = {"url": "http://example.org/x.ics", "center_id": stage.center, "kind": "sport"}
    await tx.execute(insert(calendar_tables.calendar_source).values(**row))
    return "calendar 1: is not fetched over https"


async def strange_key(tx: Transaction, stage: Stage) -> str:
    await signed_up(tx, stage)
    await tx.execute(
        update(message_tables.outbox).values(revision=message_tables.outbox.c.revision - 1)
    )
    return "outbox 1: another key than its content has"


async def settled_and_new(tx: Transaction, stage: Stage) -> str:
    await inbox.store(tx, [inbox.Arrival(1, 7, "{}"), inbox.Arrival(2, 7, "{}")], NOON)
    table = update_tables.inbox
    await tx.execute(update(table).where(table.c.update_id == 1).values(settled_at=NOON))
    return "inbox 1: new, and settled all the same"


BREAKS: dict[tuple[str, str], Break] = {
    ("members", "consents"): two_consents,
    ("staff", "roles"): two_roles,
    ("places", "hours"): strange_hours,
    ("places", "facilities"): strange_facility,
    ("places", "imports"): imported_and_gone,
    ("saved", "places"): too_many_places,
    ("saved", "favourites"): too_many_favourites,
    ("reports", "settled"): settled_and_open,
    ("activities", "drafts"): shown_draft,
    ("activities", "rules"): strange_rule,
    ("registrations", "seats"): lost_seats,
    ("registrations", "once"): two_registrations,
    ("registrations", "states"): strange_state,
    ("registrations", "offers"): endless_offer,
    ("registrations", "present"): absent,
    ("registrations", "check-ins"): checked_in_twice,
    ("feedback", "attended"): unseen_feedback,
    ("calendars", "secure"): insecure_calendar,
    ("messages", "keys"): strange_key,
    ("updates", "settled"): settled_and_new,
}


def test_every_check_is_broken_here_once() -> None:
    named = [(rules.name, check.name) for rules in EVERYTHING for check in rules.checks]
    assert sorted(named) == sorted(BREAKS)


@pytest.mark.parametrize("broken", BREAKS, ids="-".join)
async def test_it_is_found(broken: tuple[str, str], database: Database) -> None:
    stage = await Stage(database).set()
    assert await checks.check_database(database) == []
    (check,) = [
        check
        for rules in EVERYTHING
        for check in rules.checks
        if (rules.name, check.name) == broken
    ]
    async with database.transaction() as tx:
        line = await BREAKS[broken](tx, stage)
        assert any(one.startswith(line) for one in await check.find(tx))
        assert any(one.startswith(line) for one in await checks.findings(tx))


async def test_the_order_is_that_of_the_list(database: Database) -> None:
    stage = await Stage(database).set(capacity=2)
    async with database.transaction() as tx:
        await strange_hours(tx, stage)
        await shown_draft(tx, stage)
        await two_roles(tx, stage)
        await settled_and_new(tx, stage)
    kinds = [line.split()[0] for line in await checks.check_database(database)]
    assert kinds == ["staff:", "center", "series", "inbox"]


async def test_a_capability_of_the_list_is_asked(database_url: str) -> None:
    async def find(tx: Transaction) -> list[str]:
        return ["wish 1: never granted"]

    wishes = Rules(name="wishes", checks=(Check("granted", "Wishes are granted.", find),))
    database = Database(database_url, rules=(*capabilities.RULES, wishes))
    assert await checks.check_database(database) == ["wish 1: never granted"]
    await database.close()
