"""From an update of the Bot API to an event: only the fields that mean something to us.

What is read here was held against `shapes` before, so that every field that is there has the
type it should have. Telegram's word is never taken unchecked beyond that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, TypeAlias

from bot.telegram import shapes
from bot.telegram.arrivals import kind_of
from bot.work.incoming import Incoming, Tapped
from geo.position import Position, PositionInvalid
from handlers.chat.events import (
    Ask,
    Command,
    Event,
    File,
    Here,
    Message,
    Moved,
    Opened,
    Other,
    Photo,
    Standing,
    Tap,
    Unasked,
    Words,
)

MAX_TEXT = 4096
# fmt: off
SERVICE: Final = frozenset((
    "channel_chat_created", "chat_background_set", "chat_owner_changed", "chat_owner_left",
    "chat_shared", "checklist_tasks_added", "checklist_tasks_done", "connected_website",
    "delete_chat_photo", "direct_message_price_changed", "forum_topic_closed",
    "forum_topic_created", "forum_topic_edited", "forum_topic_reopened",
    "general_forum_topic_hidden", "general_forum_topic_unhidden", "gift", "gift_upgrade_sent",
    "giveaway_completed", "giveaway_created", "group_chat_created", "left_chat_member",
    "managed_bot_created", "message_auto_delete_timer_changed", "migrate_from_chat_id",
    "migrate_to_chat_id", "new_chat_members", "new_chat_photo", "new_chat_title",
    "paid_message_price_changed", "pinned_message", "poll_option_added", "poll_option_deleted",
    "proximity_alert_triggered", "refunded_payment", "suggested_post_approval_failed",
    "suggested_post_approved", "suggested_post_declined", "suggested_post_paid",
    "suggested_post_refunded", "supergroup_chat_created", "unique_gift", "users_shared",
    "video_chat_ended", "video_chat_participants_invited", "video_chat_scheduled",
    "video_chat_started", "web_app_data", "write_access_allowed",
))
# fmt: on
"""Fields of messages that say what happened to the chat; nobody waits for an answer."""
_Raw: TypeAlias = Mapping[str, Any]


class Misshapen(Exception):
    """JSON, but not an update as Telegram describes it."""


def incoming(raw: dict[str, Any], username: str) -> Incoming:
    """The update of a bot with this name. Raises `Misshapen`."""
    if not shapes.fits(raw):
        raise Misshapen
    kind = kind_of(raw)
    content = raw.get(kind)
    if not isinstance(content, dict):
        return Incoming(raw["update_id"], kind, Unasked(), None)
    match kind:
        case "callback_query":
            return _tap(raw["update_id"], content)
        case "inline_query":
            event: Event = Ask(content["query"], content["offset"], _position(content))
            return _incoming(raw["update_id"], kind, event, content, query=content["id"])
        case "message":
            event = _message(content, username)
            return _incoming(raw["update_id"], kind, event, content, addressed=True)
        case "edited_message":
            return _incoming(raw["update_id"], kind, _edited(content), content)
        case "my_chat_member":
            gone = content["new_chat_member"]["status"] in {"kicked", "left"}
            return _incoming(raw["update_id"], kind, Standing(gone), content)
    return _incoming(raw["update_id"], kind, Unasked(), content)


def _incoming(
    number: int,
    kind: str,
    event: Event,
    content: _Raw,
    *,
    query: str | None = None,
    addressed: bool = False,
) -> Incoming:
    user = content.get("from") or content.get("user") or {}
    chat = content.get("chat") or {}
    return Incoming(
        number,
        kind,
        event,
        None if user.get("is_bot") else user.get("id"),
        user.get("language_code"),
        chat.get("id"),
        chat.get("type") == "private",
        addressed,
        query,
    )


def _tap(number: int, content: _Raw) -> Incoming:
    message = content.get("message")
    chat = message["chat"] if message else {}
    tapped = None
    if message and message["date"]:  # 0: Telegram has forgotten what stood there
        tapped = Tapped(message["message_id"], bool(message.get("photo")), "text" in message)
    user = content["from"]
    return Incoming(
        number,
        "callback_query",
        Tap(content.get("data")),
        None if user["is_bot"] else user["id"],
        user.get("language_code"),
        chat.get("id"),
        chat.get("type") == "private",
        True,
        content["id"],
        tapped,
    )


def _message(message: _Raw, username: str) -> Event:
    """Where it comes from decides too: in groups only a deep link is answered."""
    private = message["chat"]["type"] == "private"
    command = _command(message, username)
    if command is not None and command == "start":
        return Opened(_link(message["text"]))
    if not private:
        return Unasked()
    if "location" in message or "venue" in message:
        return _here(message)
    if command is not None or _begins_with_command(message):
        return Command(command or "")
    if message.get("text"):
        lines = lines_of(message["text"])
        return Unasked() if lines is None else Words(" ".join(lines.split()), lines)
    if message.get("photo"):
        return Photo(message["photo"][-1]["file_id"])
    if "document" in message:
        document = message["document"]
        return File(
            document["file_id"], document.get("file_name", ""), document.get("file_size", 0)
        )
    return Unasked() if SERVICE & message.keys() else Other()


def _edited(message: _Raw) -> Event:
    if message["chat"]["type"] != "private" or "location" not in message:
        return Unasked()
    ended = not message["location"].get("live_period")
    return Moved(_position(message), _whence(message), ended)


def _here(message: _Raw) -> Here:
    venue = message.get("venue")
    period = 0 if venue else message["location"].get("live_period", 0)
    live_for = timedelta(seconds=period) if period else None
    position = _position(venue or message)
    return Here(position, _whence(message), venue is not None, live_for)


def _whence(message: _Raw) -> Message:
    return Message(message["chat"]["id"], message["message_id"])


def _position(content: _Raw) -> Position | None:
    """The position of what has a location; None when it is missing or not on Earth."""
    location = content.get("location")
    if location is None:
        return None
    try:
        return Position(float(location["latitude"]), float(location["longitude"]))
    except (PositionInvalid, TypeError, ValueError, OverflowError):
        return None


def _begins_with_command(message: _Raw) -> bool:
    entities = message.get("entities") or [{}]
    first = entities[0]
    return bool(first.get("type") == "bot_command" and first.get("offset") == 0)


def _command(message: _Raw, username: str) -> str | None:
    """The command that a message begins with, if it is meant for this bot."""
    text = message.get("text")
    if not text or not _begins_with_command(message):
        return None
    name, _, addressee = text[1 : message["entities"][0]["length"]].partition("@")
    if addressee and addressee.lower() != username.lower():
        return None
    return str(name).lower()


def _link(text: str) -> str | None:
    """What stands behind `/start` in a deep link."""
    lines = lines_of(text) or ""
    _, _, payload = " ".join(lines.split()).partition(" ")
    return payload.strip() or None


def lines_of(text: str) -> str | None:
    """A typed text with its lines, at most one of them empty in a row; None without any sign.

    Without lone surrogates, which cannot be sent back, and without control characters, which
    PostgreSQL does not take.
    """
    whole = text[:MAX_TEXT].encode("utf-16-le", "surrogatepass")
    clean = whole.decode("utf-16-le", "ignore")
    lines = (_printed(line) for line in clean.splitlines())
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip() or None


def _printed(line: str) -> str:
    signs = (" " if unicodedata.category(each) in {"Cc", "Cs"} else each for each in line)
    return " ".join("".join(signs).split())
