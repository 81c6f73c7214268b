"""From an update of the Bot API to an event: what it says, or nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.reading import Misshapen, incoming
from handlers.chat.events import (
    Ask,
    Command,
    Event,
    File,
    Here,
    Moved,
    Opened,
    Other,
    Photo,
    Standing,
    Tap,
    Unasked,
    Words,
)

USER = {"id": 5, "is_bot": False, "first_name": "x", "language_code": "de"}
PRIVATE = {"id": 5, "type": "private"}
GROUP = {"id": -5, "type": "supergroup"}


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1, "chat": chat, "from": USER, **content}


def event(kind: str = "message", chat: dict[str, Any] = PRIVATE, **content: Any) -> Event:
    # Through JSON, as it comes from Telegram: that is how lone surrogates arrive.
    raw = {"update_id": 1, kind: message(chat, **content)}
    return incoming(json.loads(json.dumps(raw)), "anjia_bot").event


def commanded(text: str, chat: dict[str, Any] = PRIVATE) -> Event:
    length = len(text.split()[0])
    entities = [{"type": "bot_command", "offset": 0, "length": length}]
    return event(chat=chat, text=text, entities=entities)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("  江陵路站 \n B口 ", "江陵路站 B口"),
        ("\ud83d\ude00", "\U0001f600"),
        ("\ud800江\udfff", "江"),
        ("\ud800", None),
        ("a\x00b\x07c", "a b c"),
        ("\x00", None),
        ("长" * 5000, "长" * 4096),
        ("/near", "/near"),  # without an entity it is a text like any other
    ],
)
def test_words(text: str, read: str | None) -> None:
    found = event(text=text)
    if read is None:
        assert found == Unasked()
    else:
        assert isinstance(found, Words)
        assert found.text == read


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (" 带上：\n  水杯\t和 笔\r\n\n\n\n见！\n", "带上：\n水杯 和 笔\n\n见！"),
        ("a\x00b\u2028c", "a b\nc"),
    ],
)
def test_lines(text: str, lines: str) -> None:
    found = event(text=text)
    assert isinstance(found, Words)
    assert found.lines == lines


@given(st.text(max_size=60))
def test_what_is_read_can_be_sent_back(text: str) -> None:
    found = event(text=text)
    if isinstance(found, Words):
        assert found.lines.encode("utf-8")
        assert "\x00" not in found.lines


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("/start", Opened(None)),
        ("/start ", Opened(None)),
        ("/start c_x", Opened("c_x")),
        ("/start@Anjia_Bot c_x", Opened("c_x")),
        ("/help c", Command("help")),
        ("/HELP@anjia_bot", Command("help")),
        ("/help@other_bot", Command("")),
        ("/nothing", Command("nothing")),
    ],
)
def test_commands(text: str, read: Event) -> None:
    assert commanded(text) == read


def test_in_groups_only_a_deep_link_says_something() -> None:
    assert commanded("/start c_x", GROUP) == Opened("c_x")
    assert commanded("/start@other_bot c_x", GROUP) == Unasked()
    assert commanded("/help", GROUP) == Unasked()
    assert event(chat=GROUP, text="x") == Unasked()
    assert event(chat=GROUP, location={"latitude": 30.2, "longitude": 120.2}) == Unasked()


def test_positions() -> None:
    found = event(location={"latitude": 30.2, "longitude": 120.2})
    assert isinstance(found, Here)
    assert found.position is not None
    assert (found.position.lat, found.position.lon) == (30.2, 120.2)
    assert (found.place, found.live_for) == (False, None)
    for lat, lon in ((float("nan"), 1), (91, 1), (1, 181), (10**400, 1)):
        found = event(location={"latitude": lat, "longitude": lon})
        assert isinstance(found, Here)
        assert found.position is None
    with pytest.raises(Misshapen):
        event(location={"latitude": "x", "longitude": 1})


def test_a_venue_is_a_place_and_a_live_position_moves() -> None:
    here = {"latitude": 30.2, "longitude": 120.2}
    venue = {"location": here, "title": "x", "address": "y"}
    found = event(location=here, venue=venue)
    assert isinstance(found, Here)
    assert found.place
    begun = event(location={**here, "live_period": 900})
    assert isinstance(begun, Here)
    assert begun.live_for == timedelta(minutes=15)
    moved = event("edited_message", location={**here, "live_period": 900})
    assert isinstance(moved, Moved)
    assert not moved.ended
    ended = event("edited_message", location=here)
    assert isinstance(ended, Moved)
    assert ended.ended
    assert event("edited_message", text="x") == Unasked()


def test_files_and_what_nothing_can_be_done_with() -> None:
    sizes = [{"file_id": one, "file_unique_id": one} for one in ("small", "large")]
    assert event(photo=sizes) == Photo("large")
    document = {"file_id": "f", "file_unique_id": "f", "file_name": "a.ics", "file_size": 3}
    assert event(document=document) == File("f", "a.ics", 3)
    assert event(sticker={}) == Other()
    assert event(pinned_message={}) == Unasked()
    assert event("channel_post", text="x") == Unasked()


def test_taps_questions_and_standing() -> None:
    query = {"id": "q", "from": USER, "chat_instance": "c", "data": "d1", "message": message()}
    tap = incoming({"update_id": 1, "callback_query": query}, "anjia_bot")
    assert (tap.event, tap.query, tap.chat, tap.private) == (Tap("d1"), "q", 5, True)
    assert tap.tapped is not None
    forgotten = {**query, "message": {**message(), "date": 0}}
    assert incoming({"update_id": 1, "callback_query": forgotten}, "anjia_bot").tapped is None
    ask = {"id": "q", "from": USER, "query": "江", "offset": "10"}
    found = incoming({"update_id": 1, "inline_query": ask}, "anjia_bot")
    assert (found.event, found.chat, found.language) == (Ask("江", "10", None), None, "de")
    member = {"user": {"id": 1, "is_bot": True, "first_name": "b"}, "status": "kicked"}
    change = {"chat": PRIVATE, "from": USER, "date": 1}
    change |= {"old_chat_member": {**member, "status": "member"}, "new_chat_member": member}
    assert incoming({"update_id": 1, "my_chat_member": change}, "b").event == Standing(True)


def test_a_bot_is_nobody() -> None:
    raw = {"update_id": 1, "message": message(**{"from": {**USER, "is_bot": True}}, text="x")}
    assert incoming(raw, "anjia_bot").user is None
