"""What stands in typed texts."""

from __future__ import annotations

import unicodedata


def digits(text: str) -> str:
    """The digits of a text in ASCII, whatever stands between them."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
