"""A rule said no: its moments become words in the member's language and the district's zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from community.errors import CommunityError
from handlers.chat import words
from handlers.chat.texts import Html, Texts
from handlers.chat.turn import Turn


def worded(values: Mapping[str, Any], texts: Texts, zone: ZoneInfo) -> dict[str, Any]:
    """Values that texts can take: moments in words of the language, nothing where it is empty."""
    return {name: _word(value, texts, zone) for name, value in values.items()}


def said(error: CommunityError, turn: Turn) -> Html:
    """What a member reads."""
    values = worded(error.values, turn.texts, turn.services.district.zone)
    return turn.texts.html(f"error-{error.code}", **values)


def _word(value: Any, texts: Texts, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        return words.moment(value.astimezone(zone), texts)
    return "" if value is None else value
