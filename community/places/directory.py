"""All places in memory: what is near on foot, and which place a typed name means.

A `Directory` is a snapshot; `Places` keeps the newest one and builds another when this or
another process changed a center.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from community.hours.opening import Opening, OpenState, opening_at
from community.places import centers
from community.places.centers import Center, CenterUnknown, Landmark
from community.places.names import Match, Named, PlaceNames
from community.storage.database import Database, Transaction
from geo.position import Position
from geo.walking import Reach, Walk, WalkingModel

FULL_STARS = 4.0
"""The filter ★4+ keeps centers with at least this annual evaluation."""
_NEAREST_TRIED = (16, 256)
"""How many of the nearest are looked at when nothing within reach passes the filters."""
CHECK_SECONDS = 1.0
"""How often, at most, the database is asked whether another process changed a center."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a place must have; the empty filter passes everything. Unknown never passes."""

    open_now: bool = False
    always_open: bool = False
    starred: bool = False
    facility: str | None = None
    kind: str | None = None

    def passes(self, center: Center) -> bool:
        """All but the hours, which need a moment."""
        if self.kind is not None and center.kind != self.kind:
            return False
        if self.facility is not None and self.facility not in center.facilities:
            return False
        return not self.starred or (center.stars is not None and center.stars >= FULL_STARS)

    def passes_hours(self, opening: Opening) -> bool:
        if self.always_open and not opening.all_day:
            return False
        return not self.open_now or opening.state is OpenState.OPEN


@dataclass(frozen=True, slots=True)
class NearbyPlace:
    """A center, the way there on foot, and whether it is open."""

    center: Center
    distance_m: float
    seconds: float
    estimated: bool
    opening: Opening

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded up: nobody comes too late by trusting them."""
        return max(1, -int(-self.seconds // 60))


@dataclass(frozen=True, slots=True)
class Nearby:
    """The answer to "what is near": places in reach, nearest first, or what comes next."""

    places: tuple[NearbyPlace, ...]
    minutes: int
    nearest: NearbyPlace | None = None
    """When nothing is in reach: the nearest that passes all filters but the hours."""
    nearest_open: NearbyPlace | None = None
    """When nothing is in reach: the nearest that passes all filters and is open now."""


class Directory:
    """A snapshot of all places. Building one takes time; asking it is quick."""

    def __init__(
        self,
        all_centers: Iterable[Center],
        landmarks: Iterable[Landmark],
        model: WalkingModel,
        zone: ZoneInfo,
    ) -> None:
        self.centers = tuple(all_centers)
        self.landmarks = tuple(landmarks)
        self.zone = zone
        self._by_id = {center.id: center for center in self.centers}
        self._by_token = {center.token: center for center in self.centers}
        self._landmark_by_id = {landmark.id: landmark for landmark in self.landmarks}
        self.placed = tuple(center for center in self.centers if center.position is not None)
        self.reach: Reach = model.towards(
            [center.position for center in self.placed if center.position is not None]
        )
        self._names: PlaceNames | None = None
        self._model = model
        self._reach_one: dict[int, Reach] = {}

    def center(self, center_id: int) -> Center:
        """Raises `CenterUnknown`."""
        try:
            return self._by_id[center_id]
        except KeyError:
            raise CenterUnknown(id=center_id) from None

    def center_by_token(self, token: str) -> Center:
        """The center of a deep link. Raises `CenterUnknown`."""
        try:
            return self._by_token[token]
        except KeyError:
            raise CenterUnknown(token=token) from None

    @property
    def example(self) -> str:
        """The name of a place to try: a metro station, or else a center."""
        stations = [place.name for place in self.landmarks if place.kind == "metro_station"]
        others = [place.name for place in (*self.placed[:1], *self.centers[:1])]
        return next(iter((*stations, *others)), "")

    def landmark(self, landmark_id: int) -> Landmark | None:
        return self._landmark_by_id.get(landmark_id)

    def subdistricts(self) -> list[Center]:
        """The centers of the sub-districts, in the order of their reference."""
        return [center for center in self.centers if center.kind == "subdistrict"]

    def communities(self, subdistrict: str) -> list[Center]:
        """The community centers of a sub-district, in the order of their reference."""
        return [
            center
            for center in self.centers
            if center.kind == "community" and center.subdistrict == subdistrict
        ]

    def nearby(
        self, origin: Position, at: datetime, *, minutes: int = 15, filters: Filters | None = None
    ) -> Nearby:
        """What can be reached on foot within `minutes`, and what is open at `at`."""
        filters = filters or Filters()
        found = tuple(self._passing(self.reach.within(origin, minutes * 60.0), at, filters))
        if found or not self.placed:
            return Nearby(found, minutes)
        loose = Filters(facility=filters.facility, kind=filters.kind, starred=filters.starred)
        nearest = self._nearest(origin, at, loose)
        nearest_open = self._nearest(
            origin,
            at,
            Filters(
                open_now=True,
                always_open=filters.always_open,
                facility=filters.facility,
                kind=filters.kind,
                starred=filters.starred,
            ),
        )
        return Nearby((), minutes, nearest, nearest_open)

    def all_by_distance(
        self, origin: Position, at: datetime, filters: Filters | None = None
    ) -> list[NearbyPlace]:
        """Every center with a position, nearest first."""
        walks = self.reach.nearest(origin, len(self.placed))
        return list(self._passing(walks, at, filters or Filters()))

    def walk_to(self, origin: Position, center_id: int, at: datetime) -> NearbyPlace | None:
        """The way to one center; None when its position is unknown or nobody can walk there."""
        center = self._by_id.get(center_id)
        if center is None or center.position is None:
            return None
        if center_id not in self._reach_one:
            self._reach_one[center_id] = self._model.towards([center.position])
        for walk in self._reach_one[center_id].nearest(origin, 1):
            return self._walked(center, walk, at)
        return None

    def opening(self, center: Center, at: datetime) -> Opening:
        return opening_at(center.hours, at, self.zone)

    def find(self, text: str, limit: int = 8) -> list[Match]:
        """Places whose name a typed text may mean, best first (keys of `place`)."""
        if self._names is None:
            self._names = PlaceNames(_named(self.centers, self.landmarks))
        return self._names.find(text, limit)

    def place(self, key: str) -> Center | Landmark | None:
        """The place of a `Match`'s key."""
        kind, number = key[:1], int(key[1:])
        return self._by_id.get(number) if kind == "c" else self._landmark_by_id.get(number)

    def _nearest(self, origin: Position, at: datetime, filters: Filters) -> NearbyPlace | None:
        for count in (*_NEAREST_TRIED, len(self.placed)):
            walks = self.reach.nearest(origin, min(count, len(self.placed)))
            place = next(self._passing(walks, at, filters), None)
            if place is not None:
                return place
        return None

    def _passing(
        self, walks: Iterable[Walk], at: datetime, filters: Filters
    ) -> Iterator[NearbyPlace]:
        for walk in walks:
            if filters.passes(self.placed[walk.target]):
                place = self._place(walk, at)
                if filters.passes_hours(place.opening):
                    yield place

    def _place(self, walk: Walk, at: datetime) -> NearbyPlace:
        return self._walked(self.placed[walk.target], walk, at)

    def _walked(self, center: Center, walk: Walk, at: datetime) -> NearbyPlace:
        return NearbyPlace(
            center, walk.distance_m, walk.seconds, walk.estimated, self.opening(center, at)
        )


