"""What Hypothesis draws for the fuzz lab: deeds of members, and what happens to their updates.

A change is *gentle* when the update stays one that Telegram might send (other words, limits,
forwarded, in a topic, by an anonymous administrator), else *rough*. What is drawn knows no
world: a spot or a pick is a number, taken modulo what there is.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Update = dict[str, Any]

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**52, 2**63, 2**70, -(2**63), 0.0, 1e308, -1e-320,
    "", "0", "安家", "\ud800", "\0", "‮", "1" * 5000, "/start", "٣", [], [None], {}, {"id": 5},
    {"id": "x"}, [[]],
)  # fmt: skip
WORDS = frozenset(
    ("text", "caption", "data", "query", "title", "address", "first_name", "last_name",
     "file_name", "phone_number", "emoji", "question")
)  # fmt: skip
ODD_WORDS = (
    "", " ", "\0", "‮العربية", "👩‍👩‍👧‍👦" * 20, "é" * 4096, "<b>&amp;</i>",
    "/start c_", "/start a_x",
    "/near@anjia_bot x", "/staff", "@anjia_bot", "30.2, 120.2", "-91, 181", "٣٫٥", "1" * 300,
    "https://maps.app.goo.gl/x", "a|b|c|d|e", "||||", "FREQ=SECONDLY", "n1.", "d1.zzzzzzzzzzzzz.",
    "Be.1.publish", "Bn.1.all", "a1.erase", "-1", "·" * 64, "\u2028\u2029", "ﷺ" * 100,
)  # fmt: skip
NUMBERS: dict[str, tuple[float, ...]] = {
    "latitude": (0.0, 90.0, -90.0, 91.0, 30, -1e-320, 1e308),
    "longitude": (0.0, 180.0, -180.0, 181.0, 120, 1e308),
    "date": (0, 1, 2**31, 2**32),
    "edit_date": (0, 2**32),
    "message_id": (0, 1, 2**31, 2**52),
    "live_period": (0, 1, 86_400, 2**31 - 1, 2**32),
    "heading": (0, 1, 360),
    "file_size": (0, 1, 2**31, 2**41),
}
_PERSON = {"id": 7, "is_bot": False, "first_name": "转发的人"}
_CHANNEL = {"id": -1_002_000_000_001, "type": "channel", "title": "频道"}
_ANONYMOUS = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group"}
_FORUM = {"id": -1_002_000_000_002, "type": "supergroup", "title": "邻里群", "is_forum": True}
_AN_ORDER = {
    "text": "/start@anjia_bot",
    "entities": [{"type": "bot_command", "offset": 0, "length": 16}],
}
_NOWHERE = {"type": "url", "offset": 4000, "length": 90}
_REPLY = {
    "message_id": 3, "date": 1_790_000_000, "chat": {"id": 7, "type": "private", "first_name": "x"},
    "from": _PERSON, "text": "原文",
}  # fmt: skip
DRESSES: tuple[Update, ...] = (
    {"forward_origin": {"type": "user", "date": 1, "sender_user": _PERSON}},
    {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"}},
    {"forward_origin": {"type": "channel", "date": 1, "chat": _CHANNEL, "message_id": 4}},
    {"reply_to_message": _REPLY, "quote": {"text": "原", "position": 0}},
    {"message_thread_id": 5, "is_topic_message": True, "chat": _FORUM, **_AN_ORDER},
    {"sender_chat": _FORUM, "from": _ANONYMOUS, "chat": _FORUM, **_AN_ORDER},
    {"sender_chat": _CHANNEL, "is_automatic_forward": True},
    {"business_connection_id": "b", "sender_business_bot": _ANONYMOUS},
    {"via_bot": _ANONYMOUS, "media_group_id": "9", "has_protected_content": True},
    {"chat": _CHANNEL},
    {"chat": {"id": -1001, "type": "group", "title": "邻里群"}, **_AN_ORDER},
    {"entities": [{"type": "bot_command", "offset": 0, "length": 4096}]},
    {"entities": [_NOWHERE, {"type": "unheard_of", "offset": 1, "length": 0}]},
    {"caption_entities": [{"type": "custom_emoji", "offset": 9, "length": 2**31}]},
    {"from": {"id": 7, "is_bot": False, "first_name": "没有语言"}},
    {"from": {"id": 7, "is_bot": False, "first_name": "", "language_code": "x-" + "y" * 60}},
    {"from": {"id": 7, "is_bot": False, "first_name": "<b>&", "last_name": "</b>"}},
    {"edit_date": 1_790_000_001},
    {"message": {"chat": {"id": 7, "type": "private"}, "message_id": 1, "date": 0}},
    {"inline_message_id": "AAAA", "offset": "99999", "chat_type": "sender"},
    {"game_short_name": "x"},
)  # fmt: skip
"""Fields over those of the content; person 7 stands for who acts."""


@dataclass(frozen=True, slots=True)
class Change:
    how: str
    spot: int
    value: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """What a member does, and what then happens to the update that comes of it."""

    who: int
    deed: str
    pick: int
    words: str | None
    changes: tuple[Change, ...]

    @property
    def rough(self) -> bool:
        return any(change.how in ROUGH for change in self.changes)


def changed(update: Update, plan: Plan, person: int, others: Sequence[Update]) -> Update:
    """A copy of the update with all changes of the plan; its number stays."""
    result = copy.deepcopy(update)
    for change in plan.changes:
        (GENTLE | ROUGH)[change.how](result, change, person, others)
    return result


def _spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in an update: what holds it, and the key or index there."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(entries):
        if key != "update_id":
            yield value, key
        if isinstance(inner, dict | list):
            yield from _spots(inner)


def _content(update: Update) -> Update | None:
    content = next((value for key, value in update.items() if key != "update_id"), None)
    return content if isinstance(content, dict) else None


def _at(spots: Sequence[tuple[Any, Any]], number: int) -> tuple[Any, Any] | None:
    return spots[number % len(spots)] if spots else None


def _dress(update: Update, change: Change, person: int, others: Sequence[Update]) -> None:
    content = _content(update)
    if content is None:
        return
    dress = copy.deepcopy(DRESSES[change.spot % len(DRESSES)])
    for holder, key in _spots(dress):
        if key == "id" and holder[key] == 7:
            holder[key] = person
    if "message_id" in content:
        dress.pop("message", None)
    elif "data" not in content:  # these are of messages and of taps
        dress = {key: dress[key] for key in dress if key in ("from", "offset", "inline_message_id")}
    else:
        dress.pop("chat", None)
    content.update(dress)


def _reword(update: Update, change: Change, person: int, others: Sequence[Update]) -> None:
    spots = [
        spot for spot in _spots(update) if spot[1] in WORDS and isinstance(spot[0][spot[1]], str)
    ]
    found = _at(spots, change.spot)
    if found is not None:
        found[0][found[1]] = change.value if isinstance(change.value, str) else "安家"


def _renumber(update: Update, change: Change, person: int, others: Sequence[Update]) -> None:
    found = _at([spot for spot in _spots(update) if spot[1] in NUMBERS], change.spot)
    if found is not None:
        choices = NUMBERS[found[1]]
        found[0][found[1]] = choices[change.spot % len(choices)]


def _transplant(update: Update, change: Change, person: int, others: Sequence[Update]) -> None:
    """The fields of another content of the same kind come along."""
    content, other = _content(update), others[change.spot % len(others)]
    given = other.get(next(iter(key for key in update if key != "update_id"), ""))
    if content is not None and isinstance(given, dict):
        content.update({key: copy.deepcopy(given[key]) for key in given if key not in content})


def _retype(update: Update, change: Change, person: int, others: Sequence[Update]) -> None:
    found = _at(list(_spots(update)), change.spot)
    if found is not None:
        found[0][found[1]] = copy.deepcopy(change.value)


def _drop(update: Update, change: Change, person: int, others: Sequence[Update]) -> None:
    found = _at(list(_spots(update)), change.spot)
    if found is not None:
        del found[0][found[1]]


def _rename(update: Update, change: Change, person: int, others: Sequence[Update]) -> None:
    found = _at([spot for spot in _spots(update) if isinstance(spot[0], dict)], change.spot)
    if found is not None:
        found[0][f"{found[1]}_x"] = found[0].pop(found[1])


def _swap(update: Update, change: Change, person: int, others: Sequence[Update]) -> None:
    """Something of another update, wherever it stood there."""
    found = _at(list(_spots(update)), change.spot)
    other = _at(list(_spots(others[change.spot % len(others)])), change.spot // 7)
    if found is not None and other is not None:
        found[0][found[1]] = copy.deepcopy(other[0][other[1]])


Act = Callable[[Update, Change, int, Sequence[Update]], None]
GENTLE: dict[str, Act] = {
    "dress": _dress, "reword": _reword, "renumber": _renumber, "transplant": _transplant
}  # fmt: skip
ROUGH: dict[str, Act] = {"retype": _retype, "drop": _drop, "rename": _rename, "swap": _swap}

_number = st.integers(0, 2**20 - 1)
_words = st.one_of(st.sampled_from(ODD_WORDS), st.text(max_size=12))
_values = st.one_of(
    st.sampled_from(ODD),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(), max_size=8),
    st.lists(st.sampled_from(ODD), max_size=2),
)
_gentle = st.lists(
    st.builds(Change, st.sampled_from(sorted(GENTLE)), _number, _words), min_size=1, max_size=3
)
_rough = st.lists(
    st.builds(Change, st.sampled_from(sorted(GENTLE | ROUGH)), _number, _values),
    min_size=1,
    max_size=3,
)
_changes = st.sampled_from("ggggrr-").flatmap(
    lambda sign: {"g": _gentle, "r": _rough, "-": st.just([])}[sign]
)


def plans(deeds: Sequence[str]) -> st.SearchStrategy[Plan]:
    """Plans of these deeds; one that is named twice comes twice as often."""
    return st.builds(
        Plan,
        who=_number,
        deed=st.sampled_from(deeds),
        pick=_number,
        words=st.one_of(st.none(), st.none(), _words),
        changes=_changes.map(tuple),
    )
