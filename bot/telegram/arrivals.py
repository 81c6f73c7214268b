"""Reading an update only as far as the inbox needs: its number and whose order it keeps."""

from __future__ import annotations

import json
from typing import Any

from community.updates.inbox import Arrival

LARGEST = 2**63 - 1


class UpdateUnreadable(Exception):
    """Not an update: no JSON object, or without a usable `update_id`."""


def from_json(body: bytes) -> Arrival:
    """An update as the webhook gets it; the text is kept as it came. Raises `UpdateUnreadable`."""
    return _arrival(*_parsed(body))


def answered_from_json(body: bytes) -> Arrival | None:
    """The same; None when nothing is done with it (`is_answered`). Raises `UpdateUnreadable`."""
    update, text = _parsed(body)
    arrival = _arrival(update, text)
    return arrival if is_answered(update) else None


def from_object(update: Any) -> Arrival:
    """An update as getUpdates brings it, one of a list. Raises `UpdateUnreadable`."""
    return _arrival(update, json.dumps(update))


def kind_of(update: dict[str, Any]) -> str:
    """Which field of an update holds its content: `message`, `callback_query`, …"""
    return next((key for key in update if key != "update_id"), "nothing")


def is_answered(update: dict[str, Any]) -> bool:
    """Whether anything is done with such an update. Others are confirmed and never stored: what
    is said among others in a group, edited texts, and kinds that we did not ask for."""
    kind = kind_of(update)
    content = update.get(kind)
    if kind in ("callback_query", "inline_query"):
        return True
    if not isinstance(content, dict):
        return kind in ("message", "edited_message", "my_chat_member")  # damaged: looked at later
    chat = content.get("chat")
    private = not isinstance(chat, dict) or chat.get("type") == "private"
    match kind:
        case "message":
            return private or str(content.get("text", "")).lower().startswith("/start")
        case "edited_message":
            return private and "location" in content
        case "my_chat_member":
            return private
    return False


def _parsed(body: bytes) -> tuple[Any, str]:
    try:
        text = body.decode("utf-8")
        return json.loads(text, parse_constant=_refuse), text
    except (ValueError, RecursionError):
        raise UpdateUnreadable from None


def _arrival(update: Any, text: str) -> Arrival:
    if not isinstance(update, dict):
        raise UpdateUnreadable
    number = update.get("update_id")
    if type(number) is not int or not 0 <= number <= LARGEST:
        raise UpdateUnreadable
    return Arrival(number, lane_of(update), text)


def lane_of(update: dict[str, Any]) -> int:
    """The member behind an update, else its chat, else 0: updates of one lane keep their order."""
    content = update.get(kind_of(update))
    if not isinstance(content, dict):
        return 0
    for key in ("from", "user", "chat", "user_chat_id"):
        who = content.get(key)
        number = who.get("id") if isinstance(who, dict) else who
        if type(number) is int and abs(number) <= LARGEST:
            return number
    return 0


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
