"""Imports that are remembered, and undone while nobody changed what they wrote.

A capability that imports files says in its `Rules` how its things are looked at and put back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import func, insert, select, update

from community.capability import Rules
from community.errors import CommunityError
from community.storage.database import Transaction
from community.tables import tables
from community.tables.reports import Change, Facts

RULES = Rules(name="tables", tables=(tables.import_batch, tables.import_change))

Look: TypeAlias = Callable[[Transaction, Collection[str]], Awaitable[Mapping[str, Facts]]]
"""The facts as they are now of those refs that still exist."""
PutBack: TypeAlias = Callable[[Transaction, Mapping[str, Facts | None], datetime], Awaitable[None]]
"""Let each ref be as it was; None: it was new, and goes."""


class BatchUnknown(CommunityError):
    """No import has this number, or it was undone before."""


class BatchOvertaken(CommunityError):
    """What the import wrote under `ref` was changed or used since; undoing would lose that."""


@dataclass(frozen=True, slots=True)
class Imports:
    """How one kind of file is undone."""

    about: str
    look: Look
    put_back: PutBack


@dataclass(frozen=True, slots=True)
class Source:
    """The file that is imported."""

    name: str
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Source:
        return cls(name, hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class Batch:
    """An import that wrote something: how many things, and whether it was undone."""

    number: int
    about: str
    file_name: str
    imported_at: datetime
    undone_at: datetime | None
    changes: int


async def remember(
    tx: Transaction, about: str, changes: Iterable[Change], source: Source, now: datetime
) -> int | None:
    """Keep what an import changed; returns its number, None where it changed nothing."""
    changes = list(changes)
    if not changes:
        return None
    result = await tx.execute(
        insert(tables.import_batch).values(
            about=about,
            sha256=source.sha256,
            file_name=source.name[:200],
            imported_at=now,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    number = int(key[0])
    await add(tx, number, changes)
    return number


async def add(tx: Transaction, number: int, changes: Iterable[Change]) -> None:
    """Keep more of what an import changed, under the number that it has."""
    rows = [
        {"batch_id": number, "ref": one.ref, "before": one.before, "after": one.after}
        for one in changes
    ]
    if rows:
        await tx.execute(insert(tables.import_change), rows)


async def undo(tx: Transaction, number: int, now: datetime) -> Batch:
    """Put everything back as it was before a batch.

    Raises `BatchUnknown`, and `BatchOvertaken` when a part of it was changed since.
    """
    table = tables.import_batch
    undone = await tx.execute(
        update(table).where(table.c.id == number, table.c.undone_at.is_(None)).values(undone_at=now)
    )
    if undone.rowcount == 0:
        raise BatchUnknown(number=number)
    (batch,) = await batches(tx, number=number)
    kinds = {each.about: each for rules in tx.rules for each in rules.imports}
    kind = kinds[batch.about]
    change = tables.import_change.c
    rows = await tx.rows(
        select(change.ref, change.before, change.after)
        .where(change.batch_id == number)
        .order_by(change.id)
    )
    current = await kind.look(tx, {row.ref for row in rows})
    for row in rows:
        # A later version may know more facts than the batch does.
        facts = current.get(row.ref)
        if facts is None or any(facts.get(name) != value for name, value in row.after.items()):
            name = row.after.get("title") or row.after.get("name")
            raise BatchOvertaken(about=batch.about, ref=row.ref, name=name)
    await kind.put_back(tx, {row.ref: row.before for row in rows}, now)
    return batch


async def batches(tx: Transaction, *, number: int | None = None, limit: int = 50) -> list[Batch]:
    """The imports that are remembered, the newest first."""
    batch, change = tables.import_batch.c, tables.import_change.c
    changes = (
        select(func.count()).where(change.batch_id == batch.id).scalar_subquery().label("changes")
    )
    query = select(
        batch.id.label("number"),
        batch.about,
        batch.file_name,
        batch.imported_at,
        batch.undone_at,
        changes,
    )
    if number is not None:
        query = query.where(batch.id == number)
    rows = await tx.rows(query.order_by(batch.id.desc()).limit(limit))
    return [Batch(**row._mapping) for row in rows]
