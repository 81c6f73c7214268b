"""The walking model that the configuration asks for."""

from __future__ import annotations

from bot.config import Settings
from geo.walking import DETOUR, StraightLineEstimate, WalkingModel


def estimate(settings: Settings) -> WalkingModel:
    """The straight-line estimate; what stands in where no streets are loaded."""
    detour = settings.walking.detour
    return StraightLineEstimate(
        speed_kmh=settings.walking.speed_kmh,
        detour=DETOUR if detour is None else detour,
    )
