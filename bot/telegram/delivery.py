"""Replies on their way to Telegram, after the commit and outside any transaction."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from typing import Any, TypeVar

import structlog
from telegram import Bot, InlineQueryResultsButton, InputFile, InputMediaPhoto, Message
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram import drawing
from bot.telegram.outcomes import never_sent, seconds_to_wait
from bot.work.incoming import Incoming, Tapped
from bot.work.pace import Pace
from community.members import members
from community.storage.database import Database
from handlers.chat.events import Tap
from handlers.chat.screen import (
    Answers,
    Document,
    Redraw,
    Reply,
    Screen,
    Toast,
    Venue,
)

CHANNEL = "telegram"
T = TypeVar("T")
log = structlog.stdlib.get_logger(__name__)


LONGEST_WAIT_S = 30.0
"""How long an answer waits when Telegram says "retry after"; longer ones are given up."""
TOAST_LENGTH = 200
_DRAWING = ThreadPoolExecutor(1, thread_name_prefix="drawing")
"""Pictures are drawn one after the other: several at once are not quicker, since Python holds
its lock most of the time, and each takes some 20 MB while it is drawn."""
CAPTION_LENGTH = 1024
"""What Telegram takes under a picture, without the tags; longer texts go without one."""
_UNCHANGED = ("message is not modified",)
_UNANSWERABLE = ("query is too old", "query id is invalid")
_GONE = ("message to edit not found", "message can't be edited")
_WITHOUT_TEXT = ("there is no text in the message to edit",)
_LOST_FILE = ("file identifier", "can't use file")
"""Ids of files are each bot's own: those that another one was given mean nothing."""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Sends what a handler returned, in order; what cannot be delivered is logged."""

    bot: Bot
    database: Database
    pace: Pace = field(default_factory=Pace)
    """Told how many answers go out, so that notices leave room for them."""

    async def deliver(
        self, incoming: Incoming, replies: Sequence[Reply], *, answered: bool = False
    ) -> None:
        """A tap is answered first, with its toast or without; then the rest in order.

        The first screen of a tap takes the place of the message that was tapped.
        """
        tap = isinstance(incoming.event, Tap)
        if tap and incoming.query is not None and not answered:
            toast = next((reply for reply in replies if isinstance(reply, Toast)), None)
            await self._answer(incoming.query, toast)
        replaces = tap
        for reply in replies:
            if isinstance(reply, Toast):
                continue
            await self._one(incoming, reply, replaces=replaces)
            replaces = replaces and not (isinstance(reply, Screen) and not reply.apart)

    async def _answer(self, query_id: str, toast: Toast | None) -> None:
        try:
            await self._patiently(
                lambda: self.bot.answer_callback_query(
                    query_id,
                    text=toast.text[:TOAST_LENGTH] if toast else None,
                    show_alert=toast.alert if toast else None,
                )
            )
        except TelegramError as error:
            # The answer only stops a waiting sign: what the tap asked for is still delivered.
            too_old = _says(error, _UNANSWERABLE)
            log.info("callback_too_old") if too_old else _log_failure("tap", error)

    async def _one(self, incoming: Incoming, reply: Reply, *, replaces: bool) -> None:
        """Deliver one reply. Raises `BadRequest`: what Telegram refuses is a mistake of ours."""
        self.pace.answered()
        try:
            await self._send(incoming, reply, replaces=replaces)
        except Forbidden:
            await self._lost(incoming)
        except BadRequest as error:
            if not _says(error, _UNCHANGED):
                raise
        except (NetworkError, RetryAfter) as error:
            _log_failure(type(reply).__name__, error)

    async def _send(self, incoming: Incoming, reply: Reply, *, replaces: bool) -> None:
        if isinstance(reply, Answers):
            await self._inline(incoming, reply)
            return
        chat = incoming.chat
        if chat is None:
            return
        match reply:
            case Screen() if replaces and not reply.apart:
                await self._edit(incoming.tapped, chat, reply)
            case Screen():
                await self._message(chat, reply)
            case Redraw():
                await self._redraw(chat, reply)
            case Venue():
                await self._patiently(
                    lambda: self.bot.send_venue(
                        chat,
                        latitude=reply.position.lat,
                        longitude=reply.position.lon,
                        title=reply.title,
                        address=reply.address,
                    )
                )
            case Document():
                await self._patiently(
                    lambda: self.bot.send_document(
                        chat,
                        InputFile(BytesIO(reply.content), filename=reply.file_name),
                        caption=reply.caption,
                        parse_mode=ParseMode.HTML,
                    )
                )

    async def _message(self, chat_id: int, screen: Screen) -> None:
        message = await self._fresh(chat_id, screen)
        if screen.on_sent is not None:
            async with self.database.transaction() as tx:
                await screen.on_sent(tx, message.message_id)

    async def _fresh(self, chat_id: int, screen: Screen) -> Message:
        png = await drawn(screen)
        try:
            return await self._patiently(lambda: post(self.bot, chat_id, screen, png))
        except BadRequest as error:
            if not _lost(png, error):
                raise
        return await self._patiently(lambda: post(self.bot, chat_id, screen, None))

    async def _edit(self, tapped: Tapped | None, chat_id: int, screen: Screen) -> None:
        if tapped is None or not _takes(tapped, screen.text):
            await self._message(chat_id, screen)
            return
        try:
            await self._change(chat_id, tapped.number, screen, pictured=tapped.photo)
        except BadRequest as error:
            if not _says(error, (*_GONE, *_WITHOUT_TEXT)):
                raise
            await self._message(chat_id, screen)

    async def _redraw(self, chat_id: int, reply: Redraw) -> None:
        """Change an earlier message; one that the member deleted is not sent again."""
        screen = reply.screen
        try:
            await self._change(chat_id, reply.message, screen, pictured=screen.picture is not None)
        except BadRequest as error:
            if _says(error, _WITHOUT_TEXT):
                log.info("picture_kept")  # it has a picture, and this text is too long for one
            elif not _says(error, _GONE):
                raise
            elif reply.on_gone is not None:
                async with self.database.transaction() as tx:
                    await reply.on_gone(tx)

    async def _change(
        self, chat_id: int, message_id: int, screen: Screen, *, pictured: bool
    ) -> None:
        where: dict[str, Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "reply_markup": drawing.inline_keyboard(screen.rows),
        }
        png = await drawn(screen) if pictured else None
        if png is not None:
            media = InputMediaPhoto(png, caption=screen.text, parse_mode=ParseMode.HTML)
            try:
                await self._patiently(lambda: self.bot.edit_message_media(media, **where))
                return
            except BadRequest as error:
                if not _lost(png, error):
                    raise
        if pictured and _fits_caption(screen.text):
            await self._patiently(
                lambda: self.bot.edit_message_caption(
                    caption=screen.text, parse_mode=ParseMode.HTML, **where
                )
            )
        else:
            await self._patiently(
                lambda: self.bot.edit_message_text(screen.text, parse_mode=ParseMode.HTML, **where)
            )

    async def _inline(self, incoming: Incoming, reply: Answers) -> None:
        assert incoming.query is not None
        query = incoming.query
        button = None
        if reply.chat_label is not None:
            button = InlineQueryResultsButton(reply.chat_label, start_parameter=reply.chat_link)
        results: Any = [drawing.result(one) for one in reply.results]
        try:
            await self._patiently(
                lambda: self.bot.answer_inline_query(
                    query,
                    results,
                    cache_time=0,
                    is_personal=True,
                    next_offset=reply.next_offset,
                    button=button,
                )
            )
        except BadRequest as error:
            if not _says(error, _UNANSWERABLE):
                raise

    async def _lost(self, incoming: Incoming) -> None:
        if incoming.user is not None and incoming.private:
            async with self.database.transaction() as tx:
                await members.set_inactive(tx, CHANNEL, incoming.user)
        log.info("member_unreachable")

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call once; again after a short "retry after", or when nothing reached Telegram."""
        try:
            return await call()
        except RetryAfter as error:
            wait = seconds_to_wait(error)
            self.pace.told_to_wait(wait)
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


async def drawn(screen: Screen) -> bytes | str | None:
    """The picture; None without one, or when the text does not fit under it or it fails."""
    if screen.picture is None or not _fits_caption(screen.text):
        return None
    if isinstance(screen.picture, str):
        return screen.picture
    try:
        return await asyncio.get_running_loop().run_in_executor(_DRAWING, screen.picture)
    except Exception as error:
        log.error("picture_failed", error=type(error).__name__, exc_info=error)
        return None


async def post(
    bot: Bot,
    chat_id: int,
    screen: Screen,
    picture: bytes | str | None,
    *,
    silent: bool | None = None,
) -> Message:
    """Send a new message: a text, or the picture with the text below."""
    markup: Any = drawing.markup(screen)
    if picture is None:
        return await bot.send_message(
            chat_id,
            screen.text,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
            disable_notification=silent,
        )
    return await bot.send_photo(
        chat_id,
        picture,
        caption=screen.text,
        parse_mode=ParseMode.HTML,
        reply_markup=markup,
        disable_notification=silent,
    )


def _takes(message: Tapped, text: str) -> bool:
    """Whether this text can stand in this message: a venue or a file has no text to edit."""
    return _fits_caption(text) if message.photo else message.text


def _fits_caption(text: str) -> bool:
    shown = unescape(_TAG.sub("", text))
    return len(shown.encode("utf-16-le", "surrogatepass")) // 2 <= CAPTION_LENGTH


def _says(error: TelegramError, phrases: Sequence[str]) -> bool:
    return any(phrase in error.message.lower() for phrase in phrases)


def _lost(picture: bytes | str | None, error: BadRequest) -> bool:
    """Whether a kept id of a photo means nothing (any more): the text goes without it."""
    lost = isinstance(picture, str) and _says(error, _LOST_FILE)
    if lost:
        log.warning("picture_lost")
    return lost


def _log_failure(what: str, error: TelegramError) -> None:
    """Not delivered, or nobody knows: the member sees nothing and asks again."""
    log.warning("not_delivered", what=what, error=type(error).__name__)
