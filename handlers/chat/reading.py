"""Typed guards: what an update says, or None. Telegram's word is never taken unchecked."""

from __future__ import annotations

import re
import unicodedata

from telegram import Message, Update

from geo.position import Position, PositionInvalid

MAX_TEXT = 4096


def text_of(update: Update) -> str | None:
    """The text of a new message on one line; None without text.

    Without lone surrogates, which cannot be sent back, and without control characters, which
    PostgreSQL does not take.
    """
    lines = lines_of(update)
    return None if lines is None else " ".join(lines.split())


def lines_of(update: Update) -> str | None:
    """The same with its lines, where they matter; at most one of them empty in a row."""
    message = update.message
    if message is None or not message.text:
        return None
    whole = message.text[:MAX_TEXT].encode("utf-16-le", "surrogatepass")
    clean = whole.decode("utf-16-le", "ignore")
    lines = (_printed(line) for line in clean.splitlines())
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip() or None


def _printed(line: str) -> str:
    signs = (" " if unicodedata.category(each) in {"Cc", "Cs"} else each for each in line)
    return " ".join("".join(signs).split())


def shared_position(message: Message) -> Position | None:
    """The position of a location or venue; None when it is missing or not on Earth."""
    location = message.venue.location if message.venue else message.location
    if location is None:
        return None
    try:
        return Position(float(location.latitude), float(location.longitude))
    except (PositionInvalid, TypeError, ValueError, OverflowError):
        return None


def start_payload(update: Update) -> str | None:
    """What stands behind `/start` in a deep link."""
    text = text_of(update)
    if text is None or not text.startswith("/start"):
        return None
    _, _, payload = text.partition(" ")
    return payload.strip() or None


def digits(text: str) -> str:
    """The digits of a text in ASCII, whatever stands between them."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
