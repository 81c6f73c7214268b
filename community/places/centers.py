"""Centers, stations and landmarks as the database holds them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from community.errors import CommunityError
from community.places import tables
from community.storage.database import Transaction
from community.storage.presence import PLACES, ring
from community.storage.upsert import upsert
from geo.position import Position

CENTERS_REVISION = "centers"


class CenterUnknown(CommunityError):
    """No center has this id or link."""


@dataclass(frozen=True, slots=True)
class CenterFacts:
    """What is known of a center. None means unknown, and is never shown as anything else."""

    ref: str
    kind: str
    name: str
    subdistrict: str | None = None
    community: str | None = None
    address: str | None = None
    phone: str | None = None
    lat: float | None = None
    lon: float | None = None
    datum: str = "wgs84"
    """The datum of the source; `lat` and `lon` are WGS-84 whatever it was."""
    position_quality: str = "none"
    hours: str | None = None
    """An OpenStreetMap `opening_hours` expression."""
    hours_note: str | None = None
    facilities: tuple[str, ...] = ()
    stars: float | None = None
    ratings: int | None = None
    source: str | None = None
    source_date: str | None = None
    verified_on: date | None = None
    status: str = "active"

    @property
    def position(self) -> Position | None:
        if self.lat is None or self.lon is None:
            return None
        return Position(self.lat, self.lon)

    def as_fields(self) -> dict[str, Any]:
        """The facts by name, as `CenterFacts` and `Center` take them."""
        return {name: getattr(self, name) for name in _FACTS}

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, as `import_change` and exports keep them."""
        values = self.as_fields()
        values["facilities"] = list(self.facilities)
        values["verified_on"] = self.verified_on.isoformat() if self.verified_on else None
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> CenterFacts:
        verified = values.get("verified_on")
        return cls(
            **{
                **values,
                "facilities": tuple(values.get("facilities") or ()),
                "verified_on": date.fromisoformat(verified) if verified else None,
            }
        )


@dataclass(frozen=True, slots=True)
class Center(CenterFacts):
    """A center with its number and the random token of its deep link."""

    id: int = 0
    token: str = ""

    @property
    def facts(self) -> CenterFacts:
        return CenterFacts(**self.as_fields())


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that members type instead of sharing a location."""

    ref: str
    kind: str
    name: str
    lat: float
    lon: float
    address: str | None = None
    source: str | None = None
    id: int = 0

    @property
    def position(self) -> Position:
        return Position(self.lat, self.lon)


_FACTS = tuple(field.name for field in fields(CenterFacts))
_COLUMNS = [getattr(tables.center.c, name) for name in (*_FACTS, "id", "token")]
_LANDMARK_COLUMNS = [getattr(tables.landmark.c, field.name) for field in fields(Landmark)]


async def all_centers(tx: Transaction, *, closed: bool = False) -> list[Center]:
    """Every center in the order of its reference; with `closed` also those given up."""
    query = select(*_COLUMNS).order_by(tables.center.c.ref)
    if not closed:
        query = query.where(tables.center.c.status == "active")
    return [
        Center(**{**row._mapping, "facilities": tuple(row.facilities)})
        for row in await tx.rows(query)
    ]


async def all_landmarks(tx: Transaction) -> list[Landmark]:
    """Every landmark in the order of its name."""
    query = select(*_LANDMARK_COLUMNS).order_by(tables.landmark.c.name)
    return [Landmark(**row._mapping) for row in await tx.rows(query)]


async def insert_center(tx: Transaction, facts: CenterFacts, now: datetime) -> None:
    """Add a center under a new random token."""
    token = secrets.token_urlsafe(9)
    await tx.execute(insert(tables.center).values(token=token, updated_at=now, **_stored(facts)))


async def update_center(tx: Transaction, facts: CenterFacts, now: datetime) -> None:
    """Overwrite the facts of the center with this reference; number and token stay."""
    await tx.execute(
        update(tables.center)
        .where(tables.center.c.ref == facts.ref)
        .values(updated_at=now, **_stored(facts))
    )


async def delete_center(tx: Transaction, ref: str) -> None:
    """Remove a center (only an import that is undone does this)."""
    await tx.execute(delete(tables.center).where(tables.center.c.ref == ref))


async def put_landmarks(tx: Transaction, landmarks: Iterable[Landmark]) -> int:
    """Insert or overwrite landmarks by their reference; returns how many were given."""
    rows = [asdict(landmark) for landmark in landmarks]
    for row in rows:
        del row["id"]
    for row in rows:
        statement = upsert(tx, tables.landmark).values(**row)
        changed = {name: value for name, value in row.items() if name != "ref"}
        await tx.execute(statement.on_conflict_do_update(index_elements=["ref"], set_=changed))
    return len(rows)


async def touch(tx: Transaction) -> None:
    """Tell every process that centers or landmarks changed."""
    table = tables.revision
    statement = upsert(tx, table).values(name=CENTERS_REVISION, value=1)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": table.c.value + 1})
    )
    await ring(tx, PLACES)


async def revision(tx: Transaction) -> int:
    """The number that `touch` raises; 0 before the first time."""
    query = select(tables.revision.c.value).where(tables.revision.c.name == CENTERS_REVISION)
    return int(await tx.value(query) or 0)


async def count_centers(tx: Transaction) -> tuple[int, int, int]:
    """How many active centers there are, how many have a position, and how many hours."""
    center = tables.center.c
    query = select(func.count(), func.count(center.lat), func.count(center.hours)).where(
        center.status == "active"
    )
    total, placed, timed = (await tx.rows(query))[0]
    return int(total), int(placed), int(timed)


def _stored(facts: CenterFacts) -> dict[str, Any]:
    values = facts.as_fields()
    values["facilities"] = list(facts.facilities)
    return values
