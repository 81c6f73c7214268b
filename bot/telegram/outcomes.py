"""What an error of a call says about the message: surely not delivered, or nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

_NOT_CONNECTED = (
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "ClientConnectorError",
    "ConnectionTimeoutError",
)


class Fate(Enum):
    """What became of a message that was not confirmed."""

    WAIT = "telegram said wait"
    """Not delivered; nobody may send for `seconds`."""
    UNREACHABLE = "blocked or gone"
    """Not delivered; the member cannot be written to."""
    MOVED = "the chat has another number"
    """Not delivered; the chat is now `chat_id`."""
    REFUSED = "refused"
    """Not delivered, and it will not be the next time."""
    NOT_SENT = "telegram was not reached"
    """Not delivered; worth trying again."""
    UNKNOWN = "no readable answer"
    """May have been delivered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    fate: Fate
    seconds: float = 0.0
    chat_id: int | None = None


def outcome(error: BaseException) -> Outcome:
    """Sort an error of a Bot API call. Subclasses first: `BadRequest` and `TimedOut` are both
    `NetworkError`. An error page that is not Telegram's JSON says nothing, whatever its number.
    """
    if isinstance(error.__cause__, TelegramError):
        return Outcome(Fate.UNKNOWN)  # its answer could not be read
    match error:
        case RetryAfter():
            return Outcome(Fate.WAIT, seconds=seconds_to_wait(error))
        case ChatMigrated():
            return Outcome(Fate.MOVED, chat_id=error.new_chat_id)
        case Forbidden():
            return Outcome(Fate.UNREACHABLE)
        case BadRequest():
            return Outcome(Fate.REFUSED)
        case InvalidToken():
            return Outcome(Fate.NOT_SENT)
        case NetworkError() if never_sent(error):
            return Outcome(Fate.NOT_SENT)
    return Outcome(Fate.UNKNOWN)


def never_sent(error: TelegramError) -> bool:
    """Whether the request surely did not reach Telegram: no connection was made or free."""
    # By name, so that neither HTTP client must be imported for the other's errors.
    return any(kind.__name__ in _NOT_CONNECTED for kind in type(error.__cause__).__mro__)


def seconds_to_wait(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait)


def unreachable(error: BaseException) -> bool:
    """Whether Telegram was not reached, so that it makes no sense to say so there."""
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)
