"""What a member keeps on purpose: favourite centers and saved places such as home."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from community.errors import CommunityError
from community.members.members import lock
from community.saved import tables
from community.storage.database import Transaction
from community.storage.upsert import upsert
from geo.position import Position

MAX_FAVOURITES = 30
"""So many fit into one message, each with its button."""
MAX_SAVED_PLACES = 10
MAX_PLACE_NAME = 20


class PlaceNameInvalid(CommunityError):
    """A saved place needs a name of 1 to 20 characters."""


class TooManyFavourites(CommunityError):
    """A member keeps at most `limit` centers."""


class TooManySavedPlaces(CommunityError):
    """A member keeps at most `limit` places."""


@dataclass(frozen=True, slots=True)
class SavedPlace:
    id: int
    name: str
    position: Position


async def add_favourite(tx: Transaction, member_id: int, center_id: int, now: datetime) -> None:
    """Keep a center; keeping it twice is keeping it once. Raises `TooManyFavourites`."""
    table = tables.favourite
    await lock(tx, member_id)
    others = select(func.count()).where(
        table.c.member_id == member_id, table.c.center_id != center_id
    )
    if await tx.value(others) >= MAX_FAVOURITES:
        raise TooManyFavourites(limit=MAX_FAVOURITES)
    statement = upsert(tx, table).values(member_id=member_id, center_id=center_id, added_at=now)
    await tx.execute(statement.on_conflict_do_nothing())


async def remove_favourite(tx: Transaction, member_id: int, center_id: int) -> None:
    """Keep a center no longer; harmless when it was not kept."""
    table = tables.favourite
    await tx.execute(
        delete(table).where(table.c.member_id == member_id, table.c.center_id == center_id)
    )


async def favourites(tx: Transaction, member_id: int) -> list[int]:
    """The numbers of the centers that a member keeps, oldest first."""
    table = tables.favourite
    query = select(table.c.center_id).where(table.c.member_id == member_id).order_by(table.c.id)
    return [row[0] for row in await tx.rows(query)]


async def is_favourite(tx: Transaction, member_id: int, center_id: int) -> bool:
    table = tables.favourite
    query = select(table.c.id).where(table.c.member_id == member_id, table.c.center_id == center_id)
    return await tx.row(query) is not None


async def save_place(
    tx: Transaction, member_id: int, name: str, position: Position, now: datetime
) -> None:
    """Keep a position under a name; the same name again moves it.

    Raises `PlaceNameInvalid` and `TooManySavedPlaces`.
    """
    name = " ".join(name.split())
    if not _visible(name) or len(name) > MAX_PLACE_NAME:
        raise PlaceNameInvalid(limit=MAX_PLACE_NAME)
    table = tables.saved_place
    await lock(tx, member_id)
    others = select(func.count()).where(table.c.member_id == member_id, table.c.name != name)
    if await tx.value(others) >= MAX_SAVED_PLACES:
        raise TooManySavedPlaces(limit=MAX_SAVED_PLACES)
    where = {"lat": position.lat, "lon": position.lon, "saved_at": now}
    statement = upsert(tx, table).values(member_id=member_id, name=name, **where)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["member_id", "name"], set_=where)
    )


async def saved_places(tx: Transaction, member_id: int) -> list[SavedPlace]:
    """A member's places, oldest first."""
    table = tables.saved_place
    query = (
        select(table.c.id, table.c.name, table.c.lat, table.c.lon)
        .where(table.c.member_id == member_id)
        .order_by(table.c.id)
    )
    return [
        SavedPlace(row.id, row.name, Position(row.lat, row.lon)) for row in await tx.rows(query)
    ]


async def remove_place(tx: Transaction, member_id: int, place_id: int) -> None:
    """Forget a saved place; harmless when it is gone or another member's."""
    table = tables.saved_place
    await tx.execute(delete(table).where(table.c.member_id == member_id, table.c.id == place_id))


def _visible(name: str) -> bool:
    """Whether anything is to be seen: not only spaces and characters without a shape."""
    return any(unicodedata.category(each)[0] not in "CZ" for each in name)
