"""How an update is read before it is stored."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram import arrivals
from bot.telegram.arrivals import UpdateUnreadable


def test_the_text_stays_as_it_came() -> None:
    body = b'{ "update_id" : 7,\n "message": {"from": {"id": 5}, "chat": {"id": -3}} }'
    arrival = arrivals.from_json(body)
    assert (arrival.update_id, arrival.lane, arrival.payload) == (7, 5, body.decode())


@pytest.mark.parametrize(
    ("content", "lane"),
    [
        ({"callback_query": {"from": {"id": 5}}}, 5),
        ({"poll_answer": {"user": {"id": 6}}}, 6),
        ({"channel_post": {"chat": {"id": -100123}}}, -100123),
        ({"business_connection": {"user": {"id": 8}, "user_chat_id": 9}}, 8),
        ({"poll": {"id": "17"}}, 0),
        ({"message": "nonsense"}, 0),
        ({"message": {"from": {"id": True}, "chat": {"id": 1e400}}}, 0),
        ({"message": {"from": {"id": 2**70}}}, 0),
        ({}, 0),
    ],
)
def test_the_lane_is_the_member_else_the_chat(content: dict[str, object], lane: int) -> None:
    assert arrivals.from_object({"update_id": 1, **content}).lane == lane


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"1",
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 1.0}',
        b'{"update_id": NaN}',
        b'{"update_id": 1, "message": {"x": Infinity}}',
        b'\xff{"update_id": 1}',
        b'{"update_id": 1, "text": "\x00"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_update_is_refused(body: bytes) -> None:
    with pytest.raises(UpdateUnreadable):
        arrivals.from_json(body)


@given(st.binary())
def test_bytes_are_an_arrival_or_refused(body: bytes) -> None:
    try:
        arrival = arrivals.from_json(body)
    except UpdateUnreadable:
        return
    assert arrival.update_id == json.loads(arrival.payload)["update_id"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.integers(0, 2**63 - 1), st.text(max_size=20), json_values)
def test_every_object_with_a_number_arrives(number: int, kind: str, content: object) -> None:
    update = {"update_id": number, kind: content} if kind != "update_id" else {"update_id": number}
    arrival = arrivals.from_object(update)
    assert arrival.update_id == number
    assert json.loads(arrival.payload) == json.loads(json.dumps(update))
    assert -(2**63) <= arrival.lane < 2**63
