"""A turn: one event with the member behind it, inside its one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from community.clock import Clock
from community.members.members import Member
from community.places.directory import Directory, Places
from community.storage.database import Transaction
from geo.box import Box
from geo.geocode import Geocoder
from handlers.chat.events import Event, Words
from handlers.chat.texts import Texts

if TYPE_CHECKING:
    from handlers.chat.house import House
    from handlers.places.life_circle import LifeCircle


class FileNotFetched(Exception):
    """The channel could not give the content of a file."""


@dataclass(frozen=True, slots=True)
class District:
    """The district that the bot serves; `names` by language."""

    names: dict[str, str]
    zone: ZoneInfo
    box: Box


@dataclass(slots=True)
class Services:
    """What every handler may use, wired once by the application."""

    clock: Clock
    places: Places
    district: District
    minutes: int
    house: House
    bot_username: str = ""
    geocoder: Geocoder | None = None
    live_edit_seconds: float = 15.0
    feed_base: str | None = None
    """Where private calendar feeds are served; None: they are not offered."""
    life_circle: LifeCircle | None = None
    """Draws the circle and tells the way where streets are loaded."""
    files: Callable[[str], Awaitable[bytes]] | None = None
    """Fetches a file that was sent; over the network, so only in a `Later`.
    Raises `FileNotFetched`."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Who, in which transaction, in which words, when, with what at hand, and what happened."""

    event: Event
    tx: Transaction
    member: Member
    texts: Texts
    now: datetime
    services: Services
    private: bool = True
    """Whether nobody else reads along."""
    client_language: str = "zh"
    """What the member's client speaks."""

    async def directory(self) -> Directory:
        """The newest snapshot of all places."""
        return await self.services.places.current(self.tx)

    @property
    def house(self) -> House:
        """Everything that this district can do."""
        return self.services.house

    @property
    def local_now(self) -> datetime:
        """Now in the district's zone."""
        return self.now.astimezone(self.services.district.zone)

    @property
    def district_name(self) -> str:
        return self.services.district.names[self.texts.language]

    @property
    def lines(self) -> str:
        """What was typed, with its lines; empty when nothing was."""
        return self.event.lines if isinstance(self.event, Words) else ""
