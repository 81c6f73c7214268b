"""Check-in, feedback, and the list of who comes."""

from __future__ import annotations

import asyncio
import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import update

from community.activities import changes
from community.activities import tables as activity_tables
from community.activities.changes import Which
from community.activities.occurrences import ActivityUnknown, occurrence
from community.activities.seats import RegistrationClosed
from community.feedback import feedback
from community.feedback.feedback import FeedbackInvalid, FeedbackSummary, NotAttended
from community.registrations import attendance, check_ins, registrations
from community.registrations.check_ins import (
    CheckIn,
    CheckInTooEarly,
    CheckInTooLate,
    CodeWrong,
    NotSeated,
    code_at,
)
from community.registrations.tickets import Ticket, TicketUnknown
from community.staff.roles import NotStaff
from community.storage.database import Database
from tests.conftest import NOON
from tests.integration.activities.stage import DISTRICT, NOBODY, Stage, notices

MINUTE = timedelta(minutes=1)


async def with_tickets(stage: Stage, count: int = 2) -> list[Ticket]:
    found = []
    for member in stage.members[:count]:
        async with stage.database.transaction() as tx:
            found.append(
                await registrations.sign_up(tx, member, stage.id, op_id=None, now=NOON, wait=True)
            )
    return found


async def test_a_second_scan_says_when_the_first_was(database: Database) -> None:
    stage = await Stage(database).set()
    ticket, _ = await with_tickets(stage)
    starts = ticket.occurrence.starts_at
    async with database.transaction() as tx:
        first = await check_ins.scan(tx, DISTRICT, ticket.token, stage.members[3], starts)
        assert (first.at, first.how, first.again) == (starts, "scan", False)
        assert first.ticket.checked_in_at == starts
        again = await check_ins.scan(tx, DISTRICT, ticket.token, stage.members[3], starts + MINUTE)
        assert (again.at, again.how, again.again) == (starts, "scan", True)
        (asked,) = await notices(tx, "feedback")
        assert asked.member_id == stage.members[0]
        assert asked.object_id == ticket.id
        assert asked.due_at == ticket.occurrence.ends_at + 15 * MINUTE
        with pytest.raises(TicketUnknown):
            await check_ins.scan(tx, DISTRICT, "nothing", stage.members[3], starts)
        with pytest.raises(NotStaff):
            await check_ins.scan(tx, NOBODY, ticket.token, stage.members[3], starts)


async def test_two_devices_scan_at_once(database: Database) -> None:
    stage = await Stage(database).set()
    ticket, _ = await with_tickets(stage)
    starts = ticket.occurrence.starts_at

    async def scan(after: int) -> CheckIn:
        async with database.transaction() as tx:
            at = starts + after * MINUTE
            return await check_ins.scan(tx, DISTRICT, ticket.token, stage.members[3], at)

    found = await asyncio.gather(*(scan(n) for n in range(5)))
    assert sorted(one.again for one in found) == [False, True, True, True, True]
    assert len({one.at for one in found}) == 1


async def test_too_early_and_too_late(database: Database) -> None:
    stage = await Stage(database).set()
    ticket, other = await with_tickets(stage)
    found = ticket.occurrence
    opens, closes = found.starts_at - 60 * MINUTE, found.ends_at + 60 * MINUTE
    async with database.transaction() as tx:

        async def scan(token: str, at: datetime) -> CheckIn:
            return await check_ins.scan(tx, DISTRICT, token, stage.members[3], at)

        with pytest.raises(CheckInTooEarly) as early:
            await scan(ticket.token, opens - MINUTE)
        assert early.value.values == {"opens_at": opens}
        with pytest.raises(CheckInTooLate) as late:
            await scan(ticket.token, closes + MINUTE)
        assert late.value.values == {"closed_at": closes}
        assert not (await scan(ticket.token, opens)).again
        assert not (await scan(other.token, closes)).again
        # A second scan tells of the first also when it is late.
        assert (await scan(ticket.token, closes + MINUTE)).at == opens


async def test_only_who_has_a_seat_is_checked_in(database: Database) -> None:
    stage = await Stage(database).set(capacity=1)
    seated, waiting = await with_tickets(stage)
    starts = seated.occurrence.starts_at
    async with database.transaction() as tx:
        with pytest.raises(NotSeated) as refused:
            await check_ins.scan(tx, DISTRICT, waiting.token, stage.members[3], starts)
        assert refused.value.values == {"state": "waiting"}
        await changes.cancel(tx, DISTRICT, stage.id, Which.THIS, "场地检修", NOON)
        with pytest.raises(RegistrationClosed):
            await check_ins.scan(tx, DISTRICT, seated.token, stage.members[3], starts)


async def test_the_short_code_of_a_ticket(database: Database) -> None:
    stage = await Stage(database).set()
    ticket, _ = await with_tickets(stage)
    starts, staff = ticket.occurrence.starts_at, stage.members[3]
    typed = f" {ticket.code.lower().replace('-', ' ')} "
    async with database.transaction() as tx:
        found = await check_ins.by_code_of_ticket(tx, DISTRICT, stage.id, typed, staff, starts)
        assert (found.ticket.id, found.how) == (ticket.id, "staff")
        with pytest.raises(TicketUnknown):
            await check_ins.by_code_of_ticket(tx, DISTRICT, stage.id, "222-222", staff, starts)
        with pytest.raises(NotStaff):
            await check_ins.by_code_of_ticket(tx, NOBODY, stage.id, typed, staff, starts)


