"""The walking model that the configuration asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Settings
from geo.walking import StraightLineEstimate

if TYPE_CHECKING:
    from geo.streets.holder import StreetFile


def estimate(settings: Settings) -> StraightLineEstimate:
    """The straight-line estimate; what stands in where no streets are loaded."""
    walking = settings.walking
    return StraightLineEstimate(speed_kmh=walking.speed_kmh, detour=walking.detour)


def street_file(settings: Settings, path: Path) -> StreetFile:
    """A street file that falls back to the estimate, loaded once.

    Raises one of the `StreetFile…` errors of `geo.streets.errors`, whose text says what to do.
    """
    from geo.streets.holder import StreetFile

    file = StreetFile(path, estimate(settings), settings.walking.speed_kmh)
    file.refresh()
    return file
