"""The job of all periodic rules, when the database fails and when a rule does."""

from __future__ import annotations

import pytest

from bot.config import Settings
from bot.telegram.application import services_from
from bot.work.upkeep import Upkeep
from community.clock import ShiftedClock
from community.registrations import waitlist
from community.storage.database import Database


@pytest.mark.parametrize(("error", "told"), [(ConnectionRefusedError(), False), (KeyError(), True)])
async def test_a_database_that_is_away_is_no_defect(
    database: Database,
    clock: ShiftedClock,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    told: bool,
) -> None:
    async def fail(*_given: object) -> None:
        raise error

    upkeep = Upkeep(database, services_from(Settings(), clock))
    with monkeypatch.context() as patched:
        patched.setattr(waitlist, "expire_offers", fail)
        if told:
            with pytest.raises(KeyError):
                await upkeep.run()
        else:
            await upkeep.run()
    await upkeep.run()
