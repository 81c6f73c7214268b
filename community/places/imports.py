"""Centers from a file into the database: compared, reported, written once, reversible.

Nothing that a file does not name is touched: a column that is not in the file leaves what is
known, a center that is not in the file stays. The same file again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from community.errors import CommunityError
from community.places import centers, tables
from community.places.centers import Center, CenterFacts
from community.places.rows import CenterFile, CenterRow, RowProblem
from community.storage.database import Transaction


class BatchUnknown(CommunityError):
    """No import has this number, or it was undone before."""


class BatchOvertaken(CommunityError):
    """A center of the import was changed since; undoing it would lose that."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that makes a difference; `before` is None for a center that is new."""

    row_number: int
    before: CenterFacts | None
    after: CenterFacts

    @property
    def fields(self) -> tuple[str, ...]:
        """Which facts differ."""
        if self.before is None:
            return ()
        old, new = self.before.as_json(), self.after.as_json()
        return tuple(name for name in new if old[name] != new[name])


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do."""

    read: int
    added: tuple[Change, ...]
    updated: tuple[Change, ...]
    unchanged: int
    problems: tuple[RowProblem, ...]
    batch: int | None
    """The number of the batch; None when nothing was written."""

    @property
    def errors(self) -> tuple[RowProblem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)


async def import_centers(
    tx: Transaction,
    file: CenterFile,
    content: bytes,
    file_name: str,
    now: datetime,
    *,
    dry_run: bool = False,
) -> ImportReport:
    """Write the rows that are right, in one batch; wrong rows are reported and left out."""
    await tx.begin()
    known = await centers.all_centers(tx, closed=True)
    changes = _changes(file, known)
    added = tuple(change for change in changes if change.before is None)
    updated = tuple(change for change in changes if change.before is not None)
    wrong = {problem.row_number for problem in file.problems if not problem.warning}
    batch = None
    if changes and not dry_run:
        batch = await _write(tx, changes, content, file_name, now)
    return ImportReport(
        read=len(file.rows) + len(wrong),
        added=added,
        updated=updated,
        unchanged=len(file.rows) - len(changes),
        problems=file.problems,
        batch=batch,
    )


async def undo_import(tx: Transaction, batch: int, now: datetime) -> int:
    """Put everything back as it was before a batch; returns how many centers that touched.

    Raises `BatchUnknown`, and `BatchOvertaken` when one of them was changed since.
    """
    table = tables.import_batch
    undone = await tx.execute(
        update(table).where(table.c.id == batch, table.c.undone_at.is_(None)).values(undone_at=now)
    )
    if undone.rowcount == 0:
        raise BatchUnknown(number=batch)
    change = tables.import_change.c
    rows = await tx.rows(
        select(change.center_ref, change.before, change.after)
        .where(change.batch_id == batch)
        .order_by(change.id)
    )
    now_known = {center.ref: center for center in await centers.all_centers(tx, closed=True)}
    for row in rows:
        current = now_known.get(row.center_ref)
        if current is None or _facts(current) != CenterFacts.from_json(row.after):
            raise BatchOvertaken(number=batch, ref=row.center_ref)
    for row in rows:
        if row.before is None:
            await centers.delete_center(tx, row.center_ref)
        else:
            await centers.update_center(tx, CenterFacts.from_json(row.before), now)
    await centers.touch(tx)
    return len(rows)


def facts_of(row: CenterRow, ref: str) -> CenterFacts:
    """A row's facts as those of a center of which nothing else is known."""
    position = row.position
    return CenterFacts(
        ref=ref,
        kind=row.kind,
        name=row.name,
        subdistrict=row.subdistrict,
        community=row.community,
        address=row.address,
        phone=row.phone,
        lat=position.lat if position else None,
        lon=position.lon if position else None,
        datum=row.datum.value,
        position_quality=row.position_quality,
        hours=row.hours,
        hours_note=row.hours_note,
        facilities=row.facilities or (),
        stars=row.stars,
        source=row.source,
        source_date=row.source_date,
        verified_on=row.verified_on,
    )


# Which columns of a file speak of which facts. The others leave what is known.
_SPOKEN_OF: dict[str, tuple[str, ...]] = {
    "subdistrict": ("subdistrict",),
    "community": ("community",),
    "address": ("address",),
    "phone": ("phone",),
    "lat": ("lat", "lon", "datum", "position_quality"),
    "hours_text": ("hours", "hours_note"),
    "opening_hours": ("hours", "hours_note"),
    "facilities": ("facilities",),
    "stars": ("stars",),
    "source": ("source",),
    "source_date": ("source_date",),
    "verified_on": ("verified_on",),
}


def _changes(file: CenterFile, known: list[Center]) -> list[Change]:
    by_ref = {center.ref: center for center in known}
    by_name = {_name_key(center): center for center in known}
    spoken_of = {name for column in file.columns for name in _SPOKEN_OF.get(column, ())}
    changes = []
    for row in file.rows:
        old = by_ref.get(row.ref) if row.ref else by_name.get(_name_key(row))
        fresh = facts_of(row, row.ref or (old.ref if old else _made_ref(row)))
        before = _facts(old) if old is not None else None
        after = fresh if before is None else _merged(before, fresh, spoken_of)
        if before != after:
            changes.append(Change(row.row_number, before, after))
    return changes


def _merged(before: CenterFacts, fresh: CenterFacts, spoken_of: Iterable[str]) -> CenterFacts:
    told: dict[str, Any] = {name: getattr(fresh, name) for name in spoken_of}
    return replace(before, name=fresh.name, kind=fresh.kind, status="active", **told)


def _facts(center: Center) -> CenterFacts:
    return CenterFacts(**center.as_fields())


def _name_key(place: Center | CenterRow) -> tuple[str, str, str | None]:
    return place.kind, place.name, place.subdistrict


def _made_ref(row: CenterRow) -> str:
    """A lasting reference for a center whose file gives none, from what identifies it."""
    digest = hashlib.sha256("|".join(str(part) for part in _name_key(row)).encode())
    return f"name-{digest.hexdigest()[:16]}"


async def _write(
    tx: Transaction, changes: list[Change], content: bytes, file_name: str, now: datetime
) -> int:
    result = await tx.execute(
        insert(tables.import_batch).values(
            sha256=hashlib.sha256(content).hexdigest(), file_name=file_name[:200], imported_at=now
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    batch = int(key[0])
    for change in changes:
        if change.before is None:
            await centers.insert_center(tx, change.after, now)
        else:
            await centers.update_center(tx, change.after, now)
    await tx.execute(
        insert(tables.import_change),
        [
            {
                "batch_id": batch,
                "center_ref": change.after.ref,
                "before": change.before.as_json() if change.before else None,
                "after": change.after.as_json(),
            }
            for change in changes
        ],
    )
    await centers.touch(tx)
    return batch