class Places:
    """The newest `Directory`, for every transaction that asks."""

    def __init__(self, model: WalkingModel, zone: ZoneInfo) -> None:
        self.model = model
        self._zone = zone
        self._directory: Directory | None = None
        self._revision = -1
        self._checked_at = float("-inf")
        self._lock = asyncio.Lock()

    async def current(self, tx: Transaction) -> Directory:
        """The directory of now; at most `CHECK_SECONDS` behind another process."""
        directory = self._directory
        if directory is not None and time.monotonic() - self._checked_at < CHECK_SECONDS:
            return directory
        async with self._lock:
            self._checked_at = time.monotonic()
            newest = await centers.revision(tx)
            if self._directory is None or newest != self._revision:
                self._directory = await self._build(tx)
                self._revision = newest
            return self._directory

    def expire(self) -> None:
        """Look at the database again at the next question (this process changed a center)."""
        self._checked_at = float("-inf")

    def replace_model(self, model: WalkingModel) -> None:
        """Walk by another model from now on (streets were loaded)."""
        self.model = model
        self._revision = -1
        self.expire()

    async def _build(self, tx: Transaction) -> Directory:
        rows = await centers.all_centers(tx), await centers.all_landmarks(tx)
        return await asyncio.to_thread(Directory, *rows, self.model, self._zone)


async def load_directory(database: Database, model: WalkingModel, zone: ZoneInfo) -> Directory:
    """A snapshot for a command that asks once."""
    async with database.transaction() as tx:
        return await Places(model, zone).current(tx)


def _named(all_centers: Iterable[Center], landmarks: Iterable[Landmark]) -> list[Named]:
    named = [
        Named(f"c{center.id}", center.name, center.kind, _aliases(center), center.address)
        for center in all_centers
    ]
    return named + [
        Named(f"l{landmark.id}", landmark.name, landmark.kind, address=landmark.address)
        for landmark in landmarks
    ]


def _aliases(center: Center) -> tuple[str, ...]:
    own = {"community": center.community, "subdistrict": center.subdistrict}.get(center.kind)
    return (own,) if own else ()
