"""Secrets that are struck out of everything the program says: its logs, its commands."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
STRUCK = "[token]"
_SECRETS: set[str] = set()


def hide(secret: str) -> None:
    """Strike `secret` out of every line from now on, whatever it looks like."""
    if secret:
        _SECRETS.add(secret)


def forget() -> None:
    """Know no secret any more (for tests)."""
    _SECRETS.clear()


def strike(text: str) -> str:
    """`text` without secrets, the longer ones first: one may be a part of another."""
    for secret in sorted(_SECRETS, key=len, reverse=True):
        text = text.replace(secret, STRUCK)
    return TOKEN.sub(STRUCK, text)
