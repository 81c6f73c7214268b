"""What an error says about the message: delivered, surely not, or nobody knows."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.outcomes import Fate, outcome


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (RetryAfter(timedelta(seconds=7)), Fate.WAIT),
        (Forbidden("bot was blocked by the user"), Fate.UNREACHABLE),
        (BadRequest("chat not found"), Fate.REFUSED),
        (ChatMigrated(-100), Fate.MOVED),
        (InvalidToken("Unauthorized"), Fate.NOT_SENT),
        (caused(NetworkError("x"), httpx.ConnectError("refused")), Fate.NOT_SENT),
        (caused(TimedOut(), httpx.ConnectTimeout("slow")), Fate.NOT_SENT),
        (caused(TimedOut(), httpx.PoolTimeout("full")), Fate.NOT_SENT),
        (caused(TimedOut(), httpx.ReadTimeout("slow")), Fate.UNKNOWN),
        (caused(TimedOut(), httpx.WriteTimeout("slow")), Fate.UNKNOWN),
        (caused(NetworkError("x"), httpx.ReadError("reset")), Fate.UNKNOWN),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("eof")), Fate.UNKNOWN),
        (NetworkError("Bad Gateway"), Fate.UNKNOWN),
        (TimedOut(), Fate.UNKNOWN),
        (Conflict("two"), Fate.UNKNOWN),
        (TelegramError("Invalid server response"), Fate.UNKNOWN),
        # A proxy's own page with this number; Telegram would have sent JSON.
        (caused(Forbidden("Forbidden"), TelegramError("Invalid server response")), Fate.UNKNOWN),
        (caused(BadRequest("x"), TelegramError("Invalid server response")), Fate.UNKNOWN),
    ],
    ids=lambda value: value.name if isinstance(value, Fate) else type(value).__name__,
)
def test_errors_are_sorted_subclasses_first(error: TelegramError, fate: Fate) -> None:
    assert outcome(error).fate is fate


def test_what_comes_with_an_error_is_kept() -> None:
    assert outcome(RetryAfter(timedelta(seconds=7))).seconds == 7
    assert outcome(ChatMigrated(-100123)).chat_id == -100123
