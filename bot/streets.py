"""The life circle on the streets that are loaded, for handlers; reloaded without a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from community.hours.opening import OpenState
from community.places.directory import NearbyPlace, Places
from geo.position import Position
from geo.streets.directions import Step, directions
from geo.streets.drawing.picture import picture
from geo.streets.drawing.pins import Pin, PinState
from geo.streets.errors import StreetsError
from geo.streets.holder import StreetFile
from geo.streets.network import StreetNetwork

log = structlog.stdlib.get_logger(__name__)

RELOAD_SECONDS = 30.0
"""How often the street file is looked at for a newer one."""
_PIN_STATES = {
    OpenState.OPEN: PinState.OPEN,
    OpenState.CLOSED: PinState.CLOSED,
    OpenState.UNKNOWN: PinState.UNKNOWN,
}


class StreetLifeCircle:
    """Draws and describes on the newest network of a street file."""

    def __init__(self, file: StreetFile) -> None:
        self.file = file

    @property
    def network(self) -> StreetNetwork:
        network = self.file.network
        assert network is not None, "loaded before the handlers get it"
        return network

    def picture(
        self, origin: Position, minutes: int, places: Sequence[NearbyPlace], first: int
    ) -> bytes:
        """A PNG with the circle and the places, numbered from `first`."""
        pins = [
            Pin(number, place.center.position, _PIN_STATES[place.opening.state])
            for number, place in enumerate(places, first)
            if place.center.position is not None
        ]
        return picture(self.network, origin, minutes * 60.0, pins)

    def way(self, origin: Position, target: Position) -> list[Step]:
        """The steps from `origin` to `target`; empty when there is no way on the streets."""
        return directions(self.network, origin, target)


async def keep_streets_fresh(file: StreetFile, places: Places) -> None:
    """Load a street file that was replaced, while the bot runs. Ends only by cancellation."""
    while True:
        await asyncio.sleep(RELOAD_SECONDS)
        try:
            if await asyncio.to_thread(file.refresh) and file.network is not None:
                places.replace_model(file.network)
                log.info("streets_loaded", file=file.path.name)
        except StreetsError as error:
            log.error("streets_not_loaded", error=type(error).__name__, file=file.path.name)
