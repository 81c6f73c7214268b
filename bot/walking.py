"""The walking model that the configuration asks for."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings
from geo.walking import DETOUR, StraightLineEstimate, WalkingModel


class StreetsUnusable(Exception):
    """A street file is missing, damaged, or of another version; the text says what to do."""


def estimate(settings: Settings) -> StraightLineEstimate:
    """The straight-line estimate; what stands in where no streets are loaded."""
    detour = settings.walking.detour
    return StraightLineEstimate(
        speed_kmh=settings.walking.speed_kmh, detour=DETOUR if detour is None else detour
    )


def walking_model(settings: Settings, streets: Path | None) -> WalkingModel:
    """Streets where a file is given, the estimate otherwise. Raises `StreetsUnusable`."""
    if streets is None:
        return estimate(settings)
    raise StreetsUnusable(f"{streets}: street files are not supported yet.")
