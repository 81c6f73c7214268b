"""What an update must look like before it is handled: the fields we read, and their types.

python-telegram-bot takes JSON as it comes and fails later, in the middle of something. What
is optional may be missing; what is unknown may be anything, nobody reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[Any], bool]

LARGEST_ID = 2**52
"""Telegram promises at most 52 significant bits."""
LATEST = 2**32


def fits(update: Mapping[str, Any]) -> bool:
    """Whether the content of an update has the shape of its kind.

    Of kinds that we did not ask for, only who and where is looked at.
    """
    return all(
        UPDATES[kind](content) if kind in UPDATES else _known_people(content)
        for kind, content in update.items()
        if kind != "update_id"
    )


def _whole(lowest: int, highest: int) -> Check:
    return lambda value: type(value) is int and lowest <= value <= highest


def _number(value: Any) -> bool:
    """Any number: whether it is on Earth is said to the member by the handler."""
    return type(value) in (int, float)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _plain(value: Any) -> bool:
    """A string that can be stored and sent as it is."""
    if not isinstance(value, str) or "\0" in value:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(one) for one in value)


def _object(needed: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    known = dict(optional or {})

    def check(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and all(name in value and of(value[name]) for name, of in needed.items())
            and all(of(value[name]) for name, of in known.items() if name in value)
        )

    return check


def _known_people(content: Any) -> bool:
    if isinstance(content, list):
        return all(_known_people(one) for one in content)
    if not isinstance(content, dict):
        return True
    return all(
        _PEOPLE[name](value) if name in _PEOPLE else _known_people(value)
        for name, value in content.items()
    )


_id = _whole(-LARGEST_ID, LARGEST_ID)
_moment = _whole(0, LATEST)
_user = _object(
    {"id": _id, "is_bot": _flag, "first_name": _text},
    {"last_name": _text, "username": _plain, "language_code": _plain},
)
_chat = _object({"id": _id, "type": _plain}, {"title": _text, "first_name": _text})
_PEOPLE: dict[str, Check] = {"from": _user, "user": _user, "chat": _chat}
_location = _object(
    {"latitude": _number, "longitude": _number},
    {"live_period": _whole(0, LATEST), "heading": _number, "horizontal_accuracy": _number},
)
_venue = _object({"location": _location, "title": _text, "address": _text})
_entity = _object({"type": _plain, "offset": _whole(0, LATEST), "length": _whole(0, LATEST)})
_photo = _list_of(_object({"file_id": _plain, "file_unique_id": _plain}))
_message_fields: dict[str, Check] = {
    "from": _user,
    "sender_chat": _chat,
    "edit_date": _moment,
    "text": _text,
    "caption": _text,
    "entities": _list_of(_entity),
    "caption_entities": _list_of(_entity),
    "location": _location,
    "venue": _venue,
    "photo": _photo,
    "document": _object({"file_id": _plain, "file_unique_id": _plain}),
}
_message = _object({"message_id": _id, "date": _moment, "chat": _chat}, _message_fields)
_standing = _object({"user": _user, "status": _plain})
_change = _object(
    {
        "chat": _chat,
        "from": _user,
        "date": _moment,
        "old_chat_member": _standing,
        "new_chat_member": _standing,
    }
)

UPDATES: dict[str, Check] = {
    "message": _message,
    "edited_message": _message,
    "channel_post": _message,
    "edited_channel_post": _message,
    "business_message": _message,
    "edited_business_message": _message,
    "callback_query": _object(
        {"id": _plain, "from": _user, "chat_instance": _plain},
        {"data": _text, "message": _message, "inline_message_id": _plain},
    ),
    "inline_query": _object(
        {"id": _plain, "from": _user, "query": _text, "offset": _plain}, {"location": _location}
    ),
    "my_chat_member": _change,
}
