"""Typed guards: what an update says, or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from handlers.chat.reading import lines_of, shared_position, start_payload, text_of


def update(**content: Any) -> Update:
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 1, "type": "private"},
        "from": {"id": 1, "is_bot": False, "first_name": "x"},
        **content,
    }
    # Through JSON, as it comes from Telegram: that is how lone surrogates arrive.
    made = Update.de_json(json.loads(json.dumps({"update_id": 1, "message": message})), None)
    assert made is not None
    return made


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
    ],
)
def test_text(text: str, read: str | None) -> None:
    assert text_of(update(text=text)) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (" 带上：\n  水杯\t和 笔\r\n\n\n\n见！\n", "带上：\n水杯 和 笔\n\n见！"),
        ("a\x00b\u2028c", "a b\nc"),
        (" \n\x07\n", None),
    ],
)
def test_lines(text: str, read: str | None) -> None:
    assert lines_of(update(text=text)) == read


def test_no_text() -> None:
    assert text_of(update()) is None
    assert text_of(Update(1)) is None


@given(st.text(max_size=60))
def test_what_is_read_can_be_sent_back(text: str) -> None:
    read = text_of(update(text=text))
    if read is not None:
        assert read.encode("utf-8")
        assert "\x00" not in read


@pytest.mark.parametrize(
    ("text", "payload"),
    [("/start", None), ("/start ", None), ("/start c_x", "c_x"), ("/help c", None), ("x", None)],
)
def test_payload(text: str, payload: str | None) -> None:
    assert start_payload(update(text=text)) == payload


def test_positions() -> None:
    here = update(location={"latitude": 30.2, "longitude": 120.2}).message
    assert here is not None
    found = shared_position(here)
    assert found is not None
    assert (found.lat, found.lon) == (30.2, 120.2)
    for lat, lon in ((float("nan"), 1), (91, 1), (1, 181), ("x", 1), (10**400, 1)):
        message = update(location={"latitude": lat, "longitude": lon}).message
        assert message is not None
        assert shared_position(message) is None
    nowhere = update(text="x").message
    assert nowhere is not None
    assert shared_position(nowhere) is None
