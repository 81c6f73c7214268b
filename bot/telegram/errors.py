"""The client's errors, by what they mean to the rest of the application."""

from __future__ import annotations

from typing import TypeAlias

from telegram.error import InvalidToken, NetworkError, TelegramError

CallFailed: TypeAlias = TelegramError
"""Any call that did not end as it should."""
NotReached: TypeAlias = NetworkError
"""Telegram could not be reached, or did not answer as it should."""
TokenRefused: TypeAlias = InvalidToken
"""Telegram does not know this token."""
