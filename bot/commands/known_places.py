"""The places that a command asks about: the database's, or those of a sample city."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands.setting_up import WRONG_USE, fail, finish, settings
from bot.commands.terminal import say

if TYPE_CHECKING:
    from bot.config import Settings
    from community.places.directory import Directory
    from geo.position import Position
    from geo.walking import WalkingModel


def center_positions() -> Sequence[Position]:
    """Where the known centers are, for `streets build --around-centers`."""
    from bot.walking import estimate

    chosen = settings()
    directory = finish(known_directory(chosen, estimate(chosen), None))
    return [center.position for center in directory.placed if center.position is not None]


async def known_directory(chosen: Settings, model: WalkingModel, sample: str | None) -> Directory:
    """The configured database; where there is none yet, or `sample` is named, a sample city."""
    from bot.sample import CITIES, DEFAULT_CITY
    from community.places.directory import Directory

    if sample is not None and sample not in CITIES:
        fail(f"No sample city {sample}; there are {', '.join(CITIES)}.", code=WRONG_USE)
    if sample is None and chosen.database.missing_file is None:
        return await _from_database(chosen, model)
    city = CITIES[sample or DEFAULT_CITY]
    if sample is None:
        say(f"No database yet: this is the sample city {city.name_en}.", err=True)
    return Directory(city.centers(), city.landmarks(), model, city.zone)


async def _from_database(chosen: Settings, model: WalkingModel) -> Directory:
    from community.places.directory import load_directory
    from community.storage.database import Database

    database = Database(chosen.database.url.get_secret_value())
    try:
        return await load_directory(database, model, chosen.district.zone)
    finally:
        await database.close()
