"""Replies on their way to Telegram, after the commit and outside any transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeVar

import structlog
from telegram import Bot, InputFile, InputMediaPhoto, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from community import members
from community.database import Database
from handlers.replies import AnswerInline, Edit, Reply, Send, SendDocument, SendVenue, Toast
from handlers.request import CHANNEL

T = TypeVar("T")
log = structlog.stdlib.get_logger(__name__)


LONGEST_WAIT_S = 30.0
"""How long an answer waits when Telegram says "retry after"; longer ones are given up."""
TOAST_LENGTH = 200
_UNCHANGED = "message is not modified"
_UNANSWERABLE = ("query is too old", "query id is invalid")
_NOT_CONNECTED = (
    "ConnectError",
    "ConnectTimeout",
    "ClientConnectorError",
    "ConnectionTimeoutError",
)
_GONE = ("message to edit not found", "message can't be edited")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Sends what a handler returned, in order; what cannot be delivered is logged."""

    bot: Bot
    database: Database

    async def deliver(
        self, update: Update, replies: Sequence[Reply], *, answered: bool = False
    ) -> None:
        """A tap is answered first, with its toast or without; then the rest in order."""
        if update.callback_query is not None and not answered:
            toast = next((reply for reply in replies if isinstance(reply, Toast)), None)
            await self._answer(update.callback_query.id, toast)
        for reply in replies:
            if not isinstance(reply, Toast):
                await self._one(update, reply)

    async def _answer(self, query_id: str, toast: Toast | None) -> None:
        try:
            await _patiently(
                lambda: self.bot.answer_callback_query(
                    query_id,
                    text=toast.text[:TOAST_LENGTH] if toast else None,
                    show_alert=toast.alert if toast else None,
                )
            )
        except BadRequest as error:
            if not any(said in error.message.lower() for said in _UNANSWERABLE):
                raise
            log.info("callback_too_old")

    async def _one(self, update: Update, reply: Reply) -> None:
        try:
            await self._send(update, reply)
        except Forbidden:
            await self._lost(update)
        except BadRequest as error:
            if _UNCHANGED not in error.message.lower():
                raise

    async def _send(self, update: Update, reply: Reply) -> None:
        if isinstance(reply, AnswerInline):
            await self._inline(update, reply)
            return
        chat = update.effective_chat
        if chat is None:
            return
        match reply:
            case Send():
                await self._message(chat.id, reply)
            case Edit():
                await self._edit(update, chat.id, reply)
            case SendVenue():
                await _patiently(
                    lambda: self.bot.send_venue(
                        chat.id,
                        latitude=reply.position.lat,
                        longitude=reply.position.lon,
                        title=reply.title,
                        address=reply.address,
                    )
                )
            case SendDocument():
                await _patiently(
                    lambda: self.bot.send_document(
                        chat.id,
                        InputFile(BytesIO(reply.content), filename=reply.file_name),
                        caption=reply.caption,
                        parse_mode=ParseMode.HTML,
                    )
                )

    async def _message(self, chat_id: int, reply: Send) -> None:
        message = await self._fresh(chat_id, reply)
        if reply.on_sent is not None:
            async with self.database.transaction() as tx:
                await reply.on_sent(tx, message.message_id)

    async def _fresh(self, chat_id: int, reply: Send | Edit) -> Message:
        if reply.picture is None:
            return await _patiently(
                lambda: self.bot.send_message(
                    chat_id, reply.text, parse_mode=ParseMode.HTML, reply_markup=reply.keyboard
                )
            )
        png = await asyncio.to_thread(reply.picture)
        return await _patiently(
            lambda: self.bot.send_photo(
                chat_id,
                png,
                caption=reply.text,
                parse_mode=ParseMode.HTML,
                reply_markup=reply.keyboard,
            )
        )

    async def _edit(self, update: Update, chat_id: int, reply: Edit) -> None:
        message = update.effective_message if update.callback_query else None
        message_id = reply.message_id or (message.message_id if message else None)
        if message_id is None:
            await self._fresh(chat_id, reply)
            return
        try:
            await self._edit_message(chat_id, message_id, reply, message)
        except BadRequest as error:
            if not any(said in error.message.lower() for said in _GONE):
                raise
            await self._fresh(chat_id, reply)

    async def _edit_message(
        self, chat_id: int, message_id: int, reply: Edit, message: Message | None
    ) -> None:
        where: dict[str, Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "reply_markup": reply.keyboard,
        }
        pictured = bool(message and message.photo) or (message is None and reply.picture)
        if not pictured:
            await _patiently(
                lambda: self.bot.edit_message_text(reply.text, parse_mode=ParseMode.HTML, **where)
            )
        elif reply.picture is None:
            await _patiently(
                lambda: self.bot.edit_message_caption(
                    caption=reply.text, parse_mode=ParseMode.HTML, **where
                )
            )
        else:
            png = await asyncio.to_thread(reply.picture)
            media = InputMediaPhoto(png, caption=reply.text, parse_mode=ParseMode.HTML)
            await _patiently(lambda: self.bot.edit_message_media(media, **where))

    async def _inline(self, update: Update, reply: AnswerInline) -> None:
        assert update.inline_query is not None
        query_id = update.inline_query.id
        try:
            await _patiently(
                lambda: self.bot.answer_inline_query(
                    query_id,
                    list(reply.results),
                    cache_time=reply.cache_seconds,
                    is_personal=True,
                    next_offset=reply.next_offset,
                    button=reply.button,
                )
            )
        except BadRequest as error:
            if not any(said in error.message.lower() for said in _UNANSWERABLE):
                raise

    async def _lost(self, update: Update) -> None:
        user = update.effective_user
        if user is not None:
            async with self.database.transaction() as tx:
                await members.set_inactive(tx, CHANNEL, user.id)
        log.info("member_unreachable")


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Call once; again after a short "retry after", or when nothing reached Telegram."""
    try:
        return await call()
    except RetryAfter as error:
        wait = _seconds(error)
        if wait > LONGEST_WAIT_S:
            raise
        log.info("telegram_says_wait", seconds=wait)
        await asyncio.sleep(wait)
    except (TimedOut, BadRequest):
        raise
    except NetworkError as error:
        if not never_sent(error):
            raise
        log.info("telegram_not_reached")
        await asyncio.sleep(0.5)
    return await call()


def never_sent(error: TelegramError) -> bool:
    """Whether the request surely did not reach Telegram: no connection was made."""
    cause = error.__cause__
    # By name, so that neither HTTP client must be imported for the other's errors.
    return any(kind.__name__ in _NOT_CONNECTED for kind in type(cause).__mro__)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait)
