"""One update on its way: who asks, in which language, with what at hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from telegram import Update

from community.clock import Clock
from community.members.members import Member
from community.places.directory import Directory, Places
from community.storage.database import Transaction
from geo.box import Box
from geo.geocode import Geocoder
from handlers.chat.replies import Replies
from handlers.chat.texts import Texts

if TYPE_CHECKING:
    from handlers.places.life_circle import LifeCircle

CHANNEL = "telegram"


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
    bot_username: str = ""
    geocoder: Geocoder | None = None
    live_edit_seconds: float = 15.0
    feed_base: str | None = None
    """Where private calendar feeds are served; None: they are not offered."""
    life_circle: LifeCircle | None = None
    """Draws the circle and tells the way where streets are loaded."""
    files: Callable[[str], Awaitable[bytes]] | None = None
    """Fetches a file that was sent, by its id; over the network, so only in a `Later`."""


@dataclass(frozen=True, slots=True)
class Request:
    """An update with the member behind it, inside its one transaction."""

    update: Update
    tx: Transaction
    member: Member
    texts: Texts
    now: datetime
    services: Services

    async def directory(self) -> Directory:
        """The newest snapshot of all places."""
        return await self.services.places.current(self.tx)

    @property
    def private(self) -> bool:
        """Whether nobody else reads along."""
        chat = self.update.effective_chat
        return chat is not None and chat.type == "private"

    @property
    def local_now(self) -> datetime:
        """Now in the district's zone."""
        return self.now.astimezone(self.services.district.zone)

    @property
    def district_name(self) -> str:
        return self.services.district.names[self.texts.language]


Handler: TypeAlias = Callable[[Request], Awaitable[Replies]]
