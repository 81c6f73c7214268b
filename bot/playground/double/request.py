"""One call of the bot while it is being answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.playground.double.chats import Chat, Message
from bot.playground.double.checks import check_inline_only, check_markup
from bot.playground.double.refusals import bad_request

if TYPE_CHECKING:
    from bot.playground.double.double import Double


@dataclass(frozen=True)
class Request:
    double: Double
    method: str
    params: Mapping[str, Any]

    def remark(self, detail: str) -> None:
        self.double.journal.violation(self.method, detail)

    def target(self) -> Chat:
        """The chat to write into. Raises ``Refused`` if the bot may not."""
        chat = self.double.chats.find(self.params["chat_id"])
        chat.check_writable()
        return chat

    def markup(self, *, inline_only: bool = False) -> dict[str, Any] | None:
        markup: dict[str, Any] | None = self.params.get("reply_markup")
        if inline_only:
            check_inline_only(markup)
        check_markup(markup, self.remark)
        return markup

    def post(self, chat: Chat, content: Mapping[str, Any], **known: Any) -> dict[str, Any]:
        """Put a message of the bot into ``chat`` and return it in Bot API form."""
        markup = self.markup()
        body: dict[str, Any] = {
            "message_id": self.double.chats.next_message_id(),
            "from": self.double.me.body(),
            "chat": chat.body(),
            "date": int(self.double.clock()),
            **content,
            **self._reply_to(chat),
        }
        if self.params.get("protect_content"):
            body["has_protected_content"] = True
        if markup and markup.get("inline_keyboard"):
            body["reply_markup"] = {
                "inline_keyboard": [row for row in markup["inline_keyboard"] if row]
            }
        message = Message(
            body,
            chat.id,
            by_bot=True,
            silent=bool(self.params.get("disable_notification")),
            has_reply_markup=bool(markup) and "inline_keyboard" not in (markup or {}),
            **known,
        )
        self.double.chats.store(message)
        chat.action = None
        self.double.journal.tell("message", chat.id, message=body)
        if markup and "inline_keyboard" not in markup:
            self._show_keyboard(chat, markup)
        return body

    def _show_keyboard(self, chat: Chat, markup: dict[str, Any]) -> None:
        if markup.get("remove_keyboard"):
            chat.keyboard = None
        else:
            chat.keyboard = {**markup}
        self.double.journal.tell("keyboard", chat.id, keyboard=chat.keyboard)

    def _reply_to(self, chat: Chat) -> dict[str, Any]:
        reply = self.params.get("reply_parameters")
        if not reply:
            return {}
        message = chat.messages.get(reply["message_id"])
        if message is None:
            if reply.get("allow_sending_without_reply"):
                return {}
            raise bad_request("message to be replied not found")
        inner = {key: value for key, value in message.body.items() if key != "reply_to_message"}
        return {"reply_to_message": inner}
