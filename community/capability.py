"""What a capability says about itself to everybody who goes through the list.

Plain values: no registration, no hooks at import. `community/capabilities.py` has the list, and
`Database.rules` those of it that are in use.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from community.storage.database import Transaction

if TYPE_CHECKING:
    from community.messages.kinds import NoticeKind
    from community.tables.batches import Imports

BASE: Final = ("members", "places")
"""Everybody may import these capabilities, and none of them can be switched off."""
Hear: TypeAlias = Callable[[Transaction, Any], Awaitable[Any]]
"""Acts on a fact (`community/facts.py`) in the transaction in which it became true. What it
returns is for the teller: for whom it acted, say."""


class Person(Protocol):
    """A member, as far as it takes to find what is kept of them."""

    @property
    def id(self) -> int: ...
    @property
    def channel(self) -> str: ...
    @property
    def channel_user_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is kept of a person, as the page `/privacy` lists it."""

    key: str
    """The texts `kept-KEY` (what it is) and `kept-KEY-until` (for how long) say it."""
    tables: tuple[Table, ...]
    """Where it stands: each table with something of a person is named by exactly one."""
    stays: bool = False
    """Whether the rows outlive the member: without leading to them where they are about something
    else, with their number where the district needs it. `kept-KEY-until` says so."""


@dataclass(frozen=True, slots=True)
class Personal:
    """What a capability keeps of a person, how it is exported and how it is erased."""

    kept: tuple[Kept, ...]
    export: Callable[[Transaction, Person], Awaitable[dict[str, Any]]] | None = None
    """JSON values by name; the names of all together are one object (`community/privacy.py`).
    None: nothing but what others export already."""
    erase: Callable[[Transaction, Person, datetime], Awaitable[None]] | None = None
    """What is done before the member's row goes. None: the foreign keys do it."""


@dataclass(frozen=True, slots=True)
class Check:
    """A promise that no constraint can express; `find` says what breaks it, a line each."""

    name: str
    promise: str
    """In English, for `docs/data-model.md`."""
    find: Callable[[Transaction], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work that is due now and then; harmless when it was done before."""

    name: str
    run: Callable[[Transaction, datetime, ZoneInfo], Awaitable[Any]]
    """Given the zone of the district. Each in a transaction of its own."""
    every_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the database, as a gauge `bot_NAME` of `/metrics`."""

    name: str
    about: str
    count: Callable[[Transaction, datetime], Awaitable[float | Mapping[str, float]]]
    label: str | None = None
    """With a label there is a number for each of its values. Never one for a member."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """One capability, on the side of the rules. Machinery with tables says the same of itself."""

    name: str
    """Of its two folders, `community/NAME` and `handlers/NAME`."""
    tables: tuple[Table, ...] = ()
    uses: tuple[str, ...] = ()
    """The capabilities that it imports besides those of `BASE`; in no circle."""
    personal: Personal | None = None
    checks: Sequence[Check] = ()
    imports: tuple[Imports, ...] = ()
    """How what its files brought in is undone."""
    periodic: Sequence[Periodic] = ()
    figures: Sequence[Figure] = ()
    notices: tuple[NoticeKind, ...] = ()
    hears: Mapping[type, Hear] = field(default_factory=dict)
