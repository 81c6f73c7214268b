"""A member's phone: everything a person can do to the bot, and what their screen shows.

Every action is a coroutine that returns once Telegram has it, not once the bot has answered;
``wait_for`` and ``Double.idle`` are there for that.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.playground.double.chats import Chat, Message, User
from bot.playground.double.entities import plain, with_detected
from bot.playground.double.files import Upload
from bot.playground.double.queries import InlineSearch, Tap
from bot.playground.screen import Screen, screen_of

if TYPE_CHECKING:
    from bot.playground.double.double import Double
    from bot.playground.double.journal import Event

Place = tuple[float, float]
_query_ids = itertools.count(4_000_000_001)


class NoSuchButton(LookupError):
    def __init__(self, label: str, screen: Screen) -> None:
        super().__init__(f"no button {label!r} on this screen:\n{screen}")


class BotBlocked(Exception):
    """The member has blocked the bot and cannot write to it."""


class Phone:
    """Obtained from ``Double.member``. ``toasts`` are the answers to taps, oldest first;
    ``opened`` the links that were tapped, ``clipboard`` what a button copied."""

    def __init__(self, double: Double, user: User) -> None:
        self.double = double
        self.user = user
        self.toasts: list[dict[str, Any]] = []
        self.opened: list[str] = []
        self.clipboard: str | None = None
        self.search: InlineSearch | None = None
        double.journal.listeners.append(self._listen)

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def chat(self) -> Chat:
        return self.double.chats.find(self.user.id)

    def screen(self, chat: Chat | None = None) -> Screen:
        return screen_of(chat or self.chat)

    # ---- sending

    async def send(
        self, text: str, *, chat: Chat | None = None, reply_to: int | None = None
    ) -> dict[str, Any]:
        formatted = with_detected(plain(text))
        content: dict[str, Any] = {"text": text}
        if formatted.entities:
            content["entities"] = list(formatted.entities)
        return self._post(content, chat, reply_to)

    async def start(self, payload: str = "") -> dict[str, Any]:
        """Open the bot, by its deep link if there is a payload."""
        if self.chat.blocked:
            await self.unblock()
        return await self.send(f"/start {payload}".strip())

    async def share_location(
        self,
        latitude: float,
        longitude: float,
        *,
        live_period: int | None = None,
        horizontal_accuracy: float | None = None,
        heading: int | None = None,
    ) -> dict[str, Any]:
        location: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
        movement = {
            "live_period": live_period,
            "horizontal_accuracy": horizontal_accuracy,
            "heading": heading,
        }
        location.update({key: value for key, value in movement.items() if value is not None})
        until = self.double.clock() + live_period if live_period else None
        return self._post({"location": location}, live_until=until)

    async def move(
        self, latitude: float, longitude: float, *, message_id: int | None = None
    ) -> dict[str, Any]:
        """Move a live location: the latest one, if no message is named."""
        message = self._live(message_id)
        location = {**message.body["location"], "latitude": latitude, "longitude": longitude}
        return self._edit(message, {"location": location})

    async def stop_sharing(self, *, message_id: int | None = None) -> dict[str, Any]:
        message = self._live(message_id)
        message.live_until = None
        location = dict(message.body["location"])
        location.pop("live_period", None)
        return self._edit(message, {"location": location})

    async def send_venue(
        self, latitude: float, longitude: float, title: str, address: str = ""
    ) -> dict[str, Any]:
        location = {"latitude": latitude, "longitude": longitude}
        venue = {"location": location, "title": title, "address": address}
        return self._post({"venue": venue, "location": location})

    async def send_sticker(self, emoji: str = "👋") -> dict[str, Any]:
        sticker = {
            "file_id": "STICKER",
            "file_unique_id": "sticker",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": emoji,
        }
        return self._post({"sticker": sticker})

    async def send_photo(
        self, data: bytes, caption: str = "", *, content_type: str = "image/jpeg"
    ) -> dict[str, Any]:
        stored = self.double.files.add_photo(Upload("photo.jpg", data, content_type))
        return self._post({"photo": stored.photo_sizes(), **_caption(caption)})

    async def send_document(self, data: bytes, name: str, caption: str = "") -> dict[str, Any]:
        stored = self.double.files.add_document(Upload(name, data))
        return self._post({"document": stored.document(), **_caption(caption)})

    async def send_contact(
        self, phone_number: str, *, first_name: str | None = None, user_id: int | None = None
    ) -> dict[str, Any]:
        contact = {
            "phone_number": phone_number,
            "first_name": first_name or self.user.first_name,
            "user_id": user_id or self.id,
        }
        return self._post({"contact": contact})

    async def edit(self, text: str, *, message_id: int | None = None) -> dict[str, Any]:
        """Edit an own text message: the latest one, if none is named."""
        mine = [m for m in self.chat.latest() if not m.by_bot and "text" in m.body]
        message = self.chat.messages[message_id] if message_id is not None else mine[-1]
        entities = list(with_detected(plain(text)).entities)
        return self._edit(message, {"text": text, "entities": entities})

    # ---- buttons

    async def tap(
        self, label: str, *, message_id: int | None = None, location: Place | None = None
    ) -> Tap | InlineSearch | dict[str, Any] | None:
        """Tap a button, looked for by its text, then by a part of it, then by the beginning of
        its callback data; newest message first, then the reply keyboard. ``location`` is what
        a button that asks for the position sends. Raises ``NoSuchButton``.
        """
        button, message = self._find_button(label, message_id)
        if message is None:
            return await self._press_key(button, location)
        if "callback_data" in button:
            return self.tap_data(message.id, button["callback_data"])
        if "url" in button:
            self.opened.append(button["url"])
        elif "copy_text" in button:
            self.clipboard = button["copy_text"]["text"]
        for name in ("switch_inline_query_current_chat", "switch_inline_query"):
            if name in button:
                return await self.inline(button[name])
        return None

    async def press_key(self, text: str, *, location: Place | None = None) -> dict[str, Any]:
        """Press a key of the reply keyboard by its exact text."""
        rows = (self.chat.keyboard or {}).get("keyboard", [])
        for button in (button for row in rows for button in row):
            if button["text"] == text:
                return await self._press_key(button, location)
        raise NoSuchButton(text, self.screen())

    def tap_data(self, message_id: int, data: str, *, chat: Chat | None = None) -> Tap:
        """Tap with any callback data, also such as no button carries (any more)."""
        chat = chat or self.chat
        message = chat.messages[message_id]
        tap = Tap(str(next(_query_ids)), self.id, data, self.double.clock(), chat.id, message_id)
        self.double.queries.taps[tap.id] = tap
        query = {
            "id": tap.id,
            "from": self.user.body(),
            "chat_instance": str(chat.id * 7919),
            "data": data,
        }
        if message.inline_message_id:
            query["inline_message_id"] = message.inline_message_id
        else:
            query["message"] = message.body
        self.double.updates.push("callback_query", query)
        return tap

    async def _press_key(self, button: dict[str, Any], place: Place | None) -> dict[str, Any]:
        chat = self.chat
        if button.get("request_location") and place is None:
            raise ValueError("this button sends a position: give location=(lat, lon)")
        if (chat.keyboard or {}).get("one_time_keyboard"):
            chat.keyboard = None
            self.double.journal.tell("keyboard", chat.id, keyboard=None)
        if button.get("request_location") and place is not None:
            return await self.share_location(*place)
        if button.get("request_contact"):
            return await self.send_contact("8613800000000")
        return await self.send(button["text"])

    def _find_button(
        self, label: str, message_id: int | None
    ) -> tuple[dict[str, Any], Message | None]:
        shown: list[tuple[dict[str, Any], Message | None]] = []
        for message in reversed(self.chat.latest()):
            if message_id in (None, message.id) and message.markup:
                rows = message.markup["inline_keyboard"]
                shown += [(button, message) for row in rows for button in row]
        if message_id is None and self.chat.keyboard:
            rows = self.chat.keyboard.get("keyboard", [])
            shown += [(button, None) for row in rows for button in row]
        for matches in _MATCHES:
            for button, owner in shown:
                if matches(button, label):
                    return button, owner
        raise NoSuchButton(label, self.screen())

    # ---- inline mode

    async def inline(
        self,
        query: str = "",
        *,
        location: Place | None = None,
        offset: str = "",
        chat: Chat | None = None,
    ) -> InlineSearch:
        """Type ``@bot query``. The position goes along only if the bot asks for positions."""
        search = InlineSearch(str(next(_query_ids)), self.id, query, self.double.clock())
        self.double.queries.searches[search.id] = search
        self.search = search
        update: dict[str, Any] = {
            "id": search.id,
            "from": self.user.body(),
            "query": query,
            "offset": offset,
            "chat_type": chat.type if chat and chat.user is None else "sender",
        }
        if location and self.double.inline_location:
            update["location"] = {"latitude": location[0], "longitude": location[1]}
        self.double.updates.push("inline_query", update)
        return search

    async def choose(self, result_id: str, *, chat: Chat | None = None) -> dict[str, Any]:
        """Send one of the results of the latest inline query into a chat."""
        if self.search is None:
            raise LookupError("no inline query was made")
        result = next((item for item in self.search.results if item["id"] == result_id), None)
        if result is None:
            raise LookupError(f"no such result: {result_id}")
        content = {**result["content"], "via_bot": self.double.me.body()}
        known: dict[str, Any] = {}
        if result.get("reply_markup"):
            content["reply_markup"] = result["reply_markup"]
            known["inline_message_id"] = f"inline{self.search.id}"
        message = self._post(content, chat, **known)
        if self.double.tells_chosen_results:
            chosen = {"result_id": result_id, "from": self.user.body(), "query": self.search.query}
            if known:
                chosen["inline_message_id"] = known["inline_message_id"]
            self.double.updates.push("chosen_inline_result", chosen)
        return message

    # ---- leaving and coming back

    async def block(self) -> None:
        self.chat.blocked = True
        self._push_membership("member", "kicked")

    async def unblock(self) -> None:
        self.chat.blocked = False
        self._push_membership("kicked", "member")

    def _push_membership(self, old: str, new: str) -> None:
        def state(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self.double.me.body(), "status": status, **until}

        change = {
            "chat": self.chat.body(),
            "from": self.user.body(),
            "date": int(self.double.clock()),
            "old_chat_member": state(old),
            "new_chat_member": state(new),
        }
        self.double.updates.push("my_chat_member", change)
        self.double.journal.tell("chat", self.chat.id)

    # ---- waiting

    async def wait_for(
        self,
        wanted: str | Callable[[Screen], bool],
        *,
        within: float = 5.0,
        chat: Chat | None = None,
    ) -> Screen:
        """Wait until the screen shows the text (or satisfies the condition). Raises
        ``TimeoutError`` with the screen as it is."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            screen = self.screen(chat)
            if wanted in screen if isinstance(wanted, str) else wanted(screen):
                return screen
            left = deadline - loop.time()
            if left <= 0:
                raise TimeoutError(f"waited {within} s for {wanted!r}; the screen:\n{screen}")
            await self.double.changed(left)

    # ---- underneath

    def _listen(self, event: Event) -> None:
        if event.kind == "answer" and event.chat_id == self.id and event.data["text"]:
            self.toasts.append(event.data)

    def _post(
        self,
        content: dict[str, Any],
        chat: Chat | None = None,
        reply_to: int | None = None,
        **known: Any,
    ) -> dict[str, Any]:
        chat = chat or self.chat
        if chat.blocked:
            raise BotBlocked
        chat.started = True
        body = {
            "message_id": self.double.chats.next_message_id(),
            "from": self.user.body(),
            "chat": chat.body(),
            "date": int(self.double.clock()),
            **content,
        }
        if reply_to is not None:
            body["reply_to_message"] = chat.messages[reply_to].body
        message = Message(body, chat.id, by_bot=False, **known)
        self.double.chats.store(message)
        if chat.type == "private" or self._is_for_bot(body):
            self.double.updates.push("message", body)
        self.double.journal.tell("message", chat.id, message=body)
        return body

    def _is_for_bot(self, body: dict[str, Any]) -> bool:
        """Privacy mode: what a bot that is no administrator sees of a group."""
        me, text = self.double.me, body.get("text", "")
        replied = body.get("reply_to_message", {}).get("from", {}).get("id")
        command = text.partition(" ")[0]
        to_me = command.startswith("/") and command.partition("@")[2] in ("", me.username)
        return to_me or f"@{me.username}" in text or replied == me.id

    def _edit(self, message: Message, content: dict[str, Any]) -> dict[str, Any]:
        body = {**message.body, **content, "edit_date": int(self.double.clock())}
        if "entities" in body and not body["entities"]:
            del body["entities"]
        message.body = body
        self.double.updates.push("edited_message", body)
        self.double.journal.tell("edited", message.chat_id, message=body)
        return body

    def _live(self, message_id: int | None) -> Message:
        now = self.double.clock()
        for message in reversed(self.chat.latest()):
            if message.by_bot or message.live_until is None or message.live_until < now:
                continue
            if message_id in (None, message.id):
                return message
        raise LookupError("no live location is being shared")


def _caption(text: str) -> dict[str, Any]:
    return {"caption": text} if text else {}


_MATCHES: tuple[Callable[[dict[str, Any], str], bool], ...] = (
    lambda button, label: bool(button["text"] == label),
    lambda button, label: label in button["text"],
    lambda button, label: button.get("callback_data", "").startswith(label),
)
