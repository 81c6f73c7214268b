"""Buttons and keyboards from typed callback data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from handlers.chat.callbacks import (
    Form,
    ShowFavourites,
    ShowNear,
    ShowReports,
    ShowSubdistrict,
    View,
    data,
)
from handlers.chat.texts import LANGUAGES, Texts, texts_for

MENU_KEYS = (
    "menu-subdistricts",
    "menu-activities",
    "menu-favourites",
    "menu-places",
    "menu-help",
)
"""The buttons under the input field that send their own text; see `menu_key`."""


class Keyboard(InlineKeyboardMarkup):
    """An inline keyboard that is quick to write out: the library asks every button for
    everything that a button can have, ours have one of two things."""

    __slots__ = ()

    def to_dict(self, recursive: bool = True) -> dict[str, Any]:
        if not recursive:
            return super().to_dict(recursive=False)
        return {
            "inline_keyboard": [
                [_written(button) for button in row] for row in self.inline_keyboard
            ]
        }


def _written(button: InlineKeyboardButton) -> dict[str, Any]:
    if button.callback_data is not None and not button.api_kwargs:
        return {"text": button.text, "callback_data": button.callback_data}
    return button.to_dict()


def button(label: str, form: Form) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data(form))


def link(label: str, url: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, url=url)


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """A keyboard of the rows that have buttons; Telegram takes none that is empty."""
    filled = [list(row) for row in rows if row]
    return Keyboard(filled) if filled else None


def grid(
    buttons: Sequence[InlineKeyboardButton], columns: int
) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[start : start + columns] for start in range(0, len(buttons), columns)]


def back(texts: Texts, view: View | None) -> list[InlineKeyboardButton]:
    """The way back to the list that a card was opened from."""
    return [button(texts.plain("back"), _list_of(view))] if view is not None else []


def menu(texts: Texts) -> ReplyKeyboardMarkup:
    """The keyboard under the input field: share a location, or go without."""
    location = KeyboardButton(texts.plain("menu-location"), request_location=True)
    subdistricts, activities, favourites, places, about = (texts.plain(key) for key in MENU_KEYS)
    return ReplyKeyboardMarkup(
        [[location, subdistricts], [activities, favourites], [places, about]],
        resize_keyboard=True,
        is_persistent=True,
        input_field_placeholder=texts.plain("menu-placeholder"),
    )


def menu_key(text: str) -> str | None:
    """Which button of the menu a text comes from, in whatever language it was drawn."""
    for language in LANGUAGES:
        for key in MENU_KEYS:
            if text == texts_for(language).plain(key):
                return key
    return None


def _list_of(view: View) -> Form:
    match view.origin.kind:
        case "f":
            return ShowFavourites()
        case "u":
            return ShowSubdistrict(view.origin.number)
        case "r":
            return ShowReports()
    return ShowNear(view)
