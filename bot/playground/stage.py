"""What surrounds the phones: the city that is played, and what the clock says there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

EVENING = time(19, 30)


class NoSuchCity(LookupError):
    """The page asked for a city that is not played here."""


class NoSuchMove(LookupError):
    """The page asked for a move that the clock does not know."""


@dataclass(frozen=True)
class City:
    """A city to choose. `streets`: walking times and pictures come from its street file."""

    key: str
    name: str
    name_en: str
    streets: bool


@dataclass(frozen=True)
class StageView:
    """What the page shows of the stage. `now` is Unix time; `moved`: the clock was set."""

    city: str
    cities: tuple[City, ...]
    zone: str
    now: float
    moved: bool
    changing: bool

    def body(self) -> dict[str, Any]:
        return asdict(self)


class Stage(Protocol):
    """Given to the server where there is something to choose."""

    @property
    def streets_file(self) -> Path | None:
        """The street file of the city, if it has one."""
        ...

    def view(self) -> StageView:
        """What is played now."""
        ...

    async def switch(self, city: str) -> None:
        """Begin anew in a city; returns when its bot answers. Raises `NoSuchCity`."""
        ...

    def move_clock(self, move: str) -> None:
        """Set the playground's clock. Raises `NoSuchMove`."""
        ...


Move = Callable[[datetime], datetime]
MOVES: Mapping[str, Move] = {
    "hour": lambda local: local.astimezone(ZoneInfo("UTC")) + timedelta(hours=1),
    "day": lambda local: local + timedelta(days=1),
    "evening": lambda local: datetime.combine(
        local.date() + timedelta(days=1), EVENING, local.tzinfo
    ),
}
BACK = "now"


def moved(now: datetime, move: str, zone: ZoneInfo) -> datetime:
    """Where a move leads from `now`: an hour passes; a day and the evening go by the clock on
    the wall of `zone`, also where it is put forward or back meanwhile. Raises `NoSuchMove`."""
    if move not in MOVES:
        raise NoSuchMove(move)
    return MOVES[move](now.astimezone(zone))
