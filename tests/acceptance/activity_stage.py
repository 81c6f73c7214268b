"""What tests of activities set up, and how they wait for what the bot says on its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.playground.phone import Phone
from community.activities import series
from community.activities.occurrences import Occurrence
from community.activities.series import ActivityFacts
from community.clubs import clubs
from community.clubs.clubs import Club
from community.members import members
from community.places import centers
from community.staff import roles
from community.staff.roles import DISTRICT
from handlers.chat.texts import texts_for
from tests.acceptance.conftest import World

WEDNESDAY = datetime(2026, 11, 25, 19, 30)  # noqa: DTZ001 - wall clock; tests begin on Tuesday


def words(key: str, language: str = "zh", **values: str) -> str:
    """A text of the bot, so that tests hold the flow and not its spelling."""
    return texts_for(language).plain(key, **values)


async def make_staff(world: World, phone: Phone) -> None:
    async with world.database.transaction() as tx:
        await roles.grant(tx, "telegram", phone.id, "admin", world.clock.now())


async def center_named(world: World, number: int = 0) -> centers.Center:
    """One of the centers with a position, in the order of their numbers."""
    async with world.database.transaction() as tx:
        placed = [one for one in await centers.all_centers(tx) if one.position is not None]
    return placed[number]


async def arrange(world: World, **changes: Any) -> Occurrence:
    """A published activity; by default badminton on Wednesday 19:30–21:00 with 20 seats."""
    place = await center_named(world)
    facts = ActivityFacts(
        kind="sport",
        title="羽毛球友谊赛",
        center_id=place.id,
        local_start=WEDNESDAY,
        minutes=90,
        capacity=20,
        zone="Asia/Shanghai",
        venue="二楼",
    )
    now = world.clock.now()
    async with world.database.transaction() as tx:
        maker = await members.meet(tx, "telegram", 9_999, now)
        made = await series.create(tx, DISTRICT, replace(facts, **changes), maker.id, now)
        return (await series.publish(tx, DISTRICT, made.id, now))[0]


async def found_club(world: World, name: str) -> Club:
    async with world.database.transaction() as tx:
        return await clubs.create(tx, DISTRICT, name, None, None, world.clock.now())


async def open_card(world: World, phone: Phone, found: Occurrence) -> str:
    await phone.start(f"a_{found.token}")
    await world.settle()
    return phone.screen().last.text


async def signed_up(world: World, number: int, found: Occurrence) -> Phone:
    """A member with a seat, or in the queue."""
    phone = await world.member(number)
    await open_card(world, phone, found)
    full = words("activity-wait") in str(phone.screen().last)
    await world.tap(phone, words("activity-wait" if full else "activity-sign-up"))
    return phone


async def told(world: World, phone: Phone, what: str) -> str:
    """Deliver what is due and wait until the member reads `what`; gives the whole message."""
    await world.bot.postman.tick_now()
    await phone.wait_for(lambda screen: any(what in one.text for one in screen.bubbles))
    await world.settle()
    return next(one.text for one in reversed(phone.screen().bubbles) if what in one.text)


def set_local(world: World, moment: datetime) -> None:
    """Let it be this moment (naive, in Hangzhou)."""
    zone = world.bot.services.district.zone
    world.clock.set(moment.replace(tzinfo=zone))


def later(moment: datetime, **by: float) -> datetime:
    return moment + timedelta(**by)
