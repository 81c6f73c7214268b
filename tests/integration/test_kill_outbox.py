"""The kill lab, small: `make lab` runs the large one."""

from __future__ import annotations

from tests.labs.kill_outbox import lab


async def test_killing_the_postman_loses_nothing_and_flags_what_is_doubled() -> None:
    result = await lab(150, 4)
    assert (result.lost, result.unflagged, result.ringing, result.to_leavers) == (0, 0, 0, 0)
    assert result.duplicates <= result.allowed
    assert result.kept


async def test_control_without_states_doubles_more_and_does_not_know() -> None:
    result = await lab(130, 1, control=True)
    assert result.duplicates > result.allowed
    assert result.unflagged > 0
    assert not result.kept
