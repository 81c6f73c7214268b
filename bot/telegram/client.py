"""The client of the Bot API: python-telegram-bot's bot on our HTTP client."""

from __future__ import annotations

from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

import structlog
from telegram import Bot as Bot
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import RetryAfter, TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot import hidden
from bot.config import Settings, Telegram
from bot.telegram.measured_request import MeasuredRequest
from bot.work.observer import NOBODY, Observer
from handlers.chat.house import House
from handlers.chat.texts import LANGUAGES
from handlers.chat.turn import FileNotFetched

log = structlog.stdlib.get_logger(__name__)

ALLOWED_UPDATES: Final = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
)
Transport: TypeAlias = BaseRequest
"""What carries the calls: an HTTP client, or a double in the same process."""
_HERE = ("localhost", "127.0.0.1", "::1")


class TokenMissing(Exception):
    """`run` needs a token in `[telegram]`."""


def make_bot(
    settings: Settings, transport: BaseRequest | None = None, observer: Observer = NOBODY
) -> Bot:
    """The bot of these settings; used with `async with`. Raises `TokenMissing`."""
    telegram = settings.telegram
    if telegram.token is None:
        raise TokenMissing()
    token = telegram.token.get_secret_value()
    hidden.hide(token)
    request = MeasuredRequest(transport or _http(telegram), observer)
    return Bot(
        token,
        base_url=telegram.api_base_url,
        base_file_url=telegram.file_base_url,
        request=request,
        get_updates_request=request,
    )


def bare_bot(settings: Settings) -> Bot:
    """A bot for a question from the command line; used with `async with`."""
    # This client needs no farewell when the first question fails.
    return make_bot(settings, _httpx(settings.telegram))


async def fetch_file(bot: Bot, file_id: str) -> bytes:
    """The content of a file that a member sent. Raises `FileNotFetched`."""
    try:
        file = await bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())
    except TelegramError as error:
        raise FileNotFetched from error


async def introduce(bot: Bot, house: House) -> None:
    """Set commands and descriptions, for each language and scope.

    Telegram limits how often they may change: a refusal is logged and does not stop the start.
    """
    groups = BotCommandScopeAllGroupChats()
    try:
        await bot.delete_my_commands(groups)
        for language in (None, *LANGUAGES):
            texts = house.texts(language or "zh")
            commands = [
                BotCommand(name, texts.plain(f"command-{name}")) for name in house.listed_commands
            ]
            private = BotCommandScopeAllPrivateChats()
            await bot.set_my_commands(commands, private, language_code=language)
            await bot.set_my_description(texts.plain("bot-description"), language_code=language)
            await bot.set_my_short_description(texts.plain("bot-about"), language_code=language)
    except RetryAfter as error:
        log.warning("introduction_postponed", seconds=str(error.retry_after))
    except TelegramError as error:
        log.warning("introduction_failed", error=type(error).__name__)


def _http(telegram: Telegram) -> BaseRequest:
    proxy = telegram.proxy.get_secret_value() if telegram.proxy else None
    if telegram.http_client == "httpx" or (proxy or "").startswith("socks"):
        return _httpx(telegram)
    from bot.telegram.aiohttp_request import AiohttpRequest

    return AiohttpRequest(**_common(telegram), trust_env=_trusting(telegram))


def _httpx(telegram: Telegram) -> BaseRequest:
    return HTTPXRequest(**_common(telegram), httpx_kwargs={"trust_env": _trusting(telegram)})


def _trusting(telegram: Telegram) -> bool:
    """A proxy of the environment is not the way to this machine itself."""
    return urlsplit(telegram.api_base_url).hostname not in _HERE


def _common(telegram: Telegram) -> dict[str, Any]:
    return {
        "proxy": telegram.proxy.get_secret_value() if telegram.proxy else None,
        "connect_timeout": telegram.connect_timeout_s,
        "read_timeout": telegram.read_timeout_s,
        "connection_pool_size": telegram.connections,
        # Answers wait for a free connection rather than fail.
        "pool_timeout": 30.0,
    }
