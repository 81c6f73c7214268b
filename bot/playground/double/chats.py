"""People, chats and what stands in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.playground.double.refusals import bad_request, forbidden


@dataclass
class User:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
        }
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name) is not None:
                body[name] = getattr(self, name)
        return body


@dataclass
class Message:
    """One message. ``body`` is its Bot API form; the rest is what only Telegram knows."""

    body: dict[str, Any]
    chat_id: int
    by_bot: bool
    silent: bool = False
    has_reply_markup: bool = False
    inline_message_id: str | None = None
    live_until: float | None = None

    @property
    def id(self) -> int:
        return int(self.body["message_id"])

    @property
    def markup(self) -> dict[str, Any] | None:
        markup: dict[str, Any] | None = self.body.get("reply_markup")
        return markup


@dataclass
class Chat:
    """A private chat (id = the member's) or a group (negative id)."""

    id: int
    type: str
    title: str | None = None
    user: User | None = None
    member_ids: set[int] = field(default_factory=set)
    started: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    keyboard: dict[str, Any] | None = None
    pinned: list[int] = field(default_factory=list)
    action: tuple[str, float] | None = None

    def body(self) -> dict[str, Any]:
        if self.user is None:
            return {"id": self.id, "type": self.type, "title": self.title}
        body = self.user.body()
        return {
            "id": self.id,
            "type": "private",
            **{key: body[key] for key in ("first_name", "last_name", "username") if key in body},
        }

    def clear(self) -> None:
        self.messages.clear()
        self.pinned.clear()
        self.keyboard = self.action = None
        self.started, self.blocked = self.type != "private", False

    def check_writable(self) -> None:
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if self.type == "private" and not self.started:
            raise forbidden("bot can't initiate conversation with a user")

    def latest(self) -> list[Message]:
        return [self.messages[key] for key in sorted(self.messages)]


class Chats:
    """Everybody the bot could meet, by id."""

    def __init__(self) -> None:
        self._chats: dict[int, Chat] = {}
        self.users: dict[int, User] = {}
        self._message_ids = itertools.count(1)
        self.by_inline_id: dict[str, Message] = {}

    def __iter__(self) -> Iterator[Chat]:
        return iter(self._chats.values())

    def add_member(self, user: User, *, started: bool) -> Chat:
        self.users[user.id] = user
        chat = self._chats.setdefault(user.id, Chat(user.id, "private", user=user))
        chat.user = user
        chat.started = chat.started or started
        return chat

    def add_group(self, chat_id: int, title: str, member_ids: set[int]) -> Chat:
        chat = Chat(chat_id, "group", title=title, member_ids=member_ids, started=True)
        self._chats[chat_id] = chat
        return chat

    def clear(self) -> None:
        """Empty every chat; nobody has written to the bot any more."""
        self.by_inline_id.clear()
        for chat in self:
            chat.clear()

    def find(self, chat_id: int | str | None) -> Chat:
        """Raises ``Refused`` as Telegram does for a chat that the bot has never met."""
        if isinstance(chat_id, str):
            name = chat_id.removeprefix("@").lower()
            for chat in self._chats.values():
                if chat.user and (chat.user.username or "").lower() == name and chat.started:
                    return chat
        elif chat_id in self._chats:
            return self._chats[chat_id]
        raise bad_request("chat not found")

    def groups_of(self, member_id: int) -> list[Chat]:
        return [chat for chat in self if chat.user is None and member_id in chat.member_ids]

    def seen_by(self, member_id: int, chat_id: int) -> Chat:
        """A chat on a member's phone: the private one, or a group. Raises ``LookupError``."""
        chat = self._chats[chat_id]
        if chat.id != member_id and member_id not in chat.member_ids:
            raise LookupError(f"member {member_id} is not in chat {chat_id}")
        return chat

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def store(self, message: Message) -> Message:
        self.find(message.chat_id).messages[message.id] = message
        if message.inline_message_id:
            self.by_inline_id[message.inline_message_id] = message
        return message
