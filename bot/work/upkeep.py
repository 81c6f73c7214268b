"""What has to be done now and then: the periodic work of every capability."""

from __future__ import annotations

import structlog
from apscheduler.schedulers.base import BaseScheduler

from community.capability import Periodic
from community.storage.database import Database, unavailable
from handlers.chat.turn import Services

log = structlog.stdlib.get_logger(__name__)


class Upkeep:
    """One job for each work; each is harmless when it was done before."""

    def __init__(self, database: Database, services: Services) -> None:
        self._database = database
        self._services = services
        self._works = {
            f"{rules.name}.{work.name}": work for rules in database.rules for work in rules.periodic
        }

    def schedule(self, scheduler: BaseScheduler) -> None:
        """Each at its own interval; one that fails or takes long holds up no other."""
        for name, work in self._works.items():
            scheduler.add_job(
                self._do,
                "interval",
                args=(name, work),
                seconds=work.every_s,
                id=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )

    async def run(self) -> None:
        """All of it now. What is wrong with one is said when the others were done."""
        defects = []
        for name, work in self._works.items():
            try:
                await self._do(name, work)
            except Exception as error:
                defects.append(error)
        if defects:
            raise ExceptionGroup("upkeep", defects)

    async def _do(self, name: str, work: Periodic) -> None:
        """In a transaction of its own; again at its time when the database was away."""
        zone = self._services.district.zone
        try:
            async with self._database.transaction() as tx:
                await work.run(tx, self._services.clock.now(), zone)
        except Exception as error:
            if not unavailable(error):
                raise
            log.warning("upkeep_waits_for_database", work=name, error=type(error).__name__)
