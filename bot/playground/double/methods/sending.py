"""Methods that put a message into a chat."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from bot.playground.double.checks import check_caption, check_text, formatted
from bot.playground.double.entities import Formatted
from bot.playground.double.files import StoredFile, Upload
from bot.playground.double.refusals import bad_request
from bot.playground.double.request import Request

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def send_message(request: Request) -> dict[str, Any]:
    chat = request.target()
    return request.post(chat, text_content(request, request.params["text"], request.params))


def send_photo(request: Request) -> dict[str, Any]:
    chat = request.target()
    caption = caption_content(request, request.params)
    stored = stored_file(request, request.params["photo"], "photo")
    return request.post(chat, {**media_content(stored), **caption})


def send_document(request: Request) -> dict[str, Any]:
    chat = request.target()
    caption = caption_content(request, request.params)
    stored = stored_file(request, request.params["document"], "document")
    return request.post(chat, {**media_content(stored), **caption})


def send_contact(request: Request) -> dict[str, Any]:
    chat = request.target()
    keys = ("phone_number", "first_name", "last_name", "vcard")
    contact = {key: request.params[key] for key in keys if key in request.params}
    if not contact["phone_number"] or not contact["first_name"]:
        raise bad_request("phone number and first name must be non-empty")
    return request.post(chat, {"contact": contact})


def send_media_group(request: Request) -> list[dict[str, Any]]:
    chat = request.target()
    items = request.params["media"]
    if not 2 <= len(items) <= 10:
        raise bad_request("media group must have between 2 and 10 items")
    if len({item["type"] for item in items}) > 1:
        raise bad_request("documents can't be mixed with other media types")
    group = f"{request.double.chats.next_message_id():d}{int(request.double.clock())}"
    contents = [
        {
            **media_content(stored_file(request, item["media"], item["type"])),
            **caption_content(request, item),
            "media_group_id": group,
        }
        for item in items
    ]
    return [request.post(chat, content) for content in contents]


def send_chat_action(request: Request) -> bool:
    chat = request.target()
    action = request.params["action"]
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action = (action, request.double.clock() + 5)
    request.double.journal.tell("action", chat.id, action=action)
    return True


def copy_message(request: Request) -> dict[str, Any]:
    chat = request.target()
    content = _content_of(request, "message to copy not found")
    if "caption" in request.params:
        content.update(caption_content(request, request.params))
    return {"message_id": request.post(chat, content)["message_id"]}


def forward_message(request: Request) -> dict[str, Any]:
    chat = request.target()
    content = _content_of(request, "message to forward not found")
    source = request.double.chats.find(request.params["from_chat_id"])
    original = source.messages[request.params["message_id"]].body
    origin = {"type": "user", "sender_user": original["from"], "date": original["date"]}
    return request.post(chat, {**content, "forward_origin": origin})


def text_content(request: Request, text: str, options: Mapping[str, Any]) -> dict[str, Any]:
    result = formatted(text, options, request.remark)
    check_text(result)
    content: dict[str, Any] = {"text": result.text, **_entities("entities", result)}
    if options.get("link_preview_options"):
        content["link_preview_options"] = options["link_preview_options"]
    return content


def caption_content(request: Request, options: Mapping[str, Any]) -> dict[str, Any]:
    result = formatted(options.get("caption", ""), options, request.remark, "caption_entities")
    check_caption(result)
    if not result.text:
        return {}
    content = {"caption": result.text, **_entities("caption_entities", result)}
    if options.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def media_content(stored: StoredFile) -> dict[str, Any]:
    if stored.kind == "photo":
        return {"photo": stored.photo_sizes()}
    return {"document": stored.document()}


def stored_file(request: Request, value: Upload | str, kind: str) -> StoredFile:
    if kind not in ("photo", "document"):
        request.remark(f"media of type {kind} is unknown to the double")
        raise bad_request(f"can't parse InputMedia: type {kind} is not supported")
    files = request.double.files
    if isinstance(value, Upload):
        return files.add_photo(value) if kind == "photo" else files.add_document(value)
    if "://" in value:
        request.remark("the double fetches no files from other addresses")
        raise bad_request("failed to get HTTP URL content")
    return files.referred(value, kind)


def _entities(key: str, text: Formatted) -> dict[str, Any]:
    return {key: list(text.entities)} if text.entities else {}


_CONTENT = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "photo",
    "document",
    "location",
    "venue",
    "contact",
    "sticker",
)


def _content_of(request: Request, missing: str) -> dict[str, Any]:
    source = request.double.chats.find(request.params["from_chat_id"])
    message = source.messages.get(request.params["message_id"])
    if message is None:
        raise bad_request(missing)
    return {key: copy.deepcopy(message.body[key]) for key in _CONTENT if key in message.body}
