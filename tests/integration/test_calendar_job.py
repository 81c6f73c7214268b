"""Processes of a fleet that look for calendars at once: each calendar is fetched by one."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.application import services_from
from bot.calendars.fetch import Fetched
from bot.calendars.job import CalendarJob
from bot.config import Settings
from community.calendars import sources
from community.calendars import tables as calendar_tables
from community.calendars.sources import CalendarSource
from community.clock import ShiftedClock
from community.staff.roles import DISTRICT
from community.storage.database import Database, Transaction
from tests.integration.activities import stage

URLS = [f"https://calendar.example/{number}.ics" for number in range(8)]


async def fetched_by_two(url: str, clock: ShiftedClock) -> list[Counter[str]]:
    """What each of two processes fetched; an answer takes a while."""
    databases = [Database(url), Database(url)]
    asked: list[Counter[str]] = [Counter(), Counter()]
    async with databases[0].transaction() as tx:
        center = await stage.center(tx)
        for one in URLS:
            await sources.add(tx, DISTRICT, one, center, "salon")

    def job(number: int) -> CalendarJob:
        async def fetch(url: str, etag: str | None) -> Fetched:
            asked[number][url] += 1
            await asyncio.sleep(0.05)
            return Fetched(None, etag)

        return CalendarJob(databases[number], services_from(Settings(), clock), fetch)

    await asyncio.gather(job(0).run(), job(1).run())
    async with databases[0].transaction() as tx:
        leases = await tx.rows(select(calendar_tables.calendar_source.c.lease_until))
        assert {row.lease_until for row in leases} == {None}
    for database in databases:
        await database.close()
    return asked


async def test_each_is_fetched_once_and_both_have_work(
    database_url: str, clock: ShiftedClock
) -> None:
    first, second = await fetched_by_two(database_url, clock)
    assert first + second == Counter(URLS)
    assert min(first.total(), second.total()) >= 1


async def test_without_the_claim_they_are_fetched_twice(
    database_url: str, clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what is due is only looked up."""

    async def due(tx: Transaction, now: datetime) -> CalendarSource | None:
        found = await sources.all_sources(tx)
        return next((one for one in found if one.fetched_at is None), None)

    monkeypatch.setattr(sources, "claim", due)
    first, second = await fetched_by_two(database_url, clock)
    assert (first + second).total() > len(URLS)
