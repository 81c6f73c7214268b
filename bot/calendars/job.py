"""The calendars that staff allowed, fetched now and then; activities follow what they say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

import structlog
from apscheduler.schedulers.base import BaseScheduler

from bot.calendars.fetch import Fetched, FetchFailed, fetch
from community.activities.files.imports import Import
from community.activities.files.taking import Defaults
from community.calendars import sources
from community.calendars.addresses import AddressRefused
from community.calendars.reading import CalendarRefused, read_calendar
from community.calendars.sources import CalendarSource
from community.staff.roles import StaffScope
from community.storage.database import Database
from community.tables.reports import Report
from handlers.chat.texts import DEFAULT_LANGUAGE, texts_for
from handlers.chat.turn import Services

log = structlog.stdlib.get_logger(__name__)

LOOK_EVERY_S = 300.0
"""How often it is asked which calendars are due; each is fetched once an hour."""
DEFAULT_CAPACITY = 30
"""Calendars say no number of people."""

Fetch: TypeAlias = Callable[[str, str | None], Awaitable[Fetched]]


@dataclass(slots=True)
class CalendarJob:
    """One job for all calendars; each is noted as fetched, with what went wrong."""

    database: Database
    services: Services
    fetch: Fetch = fetch

    def schedule(self, scheduler: BaseScheduler) -> None:
        scheduler.add_job(
            self.run,
            "interval",
            seconds=LOOK_EVERY_S,
            id="calendars",
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    async def run(self) -> int:
        """Fetch what is due, one calendar after the other; says how many there were.

        Processes of a fleet that look at once share the work.
        """
        followed = 0
        while (source := await self._next()) is not None:
            await self._follow(source)
            followed += 1
        return followed

    async def _next(self) -> CalendarSource | None:
        async with self.database.transaction() as tx:
            return await sources.claim(tx, self.services.clock.now())

    async def _follow(self, source: CalendarSource) -> None:
        """Whatever happens to one calendar, the others are fetched and this one waits its hour."""
        fetched, trouble = Fetched(None, source.etag), None
        try:
            fetched = await self.fetch(source.url, source.etag)
        except FetchFailed as error:
            trouble = error.code
        except AddressRefused as error:
            trouble = str(error.values["reason"])
        except Exception as error:  # whatever a server may think of
            trouble = "defect"
            log.error("calendar_defect", source=source.id, exc_info=error)
        if fetched.data is not None:
            try:
                await self._take(source, fetched.data)
            except CalendarRefused as error:
                trouble = str(error.values["reason"])
            except Exception as error:
                trouble = "defect"
                log.error("calendar_defect", source=source.id, exc_info=error)
        async with self.database.transaction() as tx:
            now = self.services.clock.now()
            await sources.fetched(tx, source.id, now, etag=fetched.etag, trouble=trouble)
        if trouble is not None:
            log.warning("calendar_not_fetched", source=source.id, trouble=trouble)

    async def _take(self, source: CalendarSource, data: bytes) -> Report:
        """Take what can be taken, slice by slice, within the center of the calendar.

        Raises `CalendarRefused`.
        """
        file = await read_calendar(data, self.services.district.zone)
        texts = texts_for(DEFAULT_LANGUAGE)
        defaults = Defaults(
            kind=source.kind,
            center_id=source.center_id,
            capacity=DEFAULT_CAPACITY,
            source="ics",
            calendar=source.key,
            cancel_reason=texts.plain("activity-file-cancel-reason"),
        )
        importing, going = Import(file, defaults), True
        scope = StaffScope(district=False, centers=(source.center_id,))
        while going:
            async with self.database.transaction() as tx:
                going = await importing.go_on(tx, scope, self.services.clock.now())
        result = importing.result
        log.info(
            "calendar_followed",
            source=source.id,
            added=len(result.added),
            updated=len(result.updated),
            cancelled=len(result.cancelled),
            problems=len(result.problems),
        )
        return result
