"""What the page can do in a member's name. Raises ``BadAction`` for what makes no sense."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.playground.double.chats import Chat
from bot.playground.double.entities import utf16_length
from bot.playground.double.queries import Tap
from bot.playground.phone import Phone


class BadAction(Exception):
    """The page asked for something that makes no sense; the text says what."""


async def _text(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    text = str(given["text"]).strip()
    if not text or utf16_length(text) > 4096:
        raise BadAction("text must have 1 to 4096 characters")
    reply_to = given.get("reply_to")
    return {"message": await phone.send(text, chat=_chat(phone, given), reply_to=reply_to)}


async def _edit(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"message": await phone.edit(str(given["text"]), message_id=int(given["message_id"]))}


async def _location(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    period = given.get("live_period")
    message = await phone.share_location(
        *_place(given), live_period=int(period) if period else None
    )
    return {"message": message}


async def _move(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"message": await phone.move(*_place(given), message_id=int(given["message_id"]))}


async def _stop(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"message": await phone.stop_sharing(message_id=int(given["message_id"]))}


async def _venue(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    title, address = str(given["title"]), str(given.get("address", ""))
    return {"message": await phone.send_venue(*_place(given), title, address)}


async def _sticker(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"message": await phone.send_sticker(str(given.get("emoji", "👋")))}


async def _upload(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        data = base64.b64decode(given["data"], validate=True)
    except binascii.Error:
        raise BadAction("file is not base64") from None
    name, caption = str(given["name"]), str(given.get("caption", ""))
    if given.get("as_photo"):
        mime = str(given.get("mime", "image/jpeg"))
        return {"message": await phone.send_photo(data, caption, content_type=mime)}
    return {"message": await phone.send_document(data, name, caption)}


async def _tap(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    chat = _chat(phone, given)
    message = chat.messages.get(int(given["message_id"]))
    rows = ((message.markup if message else None) or {}).get("inline_keyboard", [])
    data = given["data"]
    if message is None or not any(b.get("callback_data") == data for row in rows for b in row):
        raise BadAction("this button is gone")
    tap: Tap = phone.tap_data(message.id, data, chat=chat)
    return {"query_id": tap.id}


async def _key(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    place = _place(given) if "latitude" in given else None
    return {"message": await phone.press_key(str(given["text"]), location=place)}


async def _inline(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    place = _place(given) if given.get("latitude") is not None else None
    search = await phone.inline(
        str(given.get("query", ""))[:256],
        location=place,
        offset=str(given.get("offset", "")),
        chat=_chat(phone, given),
    )
    return {"query_id": search.id}


async def _choose(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"message": await phone.choose(str(given["result_id"]), chat=_chat(phone, given))}


async def _block(phone: Phone, given: Mapping[str, Any]) -> dict[str, Any]:
    await (phone.unblock() if phone.chat.blocked else phone.block())
    return {"blocked": phone.chat.blocked}


def _chat(phone: Phone, given: Mapping[str, Any]) -> Chat:
    return phone.double.chats.seen_by(phone.id, int(given.get("chat") or phone.id))


def _place(given: Mapping[str, Any]) -> tuple[float, float]:
    latitude, longitude = float(given["latitude"]), float(given["longitude"])
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise BadAction("not a position")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadAction("not a position")
    return latitude, longitude


Action = Callable[[Phone, Mapping[str, Any]], Awaitable["dict[str, Any]"]]
ACTIONS: dict[str, Action] = {
    "text": _text,
    "edit": _edit,
    "location": _location,
    "move": _move,
    "stop": _stop,
    "venue": _venue,
    "sticker": _sticker,
    "upload": _upload,
    "tap": _tap,
    "key": _key,
    "inline": _inline,
    "choose": _choose,
    "block": _block,
}
