"""`initData` of a Mini App: what Telegram signed an hour ago at most, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

import pytest
from aiogram.utils.web_app import check_webapp_signature
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.telegram import init_data
from bot.telegram.init_data import InitDataRefused, Visitor, verified

TOKEN = "123456789:" + "A" * 35
OPENED = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
NOW = OPENED + timedelta(minutes=5)
FIELDS = {
    "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
    "user": json.dumps({"id": 7, "first_name": "小安", "language_code": "zh-hans"}),
    "auth_date": str(int(OPENED.timestamp())),
    "start_param": "mine",
    "signature": "zL-ucjNyREiHDE8aihFwpfR9aggP2xiAo3NSpfe-p7IbCisNlDKlo7Kb6G4D0Ao2",
}


def signed(fields: dict[str, str], token: str = TOKEN) -> str:
    """As Telegram's page describes it: every field but the hash, also `signature`."""
    text = "\n".join(f"{key}={fields[key]}" for key in sorted(fields))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    digest = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    return urlencode({**fields, "hash": digest})


def refusal(data: str, token: str = TOKEN, now: datetime = NOW) -> str:
    with pytest.raises(InitDataRefused) as refused:
        verified(data, token, now)
    return refused.value.code


def without(key: str) -> dict[str, str]:
    return {name: value for name, value in FIELDS.items() if name != key}


def test_what_telegram_signed_is_believed() -> None:
    assert verified(signed(FIELDS), TOKEN, NOW) == Visitor(7, "mine", OPENED)
    assert verified(signed(without("start_param")), TOKEN, NOW).start_param == ""


def test_an_example_of_others() -> None:
    """From the tests of aiogram."""
    data = (
        "auth_date=1650385342&user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Test%22%7D"
        "&query_id=test&hash=46d2ea5e32911ec8d30999b56247654460c0d20949b6277af519e76271182803"
    )
    opened = datetime.fromtimestamp(1650385342, UTC)
    assert verified(data, "42:TEST", opened).user_id == 42


@pytest.mark.parametrize(
    ("age", "fine"),
    [
        (timedelta(hours=1), True),
        (timedelta(hours=1, seconds=1), False),
        (timedelta(days=1), False),
        (timedelta(minutes=-1), True),
        (timedelta(minutes=-1, seconds=-1), False),
    ],
)
def test_it_is_at_most_an_hour_old_and_not_of_the_future(age: timedelta, fine: bool) -> None:
    if fine:
        assert verified(signed(FIELDS), TOKEN, OPENED + age).opened_at == OPENED
    else:
        assert refusal(signed(FIELDS), now=OPENED + age) == "date"


@pytest.mark.parametrize("date", ["", "-1", "1e9", "١٧٦٣٩٥٦٨٠٠", "17639568000.0", "9" * 12, " 1"])
def test_a_date_that_is_no_number_of_seconds(date: str) -> None:
    assert refusal(signed({**FIELDS, "auth_date": date})) == "date"
    assert refusal(signed(without("auth_date"))) == "date"


@pytest.mark.parametrize(
    "user",
    [
        *("", "{", "[]", "7", "null", "{}", '{"id": "7"}', '{"id": true}', '{"id": NaN}'),
        *('{"id": 7.0}', '{"id": 0}', '{"id": -7}', '{"id": 4503599627370497}', "[" * 1100),
    ],
)
def test_without_a_user_nobody_is_let_in(user: str) -> None:
    assert refusal(signed({**FIELDS, "user": user})) == "user"
    assert refusal(signed(without("user"))) == "user"


@pytest.mark.parametrize("key", ["user", "auth_date", "hash", "start_param"])
def test_a_key_twice_is_refused(key: str) -> None:
    data = signed(FIELDS)
    pairs = parse_qsl(data)
    again = urlencode([(key, dict(pairs)[key])])
    assert refusal(f"{data}&{again}") == "form"
    assert refusal(f"{again}&{data}") == "form"


