"""Methods that answer a tap or an inline query."""

from __future__ import annotations

import re
from typing import Any

from bot.playground.double.checks import (
    check_button_url,
    check_caption,
    check_inline_only,
    check_markup,
    check_text,
    formatted,
)
from bot.playground.double.entities import utf16_length
from bot.playground.double.methods.placing import location_content, venue_content
from bot.playground.double.methods.sending import media_content
from bot.playground.double.refusals import bad_request
from bot.playground.double.request import Request

MAX_ANSWER = 200
MAX_RESULTS = 50
MAX_RESULT_ID = 64
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


def answer_callback(request: Request) -> bool:
    double, params = request.double, request.params
    tap = double.queries.tap(params["callback_query_id"], double.clock())
    text = params.get("text", "")
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = params.get("url")
    if url and not url.startswith((f"https://t.me/{double.me.username}?", "t.me/", "tg://")):
        raise bad_request("URL_INVALID")
    answer = {"text": text, "show_alert": bool(params.get("show_alert")), "url": url}
    tap.settle(answer)
    double.journal.tell("answer", tap.user_id, query_id=tap.id, **answer)
    return True


def answer_inline(request: Request) -> bool:
    double, params = request.double, request.params
    results = params["results"]
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result["id"] for result in results]
    if any(not 1 <= len(result_id.encode()) <= MAX_RESULT_ID for result_id in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(params.get("next_offset", "").encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    _check_button(params.get("button"))
    drawn = [_drawn(request, result) for result in results]
    search = double.queries.search(params["inline_query_id"], double.clock())
    answer = {
        "results": drawn,
        "next_offset": params.get("next_offset", ""),
        "button": params.get("button"),
    }
    search.settle(answer)
    double.journal.tell("inline", search.user_id, query_id=search.id, **answer)
    return True


def _check_button(button: dict[str, Any] | None) -> None:
    if button is None:
        return
    if not button["text"].strip() or ("start_parameter" in button) == ("web_app" in button):
        raise bad_request("can't parse inline query results button")
    if "start_parameter" in button and not _START_PARAMETER.fullmatch(button["start_parameter"]):
        raise bad_request("START_PARAM_INVALID")


def _drawn(request: Request, result: dict[str, Any]) -> dict[str, Any]:
    """The result with ``content``: the message that choosing it sends."""
    check_inline_only(result.get("reply_markup"))
    check_markup(result.get("reply_markup"), request.remark)
    if result.get("url"):
        check_button_url(result["url"])
    return {**result, "content": _content(request, result)}


def _content(request: Request, result: dict[str, Any]) -> dict[str, Any]:
    given = result.get("input_message_content")
    if given is not None:
        return _given_content(request, given)
    kind = result["type"]
    if kind == "venue":
        return venue_content(result)
    if kind == "location":
        return {"location": location_content(result)}
    if kind == "contact":
        keys = ("phone_number", "first_name", "last_name", "vcard")
        return {"contact": {key: result[key] for key in keys if key in result}}
    if kind == "photo" and "photo_file_id" in result:
        stored = request.double.files.referred(result["photo_file_id"], "photo")
        text = formatted(result.get("caption", ""), result, request.remark, "caption_entities")
        check_caption(text)
        return {**media_content(stored), **({"caption": text.text} if text.text else {})}
    raise bad_request('can\'t find field "input_message_content"')


def _given_content(request: Request, given: dict[str, Any]) -> dict[str, Any]:
    if "message_text" in given:
        text = formatted(given["message_text"], given, request.remark)
        check_text(text)
        entities = {"entities": list(text.entities)} if text.entities else {}
        return {"text": text.text, **entities}
    if "title" in given and "address" in given:
        return venue_content(given)
    if "latitude" in given and "longitude" in given:
        return {"location": location_content(given)}
    if "phone_number" in given and "first_name" in given:
        return {"contact": given}
    raise bad_request("can't parse input message content")
