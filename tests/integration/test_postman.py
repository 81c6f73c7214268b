"""The postman against the Bot API double, on a stopped clock: what arrives, when, how often."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import select, text, update
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.application import services_from
from bot.config import Settings
from bot.playground.double.double import Double
from bot.playground.double.faults import Fault
from bot.telegram.in_process_request import InProcessRequest
from bot.work.observer import Observer
from bot.work.pace import Pace
from bot.work.postman import Options, Postman
from community.clock import ShiftedClock
from community.members import members
from community.messages import claims, outbox
from community.messages import tables as message_tables
from community.messages.kinds import NoticeKind
from community.registrations.notices import MOVED
from community.reminders import reminders
from community.reminders.notices import REMINDER
from community.storage.database import Database, Transaction
from handlers.chat.events import Due
from handlers.chat.screen import Screen
from handlers.chat.texts import Html
from handlers.chat.turn import Services, Turn
from tests import seats
from tests.conftest import NOON
from tests.telegram_double import assert_clean, checked_double

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
# A Friday, 19:30 in Hangzhou.
STARTS = datetime(2026, 11, 27, 11, 30, tzinfo=UTC)
DUE = STARTS - 2 * HOUR


async def if_still_wanted(turn: Turn, due: Due) -> Screen | None:
    wanted = await reminders.still_wanted(turn.tx, due.object_id, due.payload, turn.now)
    return Screen(Html(f"<b>{due.payload['lead']}</b>")) if wanted else None


async def as_written(turn: Turn, due: Due) -> Screen | None:
    return Screen(Html(due.payload["text"]))


async def broken(turn: Turn, due: Due) -> Screen | None:
    await turn.tx.rows(text("SELECT nothing FROM nowhere"))
    return None


CODE = NoticeKind(name="redemption_code", about="redemption")
BROKEN = NoticeKind(name="broken", about="nothing", priority=0)
FORGOTTEN = NoticeKind(name="nobody_knows", about="nothing", priority=0)
RENDERERS = {
    REMINDER.name: if_still_wanted,
    MOVED.name: as_written,
    CODE.name: as_written,
    BROKEN.name: broken,
}


class Settled(Observer):
    def __init__(self) -> None:
        self.notices: list[tuple[str, str, float]] = []

    def notice(self, kind: str, state: str, late_s: float) -> None:
        self.notices.append((kind, state, late_s))


class Post:
    """A postman at work: members of the double in their seats, and what they got."""

    def __init__(self, database: Database, clock: ShiftedClock, double: Double, bot: Bot) -> None:
        self.database, self.clock, self.double, self.bot = database, clock, double, bot
        self.services: Services = services_from(Settings(), clock)
        self.settled = Settled()
        self.world = seats.Seated(0, [], [], [])
        self.postman = self.hire()

    def hire(self, bot: Bot | None = None, **options: Any) -> Postman:
        return Postman(
            self.database,
            self.services,
            bot or self.bot,
            pace=Pace(None, chat_interval_s=0),
            renderers=RENDERERS,
            options=Options(**options),
            observer=self.settled,
        )

    async def seat(self, count: int = 1, starts_at: datetime = STARTS) -> seats.Seated:
        async with self.database.transaction() as tx:
            self.world = await seats.seated(tx, count, starts_at, NOON)
            await reminders.plan(tx, self.world.occurrence_id, NOON)
        for user in self.world.users:
            self.double.member(user, started=True)
        return self.world

    async def put(
        self, kind: NoticeKind, due: datetime = DUE, member: int = 0, **more: Any
    ) -> None:
        values = {"object_id": 1, "revision": 0, "not_after": due + 30 * DAY, **more}
        async with self.database.transaction() as tx:
            notice = outbox.Notice(
                kind, self.world.members[member], due_at=due, payload={"text": "&lt;3"}, **values
            )
            await outbox.put(tx, [notice])

    async def at(self, moment: datetime) -> None:
        self.clock.set(moment)
        await self.postman.tick_now()

    async def change(self, work: Callable[[Transaction], Any]) -> None:
        async with self.database.transaction() as tx:
            await work(tx)

    async def rows(self) -> list[Any]:
        async with self.database.transaction() as tx:
            query = select(message_tables.outbox).order_by(
                message_tables.outbox.c.due_at, message_tables.outbox.c.id
            )
            return list(await tx.rows(query))

    async def states(self) -> list[str]:
        return [row.state for row in await self.rows()]

    def arrived(self, user: int | None = None) -> list[str]:
        """The texts in the members' chats, or in one's."""
        users = [user] if user else self.world.users
        chats = [self.double.phones[one].chat for one in users]
        return [m.body["text"] for chat in chats for m in chat.latest() if m.by_bot]

    def silent(self) -> list[bool]:
        chats = [self.double.phones[one].chat for one in self.world.users]
        return [m.silent for chat in chats for m in chat.latest() if m.by_bot]


@pytest.fixture
async def post(database: Database, clock: ShiftedClock) -> AsyncIterator[Post]:
    double = checked_double(clock=lambda: clock.now().timestamp())
    transport = InProcessRequest(double)
    async with Bot(double.token, request=transport, get_updates_request=transport) as bot:
        made = Post(database, clock, double, bot)
        yield made
        await made.postman.stop()
    assert_clean(double)


# ---- the ordinary day


async def test_reminders_arrive_when_they_are_due(post: Post) -> None:
    await post.seat(20)
    await post.at(STARTS - DAY - MINUTE)
    assert post.arrived() == []
    await post.at(STARTS - DAY)
    assert post.arrived() == ["1440"] * 20
    await post.at(DUE)
    assert sorted(post.arrived()) == ["120"] * 20 + ["1440"] * 20
    assert set(post.silent()) == {False}
    assert set(await post.states()) == {"sent"}
    assert len(post.settled.notices) == 40
    assert {what[:2] for what in post.settled.notices} == {("reminder", "sent")}
    assert all(row.message_id and row.attempts == 1 for row in await post.rows())


async def test_who_left_what_was_moved_and_what_was_cancelled_is_not_told(post: Post) -> None:
    """The plan was not even changed: the world is looked at again when they fire."""
    world = await post.seat(2)
    await post.change(lambda tx: seats.leave(tx, world.registrations[0]))
    await post.at(STARTS - DAY)
    assert post.arrived(world.users[0]) == []
    assert post.arrived(world.users[1]) == ["1440"]
    await post.change(lambda tx: seats.move(tx, world.occurrence_id, STARTS + DAY))
    await post.at(DUE)
    assert len(post.arrived()) == 1
    assert await post.states() == ["expired", "sent", "expired", "expired"]


async def test_an_activity_moved_across_a_day_reminds_for_its_new_day(post: Post) -> None:
    world = await post.seat()

    async def move(tx: Transaction) -> None:
        await seats.move(tx, world.occurrence_id, STARTS + DAY)
        await reminders.plan(tx, world.occurrence_id, post.clock.now())

    await post.at(STARTS - DAY)
    await post.change(move)
    await post.at(DUE)
    assert post.arrived() == ["1440"]
    await post.at(STARTS)
    assert post.arrived() == ["1440", "1440"]
    await post.at(DUE + DAY)
    assert post.arrived() == ["1440", "1440", "120"]


# ---- after an outage


async def test_down_for_an_hour(post: Post) -> None:
    await post.seat()
    await post.at(STARTS - DAY + HOUR)
    assert post.arrived() == ["1440"]
    assert post.settled.notices == [("reminder", "sent", 3600.0)]


async def test_down_for_a_day_tells_only_the_last(post: Post) -> None:
    await post.seat()
    await post.at(STARTS - HOUR)
    assert post.arrived() == ["120"]
    assert await post.states() == ["expired", "sent"]


async def test_down_for_a_week_tells_nothing(post: Post) -> None:
    await post.seat()
    await post.at(STARTS + 7 * DAY)
    assert post.arrived() == []
    assert {row.outcome for row in await post.rows()} == {"too late"}


async def test_late_into_the_quiet_hours_waits_for_the_morning(post: Post) -> None:
    starts = STARTS + timedelta(hours=14, minutes=30)  # 10:00 on Saturday
    await post.seat(1, starts)
    (day_before, _) = await post.rows()
    await post.change(lambda tx: _not_after(tx, day_before.id, starts))
    eleven = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    await post.at(eleven)
    assert post.arrived() == []
    await post.at(eleven + 9 * HOUR)
    assert "1440" in post.arrived()


async def test_when_the_morning_is_too_late_it_comes_without_a_sound(post: Post) -> None:
    await post.seat(1, STARTS + timedelta(hours=11, minutes=30))  # 07:00 on Saturday
    await post.at(datetime(2026, 11, 27, 15, 0, tzinfo=UTC))
    assert post.arrived() == ["120"]
    assert post.silent() == [True]


async def _not_after(tx: Transaction, number: int, moment: datetime) -> None:
    table = message_tables.outbox
    await tx.execute(update(table).where(table.c.id == number).values(not_after=moment))


async def test_news_in_quiet_hours_makes_no_sound(post: Post) -> None:
    await post.seat()
    await post.put(MOVED, due=NOON)
    await post.at(NOON + 14 * HOUR)
    assert post.arrived() == ["<3"]
    assert post.silent() == [True]


# ---- when Telegram or the network misbehaves


async def test_too_many_requests_holds_everybody_up_and_loses_nothing(post: Post) -> None:
    await post.seat(3)
    post.postman.pace = Pace(1000.0, chat_interval_s=0)
    post.double.faults.too_many_requests(retry_after=2)
    await post.at(STARTS - DAY)
    assert len(post.arrived()) < 3
    started = asyncio.get_running_loop().time()
    while len(post.arrived()) < 3:
        assert asyncio.get_running_loop().time() - started < 10
        await asyncio.sleep(0.05)
        await post.postman.tick()
    assert asyncio.get_running_loop().time() - started > 1.5
    assert post.arrived() == ["1440"] * 3
    assert set(post.silent()) == {False}


async def test_a_member_who_blocks_is_left_alone_until_they_return(post: Post) -> None:
    world = await post.seat(2)
    await post.double.phones[world.users[0]].block()
    await post.at(STARTS - DAY)
    async with post.database.transaction() as tx:
        people = await members.addressees(tx, world.members)
    assert [people[number].active for number in world.members] == [False, True]
    calls = len(post.double.calls("sendMessage"))
    await post.put(MOVED, due=DUE - HOUR)
    await post.at(DUE - HOUR)
    assert len(post.double.calls("sendMessage")) == calls
    await post.double.phones[world.users[0]].unblock()
    await post.change(lambda tx: members.meet(tx, "telegram", world.users[0], NOON))
    await post.at(DUE)
    assert post.arrived(world.users[0]) == ["120"]


async def test_a_refused_message_is_given_up(post: Post) -> None:
    await post.seat()
    post.double.faults.bad_request(reason="chat not found")
    await post.at(STARTS - DAY)
    await post.at(STARTS - DAY + HOUR)
    row = (await post.rows())[0]
    assert (row.state, row.outcome, row.attempts) == ("failed", "Chat not found", 1)
    assert post.arrived() == []


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (lambda faults: faults.server_error(status=500), 1),
        (lambda faults: faults.server_error(status=502, html=True), 1),
        (lambda faults: faults.add(Fault(status=403, body="<h1>Forbidden</h1>")), 1),
        (lambda faults: faults.silence(), 1),
        (lambda faults: faults.silence(accepted=True), 2),
        (lambda faults: faults.drop(), 1),
        (lambda faults: faults.drop(accepted=True), 2),
    ],
    ids=["500", "502 page", "403 page", "silence", "accepted silence", "reset", "accepted reset"],
)
async def test_an_unclear_answer_is_followed_by_one_silent_attempt(
    post: Post, fault: Callable[[Any], Any], times: int
) -> None:
    await post.seat()
    fault(post.double.faults)
    await post.at(STARTS - DAY)
    await post.at(STARTS - DAY + MINUTE)
    assert post.arrived() == ["1440"] * times
    assert post.silent() == [False] * (times - 1) + [True]
    row = (await post.rows())[0]
    assert (row.state, row.attempts, row.maybe_sent) == ("sent", 2, True)


async def test_two_unclear_answers_park_it(post: Post) -> None:
    await post.seat()
    post.double.faults.silence("sendMessage", times=2)
    for minutes in range(5):
        await post.at(STARTS - DAY + minutes * MINUTE)
    row = (await post.rows())[0]
    assert (row.state, row.attempts, row.maybe_sent) == ("unknown", 2, True)
    assert post.arrived() == []


async def test_an_outage_puts_in_doubt_only_what_was_in_flight(post: Post) -> None:
    """Telegram is asked whether it is back; no message is spent on finding out."""
    await post.seat(30)
    away = post.double.faults.drop(times=None)
    for minutes in range(4):
        await post.at(STARTS - DAY + minutes * MINUTE)
    assert len(post.double.calls("sendMessage")) == post.postman.options.in_flight
    post.double.faults.pending.remove(away)
    await post.at(STARTS - DAY + 5 * MINUTE)
    await post.at(STARTS - DAY + 6 * MINUTE)
    assert post.arrived() == ["1440"] * 30
    assert post.silent().count(True) == post.postman.options.in_flight


async def test_a_database_that_is_away_is_waited_for(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.seat()
    post.clock.set(STARTS - DAY)
    with monkeypatch.context() as patched:
        patched.setattr(claims, "anything_to_do", _away)
        await post.postman.tick()
    await asyncio.sleep(1.1)
    await post.postman.tick()
    await post.postman.tick_now()
    assert post.arrived() == ["1440"]


async def _away(_tx: Transaction, _now: datetime) -> bool:
    raise ConnectionRefusedError


async def test_what_must_not_be_doubled_is_parked_at_once(post: Post) -> None:
    await post.seat()
    await post.put(CODE, due=NOON)
    post.double.faults.silence(accepted=True)
    await post.at(NOON)
    await post.at(NOON + HOUR)
    assert post.arrived() == ["<3"]
    assert (await post.rows())[0].state == "unknown"


async def test_an_unreachable_telegram_loses_nothing(post: Post) -> None:
    world = await post.seat(3)
    nowhere = HTTPXRequest(connect_timeout=1)
    bot = Bot(post.double.token, base_url="http://127.0.0.1:9/bot", request=nowhere)
    await nowhere.initialize()
    cut_off = post.hire(bot)
    post.clock.set(STARTS - DAY)
    await cut_off.tick_now()
    assert [row.state for row in await post.rows()][:3] == ["pending"] * 3
    assert not any(row.maybe_sent for row in await post.rows())
    await cut_off.stop()
    await nowhere.shutdown()
    await post.at(STARTS - DAY + MINUTE)
    assert post.arrived() == ["1440"] * len(world.users)
    assert set(post.silent()) == {False}


async def test_a_chat_with_a_new_number(post: Post) -> None:
    world = await post.seat()
    post.double.member(777, started=True)
    body = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": 777},
    }
    post.double.faults.add(Fault("sendMessage", status=400, body=body))
    await post.at(STARTS - DAY)
    assert post.arrived(777) == ["1440"]
    async with post.database.transaction() as tx:
        (addressee,) = (await members.addressees(tx, world.members)).values()
        assert addressee.member.channel_user_id == 777
        await members.move(tx, (await seats.members(tx, 1, NOON, first=99))[0], 777)
        assert len(await members.addressees(tx, world.members)) == 1


# ---- when our own side misbehaves


async def test_one_notice_that_cannot_be_rendered_does_not_stop_the_others(post: Post) -> None:
    await post.seat(3)
    await post.put(BROKEN, due=STARTS - DAY)
    await post.put(FORGOTTEN, due=STARTS - DAY)
    await post.at(STARTS - DAY)
    assert post.arrived() == ["1440"] * 3
    assert sorted(row.outcome for row in await post.rows() if row.state == "failed") == [
        "no renderer",
        "not rendered: OperationalError"
        if post.database.dialect == "sqlite"
        else "not rendered: ProgrammingError",
    ]


async def test_a_postman_who_died_is_replaced(post: Post) -> None:
    """ClaimedUpdate rows go out as usual; those that were being sent go out silently."""
    await post.seat(3)
    post.clock.set(STARTS - DAY)
    lease = timedelta(minutes=2)
    async with post.database.transaction() as tx:
        claimed = await claims.claim(tx, STARTS - DAY, by="dead", limit=3, lease=lease)
        await claims.begin_sending(tx, [claimed[0].id], STARTS - DAY, by="dead", lease=lease)
    await post.postman.tick_now()
    assert post.arrived() == []
    await post.at(STARTS - DAY + lease)
    assert post.arrived() == ["1440"] * 3
    assert sorted(post.silent()) == [False, False, True]


async def test_a_database_that_fails_for_a_moment_doubles_nothing(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.seat(2)
    settle, failures = claims.settle, iter([True])

    async def fails_once(tx: Transaction, settlements: Any, now: datetime) -> None:
        if settlements and next(failures, False):
            raise OSError("disk")
        await settle(tx, settlements, now)

    monkeypatch.setattr(claims, "settle", fails_once)
    await post.at(STARTS - DAY)
    assert post.arrived() == ["1440"] * 2
    await asyncio.sleep(1.1)
    await post.at(STARTS - DAY)
    assert post.arrived() == ["1440"] * 2
    assert await post.states() == ["sent", "sent", "pending", "pending"]


async def test_what_is_done_after_sending_may_fail(post: Post) -> None:
    await post.seat()
    told: list[int] = []

    async def note(tx: Transaction, message_id: int) -> None:
        told.append(message_id)
        raise ZeroDivisionError

    async def with_note(turn: Turn, due: Due) -> Screen | None:
        return Screen(Html("hi"), on_sent=note)

    postman = Postman(
        post.database, post.services, post.bot, renderers={"reminder": with_note}, pace=Pace(None)
    )
    post.clock.set(STARTS - DAY)
    await postman.tick_now()
    assert told == [row.message_id for row in await post.rows() if row.state == "sent"]
    assert len(told) == 1


# ---- pace, scheduler, stopping


async def test_one_chat_gets_one_message_a_second(post: Post) -> None:
    await post.seat()
    post.postman.pace = Pace(None, chat_interval_s=0.3)
    for number in range(3):
        await post.put(MOVED, due=NOON, revision=number)
    started = asyncio.get_running_loop().time()
    await post.at(NOON)
    assert post.arrived() == ["<3"] * 3
    assert asyncio.get_running_loop().time() - started >= 0.6


async def test_never_more_in_flight_than_allowed(post: Post) -> None:
    await post.seat(12)
    flying, most = 0, 0
    send = post.bot.send_message

    class Slow:
        async def send_message(self, *given: Any, **named: Any) -> Any:
            nonlocal flying, most
            flying += 1
            most = max(most, flying)
            await asyncio.sleep(0.02)
            flying -= 1
            return await send(*given, **named)

    postman = post.hire(Slow(), in_flight=4)  # type: ignore[arg-type]
    post.clock.set(STARTS - DAY)
    await postman.tick_now()
    assert most == 4
    assert len(post.arrived()) == 12


async def test_the_scheduler_ticks(post: Post) -> None:
    await post.seat()
    postman = post.hire(tick_s=0.05)
    scheduler = AsyncIOScheduler(timezone=UTC)
    postman.schedule(scheduler)
    scheduler.start()
    try:
        await asyncio.sleep(0.2)
        assert post.arrived() == []
        post.clock.set(STARTS - DAY)
        for _ in range(100):
            await asyncio.sleep(0.05)
            if post.arrived():
                break
    finally:
        scheduler.shutdown(wait=False)
        await postman.stop()
    assert post.arrived() == ["1440"]


async def test_stopping_finishes_what_is_in_flight(post: Post) -> None:
    await post.seat(6)
    postman = post.hire(in_flight=2)
    post.double.faults.slow(seconds=0.3, times=None)
    post.clock.set(STARTS - DAY)
    working = asyncio.create_task(postman.tick_now())
    await asyncio.sleep(0.15)
    await postman.stop(within_s=5)
    await working
    post.double.faults.clear()
    assert post.arrived() == ["1440"] * 2
    assert sorted((await post.states())[:6]) == ["pending"] * 4 + ["sent"] * 2
    await postman.tick()
    assert len(post.arrived()) == 2


async def test_stopping_does_not_wait_for_ever(post: Post) -> None:
    await post.seat(2)
    postman = post.hire(in_flight=1)
    post.double.faults.slow(seconds=30)
    post.clock.set(STARTS - DAY)
    await postman.tick()
    await asyncio.sleep(0.1)
    await postman.stop(within_s=0.1)
    assert sorted((await post.states())[:2]) == ["pending", "sending"]


async def test_old_rows_are_purged_by_and_by(post: Post) -> None:
    await post.seat()
    await post.at(STARTS - DAY)
    await post.at(DUE)
    post.clock.set(STARTS + 60 * DAY)
    await post.postman.tick()
    assert await post.states() == []
