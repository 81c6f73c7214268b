"""Methods that change or remove messages that stand in a chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.playground.double.chats import Chat, Message
from bot.playground.double.methods.sending import (
    caption_content,
    media_content,
    stored_file,
    text_content,
)
from bot.playground.double.refusals import bad_request
from bot.playground.double.request import Request

DELETABLE_SECONDS = 48 * 3600
_MEDIA = ("photo", "document")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def edit_text(request: Request) -> dict[str, Any] | bool:
    message = editable(request)
    content = text_content(request, request.params["text"], request.params)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return apply_edit(request, message, content, drop=("entities", "link_preview_options"))


def edit_caption(request: Request) -> dict[str, Any] | bool:
    message = editable(request)
    content = caption_content(request, request.params)
    if not any(key in message.body for key in _MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return apply_edit(request, message, content, drop=("caption", "caption_entities"))


def edit_media(request: Request) -> dict[str, Any] | bool:
    message = editable(request)
    media = request.params["media"]
    if not any(key in message.body for key in (*_MEDIA, "text")):
        raise bad_request("message can't be edited")
    content = {
        **media_content(stored_file(request, media["media"], media["type"])),
        **caption_content(request, media),
    }
    gone = (*_MEDIA, "caption", "caption_entities", "text", "entities", "link_preview_options")
    return apply_edit(request, message, content, drop=gone)


def edit_reply_markup(request: Request) -> dict[str, Any] | bool:
    return apply_edit(request, editable(request), {})


def delete_message(request: Request) -> bool:
    chat = request.double.chats.find(request.params["chat_id"])
    _delete(request, chat, request.params["message_id"])
    return True


def delete_messages(request: Request) -> bool:
    """As Telegram: those that cannot be found are skipped."""
    chat = request.double.chats.find(request.params["chat_id"])
    ids = request.params["message_ids"]
    if not 1 <= len(ids) <= 100:
        raise bad_request("message identifiers are not specified")
    for message_id in ids:
        if message_id in chat.messages:
            _delete(request, chat, message_id)
    return True


def pin_message(request: Request) -> bool:
    chat = request.target()
    message_id = request.params["message_id"]
    if message_id not in chat.messages:
        raise bad_request("message to pin not found")
    chat.pinned = [message_id, *(pin for pin in chat.pinned if pin != message_id)]
    request.double.journal.tell("pinned", chat.id, pinned=chat.pinned)
    return True


def unpin_message(request: Request) -> bool:
    chat = request.target()
    message_id = request.params.get("message_id")
    if not chat.pinned or (message_id is not None and message_id not in chat.pinned):
        raise bad_request("message to unpin not found")
    gone = message_id if message_id is not None else chat.pinned[0]
    chat.pinned = [pin for pin in chat.pinned if pin != gone]
    request.double.journal.tell("pinned", chat.id, pinned=chat.pinned)
    return True


def unpin_all(request: Request) -> bool:
    chat = request.target()
    chat.pinned = []
    request.double.journal.tell("pinned", chat.id, pinned=[])
    return True


def editable(request: Request) -> Message:
    """The bot's message that the call means. Raises ``Refused``."""
    params, chats = request.params, request.double.chats
    inline_id = params.get("inline_message_id")
    if inline_id is not None:
        found = chats.by_inline_id.get(inline_id)
        if found is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return found
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = chats.find(params["chat_id"])
    chat.check_writable()
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if not message.by_bot or message.has_reply_markup:
        raise bad_request("message can't be edited")
    return message


def apply_edit(
    request: Request, message: Message, content: Mapping[str, Any], drop: tuple[str, ...] = ()
) -> dict[str, Any] | bool:
    """Replace content and keyboard. Without a keyboard in the call, the old one goes away."""
    markup = request.markup(inline_only=True)
    body = {key: value for key, value in message.body.items() if key not in drop}
    body.update(content)
    body.pop("reply_markup", None)
    rows = [row for row in (markup or {}).get("inline_keyboard", []) if row]
    if rows:
        body["reply_markup"] = {"inline_keyboard": rows}
    if _without_date(body) == _without_date(message.body):
        raise bad_request(_NOT_MODIFIED)
    body["edit_date"] = int(request.double.clock())
    message.body = body
    request.double.journal.tell("edited", message.chat_id, message=body)
    return True if request.params.get("inline_message_id") else body


def _without_date(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != "edit_date"}


def _delete(request: Request, chat: Chat, message_id: int) -> None:
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    if request.double.clock() - message.body["date"] > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    if chat.type != "private" and not message.by_bot:
        raise bad_request("message can't be deleted")
    del chat.messages[message_id]
    chat.pinned = [pin for pin in chat.pinned if pin != message_id]
    request.double.journal.tell("deleted", chat.id, message_id=message_id)
