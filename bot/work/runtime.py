"""One update through the house: one transaction, then the replies, then nothing is left.

Handlers return what to answer. The transaction commits first, with the "done" of the inbox in
it; only then is anything sent. A crash between the two loses the answer and nothing else: the
member asks again. What must arrive all the same goes through the outbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog

from bot.telegram.delivery import CHANNEL, Delivery
from bot.telegram.outcomes import unreachable
from bot.work.claims import Claim, LeaseLost
from bot.work.flood import FloodLimit, Verdict
from bot.work.incoming import Incoming
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
from handlers.chat import router
from handlers.chat.events import Tap
from handlers.chat.refusals import worded
from handlers.chat.router import Answer, Route
from handlers.chat.screen import Later, Replies, Reply, Screen, Toast
from handlers.chat.texts import Texts, client_language
from handlers.chat.turn import Services, Turn

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

    async def handle(self, incoming: Incoming, claim: Claim | None = None) -> None:
        """One update: its handler, its commit, its answer. What goes wrong is dealt with here.

        `claim` is told what became of it; without an inbox there is none.
        """
        started = time.perf_counter()
        route = router.route(incoming.event, self.services.house, private=incoming.private)
        try:
            outcome = await self._guarded(route, incoming, claim)
        except LeaseLost as error:
            assert claim is not None
            claim.error = error
            outcome = "lease_lost"
        except Exception as error:
            await self._failed(incoming, claim, error)
            return
        self.observer.routed(route.name, outcome)
        if claim is not None:
            claim.outcome = outcome
        log.info(
            "update",
            update_id=incoming.number,
            route=route.name,
            outcome=outcome,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )

    async def _guarded(self, route: Route, incoming: Incoming, claim: Claim | None) -> str:
        if incoming.user is None:
            await _settle(claim)
            return "ignored"
        again = claim is not None and claim.item.attempts > 0
        verdict = Verdict.PASS if again else self.flood.check(incoming.user)
        if verdict is not Verdict.PASS:
            await _settle(claim)
            await self._slow_down(incoming, verdict)
            return "flood"
        try:
            await self._run(incoming, incoming.user, route.answer, claim)
        except CommunityError as error:
            answered = _delivering(claim)
            await _settle(claim)
            await self._say(incoming, f"error-{error.code}", answered=answered, **error.values)
            return "refused"
        return "ok"

    async def _run(
        self,
        incoming: Incoming,
        user: int,
        answer: Answer,
        claim: Claim | None,
        *,
        answered: bool = False,
    ) -> None:
        async with self._room, self.database.transaction() as tx:
            turn = await self._turn(tx, incoming, user)
            replies = await answer(turn)
            written = tx.wrote
            if claim is not None and not claim.settled and written:
                await claim.settle_in(tx)
        if claim is not None and written:
            claim.settled = True
        await _settle(claim)
        now = [self._offered(reply) for reply in replies if not isinstance(reply, Later)]
        await self.delivery.deliver(incoming, now, answered=answered)
        for later in replies:
            if isinstance(later, Later):
                found = await later.call()
                go_on = partial(_continued, later, found)
                await self._run(incoming, user, go_on, claim, answered=True)

    async def _turn(self, tx: Transaction, incoming: Incoming, user: int) -> Turn:
        # Who only blocks the bot, or edits an old message, has not turned to it: after "delete
        # everything" that must not bring a record back.
        now, spoken = self.services.clock.now(), client_language(incoming.language)
        member = await members.meet(
            tx,
            CHANNEL,
            user,
            now,
            write_down=incoming.private and incoming.addressed,
            client_language=spoken,
        )
        texts = self.services.house.texts(member.language or spoken)
        return Turn(incoming.event, tx, member, texts, now, self.services, incoming.private, spoken)

    def _offered(self, reply: Reply) -> Reply:
        return self.services.house.offered(reply) if isinstance(reply, Screen) else reply

    async def _slow_down(self, incoming: Incoming, verdict: Verdict) -> None:
        """One warning, then silence; a tap only stops its waiting sign."""
        if verdict is Verdict.WARN:
            await self._say(incoming, "too-fast")
        elif isinstance(incoming.event, Tap):
            await self.delivery.deliver(incoming, ())

    async def _failed(self, incoming: Incoming, claim: Claim | None, error: Exception) -> None:
        """A friendly line with a reference, and the same in the log; or another attempt."""
        if claim is not None and not claim.settled:
            claim.error = error
            if not claim.is_last(error):
                log.warning(
                    "update_tries_again",
                    update_id=incoming.number,
                    attempt=claim.item.attempts + 1,
                    error=type(error).__name__,
                    exc_info=None if unavailable(error) else error,
                )
                return
        reference = secrets.token_hex(3).upper()
        log.error(
            "update_failed",
            reference=reference,
            update_id=incoming.number,
            error=type(error).__name__,
            exc_info=error,
        )
        self.observer.routed("error", type(error).__name__)
        if not unreachable(error):
            answered = _delivering(claim)
            await self._say(incoming, "error-unexpected", answered=answered, reference=reference)

    async def _say(
        self, incoming: Incoming, key: str, *, answered: bool = False, **values: Any
    ) -> None:
        """Say a line outside any handler: as an alert on a tap, as a message in a private chat
        and for a tap that is answered already.
        """
        texts = await self._texts(incoming)
        values = worded(values, texts, self.services.district.zone)
        replies: list[Reply] = []
        if isinstance(incoming.event, Tap) and not answered:
            replies = [Toast(_without_tags(texts.plain(key, **values)), alert=True)]
        elif incoming.addressed and incoming.private:
            replies = [Screen(texts.html(key, **values), apart=True)]
        try:
            await self.delivery.deliver(incoming, replies, answered=answered)
        except Exception as error:
            log.warning("apology_failed", error=type(error).__name__)

    async def _texts(self, incoming: Incoming) -> Texts:
        chosen = None
        if incoming.user is not None:
            # When the database is what failed, the client's language will do.
            with contextlib.suppress(Exception):
                async with self.database.transaction() as tx:
                    member = await members.find(tx, CHANNEL, incoming.user)
                chosen = member.language if member else None
        return self.services.house.texts(chosen or client_language(incoming.language))


def _delivering(claim: Claim | None) -> bool:
    """Whether a first reply was on its way already: a tap is answered then, and only once."""
    return claim is not None and claim.settled


async def _settle(claim: Claim | None) -> None:
    """Say "done" unless that is committed already; nothing to do without an inbox."""
    if claim is not None and not claim.settled:
        await claim.settle()


async def _continued(later: Later, found: Any, turn: Turn) -> Replies:
    return await later.then(turn, found)


def _without_tags(text: str) -> str:
    return text.replace("<code>", "").replace("</code>", "")
