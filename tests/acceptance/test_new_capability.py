"""A capability that is made here and put on the two lists works everywhere: nothing else changes.

Umbrellas are lent: a table, a command, a key, a button, a form, a deep link, a notice, a check,
periodic work, a figure, what is kept of a person, and a button on the card of a center.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import BigInteger, Column, MetaData, String, Table, delete, func, insert, select

from bot.web.metrics import Metrics
from community import checks
from community.capabilities import RULES
from community.capability import Check, Figure, Kept, Periodic, Personal, Rules
from community.members import drafts
from community.members.drafts import Draft
from community.members.members import Member
from community.messages import outbox
from community.messages.kinds import NoticeKind
from community.messages.outbox import Notice
from community.places.centers import Center
from community.storage.database import Database, Transaction
from handlers.capabilities import TALKS, CapabilityNeeded, CapabilityUnknown, house
from handlers.chat.codec import Form
from handlers.chat.events import Due
from handlers.chat.house import House
from handlers.chat.screen import Button, Replies, Screen, keyboard
from handlers.chat.talk import Command, Key, Talk
from handlers.chat.texts import Html
from handlers.chat.turn import Turn
from handlers.places.card import CENTER_BUTTONS
from handlers.places.view import View
from tests.acceptance.conftest import JINGDU, Running, World, labels

LOAN = Table(
    "umbrella_loan",
    MetaData(),
    Column("member_id", BigInteger, nullable=False),
    Column("colour", String(20), nullable=False),
)
BACK = NoticeKind(name="umbrella_back", about="the loan", twice_is_fine=True)


@dataclass(frozen=True, slots=True)
class Borrow(Form):
    code: ClassVar[str] = "umb"
    center: int


@dataclass(frozen=True, slots=True)
class ShowUmbrellas(Form):
    code: ClassVar[str] = "umc"


async def export(tx: Transaction, member: Member) -> dict[str, Any]:
    query = select(LOAN.c.colour).where(LOAN.c.member_id == member.id)
    return {"umbrellas": [row.colour for row in await tx.rows(query)]}


async def erase(tx: Transaction, member: Member, now: datetime) -> None:
    await tx.execute(delete(LOAN).where(LOAN.c.member_id == member.id))


async def too_many(tx: Transaction) -> list[str]:
    query = select(LOAN.c.member_id).group_by(LOAN.c.member_id).having(func.count() > 1)
    return [f"umbrella: member {row.member_id} has two" for row in await tx.rows(query)]


async def count(tx: Transaction, now: datetime) -> float:
    return float(await tx.value(select(func.count()).select_from(LOAN)))


async def show(turn: Turn, form: ShowUmbrellas) -> Replies:
    return [Screen(turn.texts.html("umbrella-list"), keyboard([Button("A", Borrow(1))]))]


async def borrow(turn: Turn, form: Borrow) -> Replies:
    await drafts.put(turn.tx, turn.member.id, "umbrella", {"center": form.center}, turn.now)
    return [Screen(turn.texts.html("umbrella-ask"))]


async def colour_given(turn: Turn, draft: Draft, text: str) -> Replies:
    await drafts.drop(turn.tx, turn.member.id)
    await turn.tx.execute(insert(LOAN).values(member_id=turn.member.id, colour=text))
    due = turn.now + timedelta(hours=1)
    notice = Notice(BACK, turn.member.id, draft.fields["center"], 0, due, due + timedelta(hours=1))
    await outbox.put(turn.tx, [notice])
    return [Screen(turn.texts.html("umbrella-lent", colour=text))]


async def opened(turn: Turn, token: str) -> Replies:
    return [Screen(Html(f"umbrella {token}"))]


async def bring_back(turn: Turn, due: Due) -> Screen | None:
    return Screen(turn.texts.html("umbrella-back", center=str(due.object_id)))


async def on_card(turn: Turn, center: Center, view: View | None) -> Any:
    return [("go", Button(turn.texts.plain("umbrella-key"), Borrow(center.id)))]


@dataclass
class Umbrellas:
    """Both values of the capability; `worked` counts its periodic work."""

    folder: Path
    worked: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        for language in ("zh", "en"):
            (self.folder / f"{language}.ftl").write_text(
                "umbrella-list = ☂️ 伞\numbrella-ask = 什么颜色？\numbrella-key = ☂️ 借伞\n"
                "umbrella-lent = 借了{ $colour }的\numbrella-back = 请还伞到{ $center }\n"
                "command-umbrella = 借伞\nkept-umbrella = 你借的伞\n"
                "kept-umbrella-until = 直到你还\n",
                encoding="utf-8",
            )
        self.rules = Rules(
            name="umbrellas",
            tables=(LOAN,),
            uses=("places",),
            personal=Personal((Kept("umbrella", (LOAN,)),), export, erase),
            checks=(Check("umbrellas", "nobody has two umbrellas", too_many),),
            periodic=(Periodic("drying", self.dry),),
            figures=(Figure("umbrellas_lent", "Umbrellas that are out.", count),),
            notices=(BACK,),
        )
        self.talk = Talk(
            rules=self.rules,
            prefix="um",
            folder=self.folder,
            buttons={Borrow: borrow, ShowUmbrellas: show},
            commands=(Command("umbrella", ShowUmbrellas(), rank=55),),
            keys=(Key("umbrella-key", ShowUmbrellas(), rank=45),),
            forms={"umbrella": colour_given},
            links={"um_": opened},
            notices={BACK: bring_back},
            adds={CENTER_BUTTONS: on_card},
        )
        self.house = House((self.talk, *TALKS), (*RULES, self.rules))

    async def dry(self, tx: Transaction, now: datetime, zone: ZoneInfo) -> None:
        self.worked.append(now)


@pytest.fixture
def umbrellas(tmp_path: Path) -> Umbrellas:
    folder = tmp_path / "umbrellas"
    folder.mkdir()
    return Umbrellas(folder)


@pytest.fixture(
    params=[
        "binjiang_url",
        pytest.param("postgres_binjiang_url", marks=pytest.mark.postgres),
    ]
)
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def world(url: str, running: Running, umbrellas: Umbrellas) -> AsyncIterator[World]:
    database = Database(url)
    async with database.write_engine.begin() as connection:
        await connection.run_sync(LOAN.create)
    await database.close()
    async with running(url, house=umbrellas.house) as world:
        yield world
        world.check()


async def loans(world: World) -> list[str]:
    async with world.database.transaction() as tx:
        return [row.colour for row in await tx.rows(select(LOAN.c.colour))]


async def test_it_works_everywhere(world: World, umbrellas: Umbrellas) -> None:
    phone = await world.member()
    assert "umbrella" in [one["command"] for one in commands(world)]
    assert await world.say(phone, "/umbrella") == "☂️ 伞"
    assert await world.say(phone, "☂️ 借伞") == "☂️ 伞"
    assert await world.tap(phone, "A") == "什么颜色？"
    assert await world.say(phone, "红") == "借了红的"
    assert await loans(world) == ["红"]
    assert await world.say(phone, "/start um_x") == "umbrella x"
    await world.share(phone, JINGDU)
    await world.tap(phone, "1")
    assert "☂️ 借伞" in labels(phone)

    # Its notice goes out in its time.
    world.advance(hours=1)
    await world.bot.postman.tick_now()
    await world.settle()
    assert phone.screen().last.text == "请还伞到1"

    # Its periodic work, its figure, its check.
    await world.bot.upkeep.run()
    assert umbrellas.worked == [world.clock.now()]
    metrics = Metrics((umbrellas.rules,))
    await metrics.sample(world.database, world.clock)
    assert "bot_umbrellas_lent 1.0" in metrics.text().decode()
    assert await checks.check_database(world.database) == []
    async with world.database.transaction() as tx:
        await tx.execute(insert(LOAN).values(member_id=1, colour="blue"))
        await tx.execute(insert(LOAN).values(member_id=1, colour="green"))
    assert "umbrella: member 1 has two" in await checks.check_database(world.database)


async def test_what_it_keeps_is_told_exported_and_erased(world: World) -> None:
    phone = await world.member()
    await world.say(phone, "/umbrella")
    await world.tap(phone, "A")
    await world.say(phone, "蓝")
    page = await world.say(phone, "/privacy")
    assert "你借的伞" in page
    assert (await world.kept_of(phone))["umbrellas"] == ["蓝"]
    await world.tap(phone, "删除全部")
    await world.tap(phone, "确定删除")
    assert await loans(world) == []


async def test_switched_off_it_is_gone(running: Running, binjiang_url: str) -> None:
    """The same with two of ours: no command, no button, no word on the page."""
    async with running(binjiang_url, house=house(("reports", "feedback"))) as world:
        phone = await world.member()
        assert "reports" not in {one["command"] for one in commands(world)}
        await world.share(phone, JINGDU)
        await world.tap(phone, "1")
        assert "信息有误" not in " ".join(labels(phone))
        assert (await world.say(phone, "/reports")).startswith("没有这个命令")
        assert "反馈过" not in await world.say(phone, "/privacy")
        phone.tap_data(phone.screen().last.id, "t1")
        await world.settle()
        assert "按钮" in phone.toasts[-1]["text"]
        world.check()


def test_what_others_use_cannot_be_switched_off() -> None:
    with pytest.raises(CapabilityNeeded, match="registrations is needed by"):
        house(("registrations",))
    with pytest.raises(CapabilityNeeded, match="places is needed by"):
        house(("places",))
    with pytest.raises(CapabilityUnknown, match="umbrellas"):
        house(("umbrellas",))


def commands(world: World) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = world.double.calls("setMyCommands")[0].params["commands"]
    return listed
