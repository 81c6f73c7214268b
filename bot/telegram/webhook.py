"""Telling Telegram where to deliver updates."""

from __future__ import annotations

import asyncio

import structlog
from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.config import Settings
from bot.telegram.client import ALLOWED_UPDATES
from bot.web.server import WEBHOOK_PATH

log = structlog.stdlib.get_logger(__name__)


async def register_webhook(bot: Bot, settings: Settings) -> None:
    """Tell Telegram where to deliver; tried again until it listens.

    Every replica says the same; what waits at Telegram is kept.
    """
    secret = settings.web.secret
    assert secret is not None
    pause = 1.0
    while True:
        try:
            await bot.set_webhook(
                settings.web.public_url + WEBHOOK_PATH,
                allowed_updates=ALLOWED_UPDATES,
                secret_token=secret.get_secret_value(),
                max_connections=settings.web.max_connections,
            )
        except InvalidToken:
            raise
        except RetryAfter as error:
            wait = error.retry_after
            pause = wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait)
        except TelegramError as error:
            log.warning("webhook_not_registered", error=type(error).__name__, wait_s=pause)
        else:
            log.info("webhook_registered")
            return
        await asyncio.sleep(pause)
        pause = min(pause * 2, 30.0)
