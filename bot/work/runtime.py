"""One update through the house: one transaction, then the replies, then nothing is left.

Handlers return what to answer. The transaction commits first, with the "done" of the inbox in
it; only then is anything sent. A crash between the two loses the answer and nothing else: the
member asks again. What must arrive all the same goes through the outbox.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from telegram import Update, User
from telegram.error import BadRequest, NetworkError

from bot.telegram.delivery import Delivery
from bot.work import claims
from bot.work.claims import LeaseLost
from bot.work.flood import FloodLimit, Verdict
from bot.work.observer import NOBODY, Observer
from community.errors import CommunityError
from community.members import members
from community.storage.database import (
    POSTGRES_CONNECTIONS,
    READ_CONNECTIONS,
    Database,
    Transaction,
    unavailable,
)
from handlers.activities.refusals import worded
from handlers.chat.replies import Later, Replies, Reply, Send, Toast
from handlers.chat.request import CHANNEL, Handler, Request, Services
from handlers.chat.routes import Route
from handlers.chat.texts import Texts, client_language, texts_for

log = structlog.stdlib.get_logger(__name__)


SIDE_BY_SIDE = {"sqlite": READ_CONNECTIONS, "postgresql": POSTGRES_CONNECTIONS - 4}
"""Handlers with a transaction at the same time; deliveries have none and do not count."""


@dataclass(slots=True)
class Runtime:
    """Runs handlers for updates and delivers their replies."""

    database: Database
    services: Services
    delivery: Delivery
    flood: FloodLimit
    observer: Observer = NOBODY
    _room: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        # Handlers wait here, not for a connection: the pool keeps some for the inbox.
        self._room = asyncio.Semaphore(SIDE_BY_SIDE[self.database.dialect])

    def callback(self, route: Route) -> Callable[[Update, Any], Any]:
        """What python-telegram-bot calls for an update of this route."""

        async def run(update: Update, _context: Any) -> None:
            started = time.perf_counter()
            try:
                outcome = await self._guarded(route, update)
            except LeaseLost as error:
                _note(error)
                outcome = "lease_lost"
            self.observer.routed(route.name, outcome)
            claim = claims.current.get()
            if claim is not None:
                claim.outcome = outcome
            log.info(
                "update",
                update_id=update.update_id,
                route=route.name,
                outcome=outcome,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )

        return run

    async def _guarded(self, route: Route, update: Update) -> str:
        user = update.effective_user
        if user is None or user.is_bot:
            await _settle()
            return "ignored"
        verdict = self._flood(user.id)
        if verdict is not Verdict.PASS:
            await _settle()
            await self._slow_down(update, verdict)
            return "flood"
        try:
            await self._run(update, user, route.handle)
        except CommunityError as error:
            answered = _delivering()
            await _settle()
            await self._say(update, f"error-{error.code}", answered=answered, **error.values)
            return "refused"
        return "ok"

    def _flood(self, user_id: int) -> Verdict:
        claim = claims.current.get()
        again = claim is not None and claim.item.attempts > 0
        return Verdict.PASS if again else self.flood.check(user_id)

    async def _run(
        self, update: Update, user: User, handle: Handler, *, answered: bool = False
    ) -> None:
        claim = claims.current.get()
        async with self._room, self.database.transaction() as tx:
            request = await self._request(tx, update, user)
            replies = await handle(request)
            written = tx.wrote
            if claim is not None and not claim.settled and written:
                await claim.settle_in(tx)
        if claim is not None and written:
            claim.settled = True
        await _settle()
        now = [reply for reply in replies if not isinstance(reply, Later)]
        await self.delivery.deliver(update, now, answered=answered)
        for later in replies:
            if isinstance(later, Later):
                found = await later.call()
                await self._run(update, user, _continued(later, found), answered=True)

    async def _request(self, tx: Transaction, update: Update, user: User) -> Request:
        now = self.services.clock.now()
        chat = update.effective_chat
        # Who only blocks the bot, or edits an old message, has not turned to it: after "delete
        # everything" that must not bring a record back.
        turned_to_us = bool(update.message or update.callback_query)
        private = chat is not None and chat.type == "private"
        spoken = client_language(user.language_code)
        member = await members.meet(
            tx,
            CHANNEL,
            user.id,
            now,
            write_down=private and turned_to_us,
            client_language=spoken,
        )
        language = member.language or spoken
        return Request(update, tx, member, texts_for(language), now, self.services)

    async def _slow_down(self, update: Update, verdict: Verdict) -> None:
        """One warning, then silence; a tap only stops its waiting sign."""
        if verdict is Verdict.WARN:
            await self._say(update, "too-fast")
        elif update.callback_query is not None:
            await self.delivery.deliver(update, ())

    async def on_error(self, update: object, context: Any) -> None:
        """The one error handler: a friendly line with a reference, and the same in the log."""
        error = context.error
        claim = claims.current.get()
        if claim is not None and not claim.settled:
            claim.error = error
            if not claim.is_last(error):
                log.warning(
                    "update_tries_again",
                    update_id=claim.item.update_id,
                    attempt=claim.item.attempts + 1,
                    error=type(error).__name__,
                    exc_info=None if unavailable(error) else error,
                )
                return
        reference = secrets.token_hex(3).upper()
        log.error(
            "update_failed",
            reference=reference,
            update_id=update.update_id if isinstance(update, Update) else None,
            error=type(error).__name__,
            exc_info=error,
        )
        self.observer.routed("error", type(error).__name__)
        unreachable = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
        if isinstance(update, Update) and not unreachable:
            answered = _delivering()
            await self._say(update, "error-unexpected", answered=answered, reference=reference)

    async def _say(
        self, update: Update, key: str, *, answered: bool = False, **values: Any
    ) -> None:
        """Say a line outside any handler: as an alert on a tap, as a message in a private chat
        and for a tap that is answered already.
        """
        texts = await self._texts(update)
        values = worded(values, texts, self.services.district.zone)
        replies: list[Reply] = []
        chat = update.effective_chat
        if update.callback_query is not None and not answered:
            replies = [Toast(_without_tags(texts.plain(key, **values)), alert=True)]
        elif (update.message or update.callback_query) and chat and chat.type == "private":
            replies = [Send(texts.html(key, **values))]
        try:
            await self.delivery.deliver(update, replies, answered=answered)
        except Exception as error:
            log.warning("apology_failed", error=type(error).__name__)

    async def _texts(self, update: Update) -> Texts:
        user = update.effective_user
        if user is None:
            return texts_for("zh")
        try:
            async with self.database.transaction() as tx:
                member = await members.find(tx, CHANNEL, user.id)
            chosen = member.language if member else None
        except Exception:
            chosen = None  # the database is what failed: the client's language will do
        return texts_for(chosen or client_language(user.language_code))


def _delivering() -> bool:
    """Whether a first reply was on its way already: a tap is answered then, and only once."""
    claim = claims.current.get()
    return claim is not None and claim.settled


async def _settle() -> None:
    """Say "done" unless that is committed already; nothing to do without an inbox."""
    claim = claims.current.get()
    if claim is not None and not claim.settled:
        await claim.settle()


def _note(error: LeaseLost) -> None:
    claim = claims.current.get()
    if claim is not None:
        claim.error = error


def _continued(later: Later, found: Any) -> Callable[[Request], Awaitable[Replies]]:
    async def go_on(request: Request) -> Replies:
        return await later.then(request, found)

    return go_on


def _without_tags(text: str) -> str:
    return text.replace("<code>", "").replace("</code>", "")