async def test_the_code_on_site_is_good_for_two_minutes(database: Database) -> None:
    stage = await Stage(database).set()
    (ticket,) = await with_tickets(stage, 1)
    shown_at = ticket.occurrence.starts_at + timedelta(seconds=59)
    member = stage.members[0]
    async with database.transaction() as tx:
        shown = await check_ins.onsite_code(tx, DISTRICT, stage.id, shown_at)
        assert shown.until == shown_at + timedelta(seconds=1)
        assert len(shown.code) == 6
        for late in (shown_at - MINUTE, shown_at + timedelta(seconds=61)):
            with pytest.raises(CodeWrong):
                await check_ins.by_onsite_code(tx, member, stage.id, shown.code, late)
        with pytest.raises(CodeWrong):
            await check_ins.by_onsite_code(tx, member, stage.id, "密码", shown_at)
        last = shown_at + timedelta(seconds=60)
        found = await check_ins.by_onsite_code(tx, member, stage.id, f" {shown.code}", last)
        assert (found.how, found.at, found.again) == ("code", last, False)
        with pytest.raises(TicketUnknown):
            await check_ins.by_onsite_code(tx, stage.members[2], stage.id, shown.code, shown_at)
        with pytest.raises(NotStaff):
            await check_ins.onsite_code(tx, NOBODY, stage.id, shown_at)
        with pytest.raises(ActivityUnknown):
            await check_ins.onsite_code(tx, DISTRICT, 999, shown_at)


def test_codes_differ_by_minute_and_activity() -> None:
    codes = {code_at(secret, step) for secret in ("a", "b") for step in range(50)}
    assert len(codes) > 95
    assert all(len(code) == 6 and code.isdigit() for code in codes)


async def test_feedback_is_given_by_who_was_there(database: Database) -> None:
    stage = await Stage(database).set()
    ticket, _ = await with_tickets(stage)
    starts = ticket.occurrence.starts_at
    member, absent = stage.members[:2]
    async with database.transaction() as tx:
        with pytest.raises(NotAttended):
            await feedback.give(tx, absent, stage.id, 5, None, starts)
        assert await feedback.summary(tx, DISTRICT, stage.id) == FeedbackSummary(0, None, ())
        await check_ins.scan(tx, DISTRICT, ticket.token, absent, starts)
        for stars, line in ((0, None), (6, None), (5, "长" * 201)):
            with pytest.raises(FeedbackInvalid):
                await feedback.give(tx, member, stage.id, stars, line, starts)
        await feedback.give(tx, member, stage.id, 3, " 很\n好 ", starts)
        await feedback.give(tx, member, stage.id, 4, None, starts)
        summary = await feedback.summary(tx, DISTRICT, stage.id)
        assert summary == FeedbackSummary(1, 4.0, ((4, "很 好"),))
        with pytest.raises(NotStaff):
            await feedback.summary(tx, NOBODY, stage.id)


async def test_the_list_of_who_comes(database: Database) -> None:
    stage = await Stage(database).set(capacity=1, title="=1+1 [练]")
    seated, _ = await with_tickets(stage)
    starts = seated.occurrence.starts_at
    async with database.transaction() as tx:
        await check_ins.scan(tx, DISTRICT, seated.token, stage.members[3], starts)
        names = {stage.members[0]: "@SUM(A1)", stage.members[1]: "王\x00芳"}
        words = {"seated": "已报名", "name": "姓名"}
        data = await attendance.attendance_file(tx, DISTRICT, stage.id, names=names, words=words)
        with pytest.raises(NotStaff):
            await attendance.attendance_file(tx, NOBODY, stage.id)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert sheet.title == "=1+1 练"
    assert cells[0][:2] == ["'=1+1 [练]", "2026-12-02 19:30"]
    assert cells[1] == ["姓名", "code", "state", "guests", "checked_in"]
    assert cells[2] == ["'@SUM(A1)", seated.code, "已报名", "0", "2026-12-02 19:30"]
    assert cells[3][0] == "王芳"
    assert cells[3][2] == "waiting"
    texts = ("s", "inlineStr")
    assert all(c.data_type in texts for row in sheet.iter_rows() for c in row if c.value)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_what_would_be_calculated_is_not(text: str) -> None:
    assert attendance.harmless(text) == f"'{text}"
    assert attendance.harmless(f"a{text}") == f"a{text}"


async def test_an_activity_of_the_past_is_still_found_for_its_feedback(database: Database) -> None:
    stage = await Stage(database).set()
    async with database.transaction() as tx:
        table = activity_tables.occurrence
        before = NOON - timedelta(days=3)
        await tx.execute(
            update(table)
            .where(table.c.id == stage.id)
            .values(starts_at=before, ends_at=before + MINUTE)
        )
        assert (await occurrence(tx, stage.id)).closed(NOON)
        with pytest.raises(RegistrationClosed):
            await registrations.sign_up(tx, stage.members[0], stage.id, op_id="a", now=NOON)
