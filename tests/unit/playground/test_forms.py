from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.double.forms import Unreadable, read_form


@given(
    data=st.binary(max_size=200),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    name=st.sampled_from(["导出.json", 'a"b.txt', "plain.png"]),
)
def test_what_httpx_sends_is_read_back(data: bytes, text: str, name: str) -> None:
    request = httpx.Request(
        "POST",
        "http://x/",
        data={"caption": text},
        files={"document": (name, data, "application/json")},
    )
    fields, uploads = read_form(request.headers["content-type"], request.read(), {})
    assert fields == {"caption": text}
    assert uploads["document"].data == data
    assert uploads["document"].name == name
    assert uploads["document"].content_type == "application/json"


def test_form_and_json_and_query() -> None:
    form = httpx.Request("POST", "http://x/", data={"text": "a+b 中&", "empty": ""})
    assert read_form(form.headers["content-type"], form.read(), {"q": "1"})[0] == {
        "q": "1",
        "text": "a+b 中&",
        "empty": "",
    }
    assert read_form("application/json; charset=utf-8", b'{"chat_id": 1}', {}) == (
        {"chat_id": 1},
        {},
    )
    assert read_form("", b"", {}) == ({}, {})


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nno end"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nnameless\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\nheadless\r\n--b--\r\n"),
        ("application/x-www-form-urlencoded", b"\xff"),
    ],
)
def test_unreadable_bodies(kind: str, body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_form(kind, body, {})
