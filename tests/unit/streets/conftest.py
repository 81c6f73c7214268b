"""Hand-made maps, in metres east and north of one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from geo.position import Position
from geo.streets.building.build import assemble
from geo.streets.file import StreetData
from geo.streets.metric import lengths, metres_per_degree
from geo.streets.network import StreetNetwork
from geo.walking import Walk

MAPS = Path(__file__).parents[2] / "data" / "osm"
ORIGIN = Position(30.2, 120.2)


class CrowFlies:
    """An estimate: twice as slow as the network, straight."""

    def towards(self, targets: Sequence[Position]) -> CrowReach:
        return CrowReach(targets)


class CrowReach:
    def __init__(self, targets: Sequence[Position]) -> None:
        self._targets = targets

    def nearest(self, origin: Position, count: int) -> list[Walk]:
        walks = []
        for number, target in enumerate(self._targets):
            metres = straight(origin, target)
            walks.append(Walk(number, metres, metres * 2 * 3.6 / 4, estimated=True))
        return sorted(walks, key=lambda walk: walk.seconds)[:count]

    def within(self, origin: Position, seconds: float) -> list[Walk]:
        everything = self.nearest(origin, len(self._targets))
        return [walk for walk in everything if walk.seconds <= seconds]


def straight(a: Position, b: Position) -> float:
    import numpy as np

    return float(lengths(np.array(a.lat), np.array(a.lon), np.array(b.lat), np.array(b.lon)))


def at_metres(east: float, north: float) -> Position:
    per_north, per_east = metres_per_degree(ORIGIN.lat)
    return Position(ORIGIN.lat + north / per_north, ORIGIN.lon + east / per_east)


@pytest.fixture(scope="session")
def at() -> Callable[[float, float], Position]:
    return at_metres


@pytest.fixture(scope="session")
def maps() -> Path:
    return MAPS


@pytest.fixture
def streets(maps: Path) -> Callable[..., StreetNetwork]:
    """Builds the network of a hand-made map."""

    def build(name: str, fallback: CrowFlies | None = None, **how: object) -> StreetNetwork:
        return StreetNetwork(assemble(maps / f"{name}.osm", **how), fallback)  # type: ignore[arg-type]

    return build


@pytest.fixture(scope="session")
def helsinki_data(maps: Path) -> StreetData:
    return assemble(maps / "helsinki.osm.pbf")


@pytest.fixture(scope="session")
def helsinki(helsinki_data: StreetData) -> StreetNetwork:
    return StreetNetwork(helsinki_data)


@pytest.fixture(scope="session")
def crow() -> CrowFlies:
    return CrowFlies()


@pytest.fixture(scope="session")
def straight_metres() -> Callable[[Position, Position], float]:
    return straight
