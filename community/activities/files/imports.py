"""Activities of a file into the database: new ones published, known ones followed.

The UID tells which activity is which, so the same file again changes nothing. What the file
does not say stays; what is not in the file stays. Members are told of what changes.

A row is taken as a whole or not at all; a file is not: it is taken in slices of a fraction of
a second, each in a transaction of its own, so that others may write in between. What is left
when a process dies is taken when the same file comes again.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.activities import series
from community.activities.files.file import ActivityFile, ActivityRow
from community.activities.files.rows import ACTIVITIES
from community.activities.files.taking import (
    AlreadyPast,
    Defaults,
    Taking,
)
from community.activities.rule_dates import Effort
from community.errors import CommunityError
from community.staff.roles import StaffScope
from community.storage.database import Transaction
from community.tables import batches
from community.tables.batches import Source
from community.tables.reports import Change, Report
from community.tables.rows import RowProblem

SLICE_SECONDS = 0.25
"""How long rows are taken in one transaction; others wait for as long on SQLite."""
FILE_DAYS = 1_000_000
"""Days that are looked at for the dates of all rules of one file."""


@dataclass(slots=True)
class Import:
    """A file on its way into the database; with a `source` what is new can be undone."""

    file: ActivityFile
    defaults: Defaults
    by_member: int | None = None
    source: Source | None = None
    _taken: int = 0
    _effort: Effort = field(default_factory=lambda: Effort(FILE_DAYS))
    _done: dict[str, list[Any]] = field(
        default_factory=lambda: {"added": [], "updated": [], "cancelled": [], "unchanged": []}
    )
    _problems: list[RowProblem] = field(default_factory=list)
    _batch: int | None = None

    async def go_on(
        self,
        tx: Transaction,
        scope: StaffScope,
        now: datetime,
        *,
        seconds: float | None = None,
    ) -> bool:
        """Take rows for `seconds` (`SLICE_SECONDS`), at least one; False when none is left.

        To be called with a transaction of its own each time. Raises `NotStaff` where the
        defaults are out of scope; rows out of scope are problems.
        """
        scope.require(self.defaults.center_id)
        connection = await tx.begin()
        taking = Taking(tx, scope, self.defaults, self.by_member, now, self._effort)
        end = time.monotonic() + (SLICE_SECONDS if seconds is None else seconds)
        known = len(self._done["added"])
        while self._taken < len(self.file.rows):
            row = self.file.rows[self._taken]
            self._taken += 1
            try:
                async with connection.begin_nested():
                    what, change = await taking.take(row)
                self._done[what].append(change or row.row_number)
            except CommunityError as error:
                self._problems.append(_problem(row, error))
            if time.monotonic() >= end:
                break
        await self._remember(tx, self._done["added"][known:], now)
        return self._taken < len(self.file.rows)

    async def look(self, tx: Transaction, scope: StaffScope, now: datetime) -> None:
        """Work out what all rows would do; nothing is written, nothing locked."""
        scope.require(self.defaults.center_id)
        taking = Taking(tx, scope, self.defaults, self.by_member, now, self._effort, dry=True)
        for row in self.file.rows:
            try:
                what, change = await taking.take(row)
                self._done[what].append(change or row.row_number)
            except CommunityError as error:
                self._problems.append(_problem(row, error))
            # On SQLite nothing above waits for anything, and others have their turn here.
            await asyncio.sleep(0)

    async def _remember(self, tx: Transaction, added: list[Change], now: datetime) -> None:
        if self.source is None:
            return
        if self._batch is None:
            about = ACTIVITIES.about
            self._batch = await batches.remember(tx, about, added, self.source, now)
        else:
            await batches.add(tx, self._batch, added)

    @property
    def result(self) -> Report:
        """What was done so far. Problems of taking have the code of a `CommunityError`; that
        all is over is a warning."""
        problems = sorted(
            [*self.file.problems, *self._problems], key=lambda problem: problem.row_number
        )
        done = {name: tuple(rows) for name, rows in self._done.items()}
        return Report(
            ACTIVITIES.about,
            **done,
            problems=tuple(problems),
            unknown_columns=self.file.unknown_columns,
            other_sheets=self.file.other_sheets,
            batch=self._batch,
        )


async def import_activities(
    tx: Transaction,
    scope: StaffScope,
    file: ActivityFile,
    defaults: Defaults,
    by_member: int | None,
    now: datetime,
    *,
    source: Source | None = None,
    dry_run: bool = False,
) -> Report:
    """Take every row that can be taken, all in one transaction. Raises as `Import.go_on`."""
    importing = Import(file, defaults, by_member, source)
    if dry_run:
        await importing.look(tx, scope, now)
    else:
        await importing.go_on(tx, scope, now, seconds=float("inf"))
    return importing.result


def _problem(row: ActivityRow, error: CommunityError) -> RowProblem:
    past = isinstance(error, AlreadyPast | series.StartPast)
    values = {key: _plain(value) for key, value in error.values.items()}
    return RowProblem(row.row_number, "", row.title, error.code, values, warning=past)


def _plain(value: object) -> str | int | float:
    return value if isinstance(value, str | int | float) else str(value)