@pytest.mark.parametrize(
    "cut",
    [
        {"signature": f"{FIELDS['signature']}\nstart_param=a=b"},
        {"signature": FIELDS["signature"], "start_param=a": "b"},
    ],
)
def test_another_cut_of_the_signed_text_is_refused(cut: dict[str, str]) -> None:
    """The same text, and so the same hash, but other fields; aiogram takes it."""
    hash_ = dict(parse_qsl(signed({**FIELDS, "start_param": "a=b"})))["hash"]
    data = urlencode({**without("start_param"), **cut, "hash": hash_})
    assert check_webapp_signature(TOKEN, data)
    assert refusal(data) == "form"


@pytest.mark.parametrize(
    "data", ["", "user", "&", "hash", "=", "%ff=1", "a=%ff", "a=\ud800", "hash=é", "A=1&hash=0"]
)
def test_what_is_no_init_data(data: str) -> None:
    assert refusal(data) in ("form", "hash")


def test_sizes_are_capped() -> None:
    assert refusal(signed({**FIELDS, "start_param": "x" * init_data.LARGEST})) == "size"
    many = {f"x_{'a' * number}": "1" for number in range(init_data.MOST_FIELDS)}
    assert refusal(signed({**FIELDS, **many})) == "form"


@pytest.mark.parametrize("hash_", ["", "0" * 64, "安家", "é" * 64])
def test_a_wrong_hash(hash_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    honest = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return honest(one, other)

    monkeypatch.setattr(init_data.hmac, "compare_digest", watched)
    assert refusal(urlencode({**FIELDS, "hash": hash_})) == "hash"
    assert refusal(urlencode(FIELDS)) == "hash"
    assert len(compared) == 2  # always the comparison that takes the same time


def test_without_a_token_nobody_is_let_in() -> None:
    assert refusal(signed(FIELDS, ""), token="") == "hash"


def test_a_refusal_quotes_nothing() -> None:
    with pytest.raises(InitDataRefused) as refused:
        verified(signed({**FIELDS, "user": "hushhush"}), TOKEN, NOW)
    assert str(refused.value) == "user"
    assert refused.value.__suppress_context__


lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1)
names = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
users = st.builds(
    lambda number, name: json.dumps({"id": number, "first_name": name}),
    st.integers(1, init_data.LARGEST_ID),
    st.text(max_size=20),
)
fields = st.builds(
    lambda more, user: {**more, "user": user, "auth_date": FIELDS["auth_date"]},
    st.dictionaries(names.filter(lambda name: name != "hash"), lines, max_size=5),
    users,
)


@given(fields)
def test_we_agree_with_aiogram_on_what_telegram_signed(signed_fields: dict[str, str]) -> None:
    data = signed(signed_fields)
    assume(len(data) <= init_data.LARGEST)
    assert check_webapp_signature(TOKEN, data)
    assert verified(data, TOKEN, NOW).user_id == json.loads(signed_fields["user"])["id"]


@given(fields, st.data())
def test_whatever_was_changed_is_refused(
    signed_fields: dict[str, str], draw: st.DataObject
) -> None:
    data = signed(signed_fields)
    at = draw.draw(st.integers(0, len(data) - 1))
    sign = draw.draw(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=2))
    changed = data[:at] + sign + data[at + draw.draw(st.integers(0, 2)) :]
    try:
        same = parse_qsl(changed, keep_blank_values=True) == parse_qsl(data)
    except ValueError:
        same = False
    assume(not same)  # another way to write the same is the same
    assert refusal(changed) in ("form", "hash", "size")


@given(fields, st.text(min_size=1).filter(lambda token: token != TOKEN))
def test_another_token_signs_nothing_for_us(signed_fields: dict[str, str], token: str) -> None:
    assert refusal(signed(signed_fields, token)) in ("hash", "size")
