"""Our screens in the words of the Bot API: keyboards and results, as JSON values."""

from __future__ import annotations

from typing import Any

from handlers.chat.codec import data
from handlers.chat.screen import AnyButton, Button, Keys, Link, PlaceResult, Result, Rows, Screen


def markup(screen: Screen) -> dict[str, Any] | None:
    """What goes with the text of a screen: buttons under it, or keys under the input field."""
    if screen.rows:
        return inline_keyboard(screen.rows)
    return None if screen.keys is None else keys(screen.keys)


def inline_keyboard(rows: Rows) -> dict[str, Any] | None:
    """None without buttons: Telegram takes no empty keyboard."""
    if not rows:
        return None
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows]}


def keys(chosen: Keys) -> dict[str, Any]:
    if not chosen.rows:
        return {"remove_keyboard": True}
    drawn: list[list[dict[str, Any]]] = [[{"text": label} for label in row] for row in chosen.rows]
    drawn[0][0]["request_location"] = True
    return {
        "keyboard": drawn,
        "resize_keyboard": True,
        "is_persistent": True,
        "input_field_placeholder": chosen.placeholder,
    }


def result(one: Result) -> dict[str, Any]:
    """One of the results of an inline query."""
    drawn: dict[str, Any]
    if isinstance(one, PlaceResult):
        venue, where = one.venue, one.venue.position
        place = {"latitude": where.lat, "longitude": where.lon, "title": venue.title}
        drawn = {
            "type": "venue",
            "id": one.id,
            **place,
            "address": one.about,
            "input_message_content": {**place, "address": venue.address},
        }
    else:
        drawn = {
            "type": "article",
            "id": one.id,
            "title": one.title,
            "description": one.about,
            "input_message_content": {"message_text": one.text, "parse_mode": "HTML"},
        }
    if one.rows:
        drawn["reply_markup"] = inline_keyboard(one.rows)
    return drawn


def _button(button: AnyButton) -> dict[str, Any]:
    match button:
        case Button(label, form):
            return {"text": label, "callback_data": data(form)}
        case Link(label, url):
            return {"text": label, "url": url}
    return {"text": button.label, "switch_inline_query": button.query}
