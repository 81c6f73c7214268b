"""Of the places and centers that a member keeps: all of it is theirs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from community.capability import Kept, Person, Personal
from community.places import tables as place_tables
from community.saved import tables
from community.storage.database import Transaction
from community.storage.json_rows import json_rows


async def _export(tx: Transaction, member: Person) -> dict[str, Any]:
    place, favourite, center = tables.saved_place, tables.favourite, place_tables.center
    places = select(place.c.name, place.c.lat, place.c.lon, place.c.saved_at)
    favourites = select(center.c.ref, center.c.name, favourite.c.added_at).join(
        favourite, favourite.c.center_id == center.c.id
    )
    return {
        "saved_places": await json_rows(tx, places.where(place.c.member_id == member.id)),
        "favourites": await json_rows(tx, favourites.where(favourite.c.member_id == member.id)),
    }


PERSONAL = Personal(
    kept=(
        Kept("saved-place", (tables.saved_place,)),
        Kept("favourite", (tables.favourite,)),
    ),
    export=_export,
)
