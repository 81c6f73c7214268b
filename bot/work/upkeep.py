"""What has to be done now and then: dates written ahead, offers ended, digests planned."""

from __future__ import annotations

import structlog
from apscheduler.schedulers.base import BaseScheduler

from community.activities import series
from community.clubs import clubs
from community.registrations import waitlist
from community.storage.database import Database, unavailable
from handlers.chat.request import Services

log = structlog.stdlib.get_logger(__name__)

EVERY_SECONDS = 20


class Upkeep:
    """One job for all periodic rules; each is harmless when it was done before."""

    def __init__(self, database: Database, services: Services) -> None:
        self._database = database
        self._services = services

    def schedule(self, scheduler: BaseScheduler) -> None:
        scheduler.add_job(
            self.run,
            "interval",
            seconds=EVERY_SECONDS,
            id="upkeep",
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    async def run(self) -> None:
        """Each rule in a transaction of its own; all of them again when the database is back."""
        try:
            await self._apply()
        except Exception as error:
            if not unavailable(error):
                raise
            log.warning("upkeep_waits_for_database", error=type(error).__name__)

    async def _apply(self) -> None:
        now = self._services.clock.now()
        async with self._database.transaction() as tx:
            await waitlist.expire_offers(tx, now)
        async with self._database.transaction() as tx:
            await series.extend(tx, now)
        async with self._database.transaction() as tx:
            await clubs.plan_digests(tx, now, self._services.district.zone)
