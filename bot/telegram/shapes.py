"""What an update must look like before it is handled: the fields we read, and their types.

python-telegram-bot takes JSON as it comes and fails later, in the middle of something. What
is optional may be missing; what is unknown may be anything, nobody reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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


def bare(update: Mapping[str, Any]) -> dict[str, Any]:
    """An update that fits, with no more than we read of it."""
    return {
        kind: UPDATES[kind].bare(content) if kind in UPDATES else content
        for kind, content in update.items()
    }


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


@dataclass(frozen=True, slots=True)
class _Object:
    needed: Mapping[str, Check]
    optional: Mapping[str, Check] = field(default_factory=dict)

    def __call__(self, value: Any) -> bool:
        return (
            isinstance(value, dict)
            and all(name in value and fits(value[name]) for name, fits in self.needed.items())
            and all(fits(value[name]) for name, fits in self.optional.items() if name in value)
        )

    def bare(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Only what we read of a value that fits."""
        known = {**self.needed, **self.optional}
        return {
            name: fits.bare(value[name]) if isinstance(fits, _Object) else value[name]
            for name, fits in known.items()
            if name in value
        }


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
_user = _Object({"id": _id, "is_bot": _flag, "first_name": _text}, {"language_code": _plain})
_chat = _Object({"id": _id, "type": _plain})
_PEOPLE: dict[str, Check] = {"from": _user, "user": _user, "chat": _chat}
_location = _Object({"latitude": _number, "longitude": _number}, {"live_period": _whole(0, LATEST)})
_venue = _Object({"location": _location, "title": _text, "address": _text})
_entity = _Object({"type": _plain, "offset": _whole(0, LATEST), "length": _whole(0, LATEST)})
_photo = _list_of(_Object({"file_id": _plain, "file_unique_id": _plain}))
_message_fields: dict[str, Check] = {
    "from": _user,
    "text": _text,
    "entities": _list_of(_entity),
    "location": _location,
    "venue": _venue,
    "photo": _photo,
    "document": _Object(
        {"file_id": _plain, "file_unique_id": _plain},
        {"file_name": _text, "file_size": _whole(0, LARGEST_ID)},
    ),
}
_message = _Object({"message_id": _id, "date": _moment, "chat": _chat}, _message_fields)
# Kept whole: what the library needs of it depends on the status.
_standing = _Object({"user": _user, "status": _plain}).__call__
_change = _Object(
    {
        "chat": _chat,
        "from": _user,
        "date": _moment,
        "old_chat_member": _standing,
        "new_chat_member": _standing,
    }
)

UPDATES: dict[str, _Object] = {
    "message": _message,
    "edited_message": _message,
    "channel_post": _message,
    "edited_channel_post": _message,
    "business_message": _message,
    "edited_business_message": _message,
    "callback_query": _Object(
        {"id": _plain, "from": _user, "chat_instance": _plain},
        {"data": _text, "message": _message, "inline_message_id": _plain},
    ),
    "inline_query": _Object(
        {"id": _plain, "from": _user, "query": _text, "offset": _plain}, {"location": _location}
    ),
    "my_chat_member": _change,
}
