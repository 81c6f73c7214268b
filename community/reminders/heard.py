"""What reminders do about what happens to activities and registrations."""

from __future__ import annotations

from collections.abc import Mapping

from community.activities.facts import Cancelled, Changed
from community.capability import Hear
from community.messages import outbox
from community.registrations.facts import LeadsChosen, Left, Seated
from community.reminders import reminders, rows
from community.reminders.notices import REMINDER
from community.storage.database import Transaction


async def _changed(tx: Transaction, fact: Changed) -> None:
    if fact.step.moved:
        await reminders.plan(tx, fact.step.after.id, fact.now)


async def _cancelled(tx: Transaction, fact: Cancelled) -> None:
    await rows.withdraw_all(tx, fact.occurrence_ids, None, but_seated=False)


async def _plan_for_one(tx: Transaction, fact: Seated | LeadsChosen) -> None:
    await reminders.plan(tx, fact.occurrence_id, fact.now, member_ids=[fact.member_id])


async def _left(tx: Transaction, fact: Left) -> None:
    await outbox.withdraw(tx, REMINDER, objects=[fact.registration_id])


HEARS: Mapping[type, Hear] = {
    Changed: _changed,
    Cancelled: _cancelled,
    Seated: _plan_for_one,
    LeadsChosen: _plan_for_one,
    Left: _left,
}
