"""Centers from a file into the database: compared, reported, written once, reversible.

Nothing that a file does not name is touched: a column that is not in the file leaves what is
known, a center that is not in the file stays. The same file again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from community.places import centers
from community.places.centers import Center, CenterFacts
from community.places.fields import CENTERS
from community.places.rows import CenterRow
from community.storage.database import Transaction
from community.tables import batches
from community.tables.batches import BatchOvertaken, Source
from community.tables.reports import Change, Facts, Report
from community.tables.rows import FileRows, RowProblem

_ALWAYS = frozenset(("kind", "name"))
"""What every row says, whatever its columns."""


async def import_centers(
    tx: Transaction,
    file: FileRows[CenterRow],
    source: Source,
    now: datetime,
    *,
    dry_run: bool = False,
) -> Report:
    """Write the rows that are right, in one batch; wrong rows are reported and left out."""
    await tx.begin()
    report = _compared(file, await centers.all_centers(tx, closed=True))
    if dry_run or not report.changes:
        return report
    for change in report.added:
        await centers.insert_center(tx, CenterFacts.from_json(change.after), now)
    for change in report.updated:
        await centers.update_center(tx, CenterFacts.from_json(change.after), now)
    await centers.touch(tx)
    batch = await batches.remember(tx, CENTERS.about, report.changes, source, now)
    return replace(report, batch=batch)


def _compared(file: FileRows[CenterRow], known: list[Center]) -> Report:
    by_ref = {center.ref: center for center in known}
    by_name = {_name_key(center): center for center in known}
    said = {
        fact for field in CENTERS.fields if field.name in file.columns for fact in field.speaks_of
    }
    changes: list[Change] = []
    unchanged: list[int] = []
    problems = list(file.problems)
    rows: dict[str, int] = {}
    for row in file.rows:
        facts, number = row.facts, row.row_number
        old = by_ref.get(facts.ref) if facts.ref else by_name.get(_name_key(facts))
        ref = facts.ref or (old.ref if old else _made_ref(facts))
        if ref in rows:  # one row gives the reference of a center, the other its name
            values = {"row": rows[ref]}
            problems.append(RowProblem(number, "name", facts.name, "repeated", values))
            continue
        rows[ref] = number
        before = old.facts if old else None
        fresh = replace(facts, ref=ref)
        after = _merged(before, fresh, said) if before else fresh
        if after == before:
            unchanged.append(number)
        else:
            was = before.as_json() if before else None
            changes.append(Change(number, ref, after.name, was, after.as_json()))
    return Report(
        CENTERS.about,
        added=tuple(change for change in changes if change.before is None),
        updated=tuple(change for change in changes if change.before is not None),
        unchanged=tuple(unchanged),
        problems=tuple(sorted(problems, key=lambda problem: problem.row_number)),
        unknown_columns=file.unknown_columns,
        other_sheets=file.other_sheets,
    )


def _merged(before: CenterFacts, fresh: CenterFacts, said: Collection[str]) -> CenterFacts:
    told = {name: getattr(fresh, name) for name in {*said, *_ALWAYS}}
    return replace(before, status="active", **told)


def _name_key(facts: CenterFacts) -> tuple[str, str, str | None]:
    return facts.kind, facts.name, facts.subdistrict


def _made_ref(facts: CenterFacts) -> str:
    """A lasting reference for a center whose file gives none, from what identifies it."""
    digest = hashlib.sha256("|".join(str(part) for part in _name_key(facts)).encode())
    return f"name-{digest.hexdigest()[:16]}"


async def _look(tx: Transaction, refs: Collection[str]) -> Mapping[str, Facts]:
    known = await centers.all_centers(tx, closed=True)
    return {center.ref: center.as_json() for center in known if center.ref in refs}


async def _put_back(tx: Transaction, before: Mapping[str, Facts | None], now: datetime) -> None:
    for ref, facts in before.items():
        if facts is None:
            await _delete(tx, ref)
        else:
            await centers.update_center(tx, CenterFacts.from_json(facts), now)
    await centers.touch(tx)


async def _delete(tx: Transaction, ref: str) -> None:
    connection = await tx.begin()
    try:
        async with connection.begin_nested():
            await centers.delete_center(tx, ref)
    except IntegrityError:  # activities take place there
        raise BatchOvertaken(about=CENTERS.about, ref=ref, name=ref) from None


IMPORTS = batches.Imports(CENTERS.about, _look, _put_back)
