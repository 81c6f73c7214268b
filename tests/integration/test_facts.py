"""What happened is heard by the capabilities of the list, in the transaction in which it did."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from community.activities import changes
from community.activities.changes import Edit, Which
from community.activities.facts import AboutToChange, Cancelled, Changed, MessageWritten, Moved
from community.capabilities import RULES
from community.capability import Rules
from community.facts import hearers, tell
from community.registrations import check_ins, registrations
from community.registrations.facts import Attended, LeadsChosen, Left, Seated
from community.storage.database import Database, Transaction
from tests.conftest import NOON
from tests.integration.activities.stage import DISTRICT, START, Stage

FACTS = (
    AboutToChange,
    Changed,
    Moved,
    Cancelled,
    MessageWritten,
    Seated,
    Left,
    LeadsChosen,
    Attended,
)


class Ear:
    """A capability that hears everything, and answers with what it is told to."""

    def __init__(self, answer: Callable[[Any], Any] = lambda fact: None) -> None:
        self.heard: list[Any] = []
        self.answer = answer
        self.rules = Rules(name="ear", hears=dict.fromkeys(FACTS, self.hear))

    async def hear(self, tx: Transaction, fact: Any) -> Any:
        self.heard.append(fact)
        return self.answer(fact)

    @property
    def names(self) -> list[str]:
        return [type(fact).__name__ for fact in self.heard]


@asynccontextmanager
async def stage_with(url: str, *rules: Rules, **changed: Any) -> AsyncIterator[Stage]:
    database = Database(url, rules=rules)
    try:
        yield await Stage(database).set(**changed)
    finally:
        await database.close()


async def test_everything_is_told_in_its_order(database_url: str) -> None:
    ear = Ear()
    async with (
        stage_with(database_url, *RULES, ear.rules, capacity=3) as stage,
        stage.database.transaction() as tx,
    ):
        one, two = stage.members[:2]
        ticket = await registrations.sign_up(tx, one, stage.id, op_id="a", now=NOON)
        await registrations.sign_up(tx, one, stage.id, op_id="a", now=NOON)
        await registrations.set_leads(tx, one, stage.id, [30], NOON)
        await registrations.sign_up(tx, two, stage.id, op_id=None, now=NOON)
        await registrations.cancel(tx, two, stage.id, op_id=None, now=NOON)
        assert ear.names == ["Seated", "LeadsChosen", "Seated", "Left"]
        ear.heard.clear()
        later = Edit(local_start=START + timedelta(hours=1))
        await changes.apply(tx, DISTRICT, stage.id, Which.THIS, Edit(title="别的"), NOON)
        await changes.apply(tx, DISTRICT, stage.id, Which.THIS, later, NOON)
        asked_and_told = ["AboutToChange", "Changed", "AboutToChange", "Changed", "Moved"]
        assert ear.names == asked_and_told
        ear.heard.clear()
        await changes.message_attendees(tx, DISTRICT, stage.id, "x", op_id="m", now=NOON)
        starts = ticket.occurrence.starts_at
        for _ in range(2):
            await check_ins.scan(tx, DISTRICT, ticket.token, two, starts)
        await changes.preview_cancel(tx, DISTRICT, stage.id, Which.THIS, NOON)
        await changes.cancel(tx, DISTRICT, stage.id, Which.THIS, "雨", NOON)
    assert ear.names == ["MessageWritten", "Attended", *["AboutToChange"] * 2, "Cancelled"]


async def test_the_answers_of_all_are_counted_once_a_member(database_url: str) -> None:
    """Somebody else may have to be told too: helpers of that day, say."""
    numbers: set[int] = set()
    ear = Ear(lambda fact: {AboutToChange: numbers, MessageWritten: 5}.get(type(fact)))
    async with (
        stage_with(database_url, *RULES, ear.rules) as stage,
        stage.database.transaction() as tx,
    ):
        one, two = stage.members[:2]
        numbers |= {one, two}
        await registrations.sign_up(tx, one, stage.id, op_id=None, now=NOON)
        effect = await changes.preview_cancel(tx, DISTRICT, stage.id, Which.THIS, NOON)
        assert effect.notified == 2
        sent = await changes.message_attendees(tx, DISTRICT, stage.id, "x", op_id="m", now=NOON)
        assert sent == 1 + 5


async def test_an_error_of_a_hearer_undoes_it_all(database_url: str) -> None:
    def fail(fact: Any) -> None:
        raise ZeroDivisionError

    async with stage_with(database_url, *RULES, Ear(fail).rules) as stage:
        with pytest.raises(ZeroDivisionError):
            async with stage.database.transaction() as tx:
                await registrations.sign_up(tx, stage.members[0], stage.id, op_id=None, now=NOON)
        assert await stage.states() == [None] * 4


@pytest.mark.parametrize(
    ("off", "kinds"), [("reminders", {"feedback", "moved"}), ("feedback", {"reminder", "moved"})]
)
async def test_what_is_switched_off_hears_nothing(
    off: str, kinds: set[str], database_url: str
) -> None:
    chosen = [rules for rules in RULES if rules.name != off]
    async with stage_with(database_url, *chosen) as stage:
        async with stage.database.transaction() as tx:
            one, staff = stage.members[:2]
            ticket = await registrations.sign_up(tx, one, stage.id, op_id=None, now=NOON)
            later = Edit(local_start=START + timedelta(hours=1))
            await changes.apply(tx, DISTRICT, stage.id, Which.THIS, later, NOON)
            at = ticket.occurrence.starts_at + timedelta(hours=1)
            await check_ins.scan(tx, DISTRICT, ticket.token, staff, at)
        written = {
            kind: len(await stage.notices(kind)) for kind in ("reminder", "feedback", "moved")
        }
        assert {kind for kind, number in written.items() if number} == kinds


async def test_nobody_hears_what_nobody_said(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tell(tx, object()) == []
        assert hearers(tx.rules) is hearers(tx.rules)


def test_each_fact_is_heard() -> None:
    assert set(hearers(RULES)) == set(FACTS)
