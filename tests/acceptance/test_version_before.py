"""An operator upgrades a database that is in use: nothing under way is lost, old buttons work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.playground.double.chats import Message
from bot.playground.phone import Phone
from community.checks import check_database
from community.clock import ShiftedClock
from community.storage import migrations
from community.storage.database import Database
from tests.acceptance.activity_stage import words
from tests.acceptance.conftest import Running, World
from tests.versions import RECORDINGS, Button, Recording, restore

AFTER = timedelta(minutes=2)
"""How long the upgrade took; whatever the old process had in hand is free again."""


@pytest.fixture(params=RECORDINGS, ids=lambda file: file.stem)
def recording(request: pytest.FixtureRequest) -> Recording:
    file: Path = request.param
    return Recording.of(file)


@pytest.fixture
async def url(empty_url: str, recording: Recording) -> str:
    """A database of the version before, upgraded."""
    database = Database(empty_url)
    try:
        await restore(database, recording)
        assert await migrations.current(database) == recording.revision
        assert await migrations.upgrade(database) == (recording.revision, migrations.newest())
        assert await check_database(database) == []
    finally:
        await database.close()
    return empty_url


@pytest.fixture
async def upgraded(
    running: Running, url: str, recording: Recording, clock: ShiftedClock
) -> AsyncIterator[World]:
    """The bot on it; whoever is a member has a chat with it."""
    clock.set(recording.recorded_at + AFTER)
    async with running(url, known=recording.people) as world:
        yield world
        world.check()


def everything(phone: Phone) -> str:
    return "\n".join(bubble.text for bubble in phone.screen().bubbles)


async def test_a_recording_has_rows_in_every_table(recording: Recording) -> None:
    assert [name for name, rows in recording.tables.items() if not rows] == []
    inbox = {row["state"] for row in recording.tables["inbox"]}
    assert inbox == {"new", "claimed", "done", "dead", "dropped"}
    outbox = {row["state"] for row in recording.tables["outbox"]}
    assert outbox >= {"pending", "claimed", "sending", "sent", "unknown", "failed", "expired"}
    seats = {row["state"] for row in recording.tables["registration"]}
    assert seats == {"seated", "waiting", "offered", "cancelled", "declined"}


async def test_what_waited_is_answered_and_told(upgraded: World) -> None:
    world = upgraded
    phones = {number: world.double.phones[number] for number in (7, 8, 9, 11, 12)}
    # Updates that waited, one in the hand of the old process, one ends an open form.
    await phones[7].wait_for("怎么用")
    await phones[8].wait_for(words("place-saved", name="奶奶家"))
    await phones[9].wait_for(words("favourites-none"))
    await phones[11].wait_for("How it works")
    await world.settle()
    async with world.database.transaction() as tx:
        open_ = "SELECT count(*) FROM inbox WHERE state IN ('new', 'claimed')"
        assert await tx.value(text(open_)) == 0
    # Notices that were due, one of them claimed by the old process.
    await world.bot.postman.tick_now()
    await world.settle()
    for number in (7, 12):
        assert "❌ 活动取消：场地检修" in everything(phones[number])
    assert "请带球拍" in everything(phones[7])
    assert "19:30→20:00" in everything(phones[9])
    assert "19:30 → 20:00" in everything(phones[11])
    # One was being sent, nobody knows whether it arrived: once more, without a sound.
    assert "19:30→20:00" in everything(phones[8])
    (*_, again) = [call for call in world.double.calls("sendMessage") if call.chat_id == 8]
    assert again.params["disable_notification"]


async def test_open_forms_are_finished(upgraded: World) -> None:
    world = upgraded
    member, staff = world.double.phones[12], world.double.phones[10]
    assert await world.say(member, "门口写着搬走了") == words("report-thanks")
    text_ = await world.say(
        staff, "羽毛球|12/5 19:30-21:00|晶都社区·杭州邻里阅读空间|20人|自带球拍"
    )
    assert text_.startswith("👀 预览")


def stands(world: World, button: Button) -> int:
    """Put the button into the chat, as it stood there; the number of its message."""
    chat = world.double.phones[button.member].chat
    markup = {"inline_keyboard": [[{"text": button.label, "callback_data": button.data}]]}
    body = {
        "message_id": world.double.chats.next_message_id(),
        "from": world.double.me.body(),
        "chat": chat.body(),
        "date": int(world.double.clock()),
        "text": button.label,
        "reply_markup": markup,
    }
    world.double.chats.store(Message(body, chat.id, by_bot=True, has_reply_markup=True))
    return int(body["message_id"])


async def test_buttons_that_stood_in_the_chats_work(upgraded: World, recording: Recording) -> None:
    """The last one of each form: answered, and never as one that is unknown."""
    world = upgraded
    last = {button.data.partition(".")[0]: button for button in recording.buttons}
    assert len(last) > 50
    for button in last.values():
        phone = world.double.phones[button.member]
        before = len(phone.toasts)
        phone.tap_data(stands(world, button), button.data)
        await world.settle()
        said = [toast["text"] for toast in phone.toasts[before:]]
        unknown = {words("button-unknown"), words("button-unknown", "en")}
        assert not unknown & set(said), button
