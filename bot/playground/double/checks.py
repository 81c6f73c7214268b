"""What Telegram checks about texts, places and keyboards before it takes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.double.entities import (
    Formatted,
    Malformed,
    normal_url,
    parse_html,
    plain,
    trimmed,
    utf16_length,
    with_detected,
)
from bot.playground.double.refusals import bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_DATA = 64
MAX_INLINE_BUTTONS = 100
MAX_KEYBOARD_BUTTONS = 300
MAX_ROW = 8
MAX_KEYBOARD_ROW = 12
MAX_COPY_TEXT = 256
LIVE_FOREVER = 0x7FFFFFFF
_ACTIONS = (
    "callback_data",
    "url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "web_app",
)
Remark = Callable[[str], None]


def formatted(
    text: str, params: Mapping[str, Any], remark: Remark, entities_key: str = "entities"
) -> Formatted:
    """``text`` as it will stand in the message, its entities found and its ends trimmed."""
    mode = params.get("parse_mode", "")
    if mode and mode.lower() != "html":
        remark(f"parse_mode {mode} is not used here, only HTML")
        raise bad_request("unsupported parse_mode")
    if mode:
        try:
            result = parse_html(text)
        except Malformed as error:
            raise bad_request(f"can't parse entities: {error}") from None
        for note in result.remarks:
            remark(note)
    elif params.get(entities_key):
        result = Formatted(text, tuple(params[entities_key]))
    else:
        result = plain(text)
    return with_detected(trimmed(result))


def check_text(text: Formatted) -> None:
    if not text.text:
        raise bad_request("message text is empty")
    if utf16_length(text.text) > MAX_TEXT:
        raise bad_request("message is too long")


def check_caption(text: Formatted) -> None:
    if utf16_length(text.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")


def check_place(latitude: float, longitude: float) -> None:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong latitude or longitude specified")


def check_movement(params: Mapping[str, Any]) -> None:
    accuracy = params.get("horizontal_accuracy", 0)
    heading = params.get("heading", 1)
    radius = params.get("proximity_alert_radius", 1)
    period = params.get("live_period")
    if not 0 <= accuracy <= 1500:
        raise bad_request("wrong horizontal accuracy specified")
    if not 1 <= heading <= 360:
        raise bad_request("wrong heading specified")
    if not 1 <= radius <= 100_000:
        raise bad_request("wrong proximity alert radius specified")
    if period is not None and not (60 <= period <= 86400 or period == LIVE_FOREVER):
        raise bad_request("wrong live period specified")


def check_markup(markup: Mapping[str, Any] | None, remark: Remark) -> None:
    if markup is None:
        return
    kinds = {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"} & markup.keys()
    if len(kinds) != 1:
        raise bad_request("can't parse reply keyboard markup: exactly one kind is expected")
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= utf16_length(placeholder) <= 64:
        raise bad_request("input field placeholder must be 1-64 characters long")
    if "inline_keyboard" in markup:
        _check_rows(markup["inline_keyboard"], MAX_INLINE_BUTTONS, MAX_ROW, remark)
        for row in markup["inline_keyboard"]:
            for button in row:
                _check_inline_button(button)
    elif "keyboard" in markup:
        if not any(markup["keyboard"]):
            raise bad_request("can't parse reply keyboard markup: keyboard is empty")
        _check_rows(markup["keyboard"], MAX_KEYBOARD_BUTTONS, MAX_KEYBOARD_ROW, remark)
        for row in markup["keyboard"]:
            for button in row:
                if not button["text"].strip():
                    raise bad_request("can't parse keyboard button: text must be non-empty")


def check_inline_only(markup: Mapping[str, Any] | None) -> None:
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")


def _check_rows(rows: list[list[Any]], most: int, widest: int, remark: Remark) -> None:
    if sum(len(row) for row in rows) > most:
        raise bad_request("reply markup is too long")
    if any(len(row) > widest for row in rows):
        remark(f"a row of more than {widest} buttons is broken up by clients")
    if any(not row for row in rows):
        remark("an empty row of buttons is dropped")


def _check_inline_button(button: Mapping[str, Any]) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    actions = [name for name in _ACTIONS if name in button]
    if not actions or button.get("callback_data") == "":
        raise bad_request(
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action is expected")
    if "callback_data" in button and len(button["callback_data"].encode()) > MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        check_button_url(button["url"])
    if (
        "copy_text" in button
        and not 1 <= utf16_length(button["copy_text"]["text"]) <= MAX_COPY_TEXT
    ):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "web_app" in button and not button["web_app"]["url"].startswith("https://"):
        raise bad_request(
            f"inline keyboard button Web App URL '{button['web_app']['url']}' is invalid: "
            "Only HTTPS links are allowed"
        )


def check_button_url(url: str) -> None:
    scheme = re.match(r"([a-zA-Z][\w+.-]*)://", url)
    problem = ""
    if scheme and scheme.group(1).lower() not in ("http", "https", "tg", "ton"):
        problem = "Unsupported URL protocol"
    elif normal_url(url) is None:
        problem = "Wrong HTTP URL"
    if problem:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {problem}")
