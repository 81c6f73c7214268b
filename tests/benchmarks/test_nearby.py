"""What is near, with filters and without the database; beside it a scan by geopy."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from geopy.distance import geodesic

from bot.sample import CITIES
from community.hours.opening import OpenState, opening_at
from community.places.centers import Center
from community.places.directory import Directory, Filters
from geo.position import Position
from geo.walking import DETOUR, StraightLineEstimate

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
FILTERS = (Filters(open_now=True), Filters(kind="community"), Filters(facility="wifi"), Filters())
REACH_M = 1000 / DETOUR
ROUNDS = 2000
PER_DISTRICT = 80
DISTRICTS = 1250
"""Of 80 centers each: 100,000 spread over a country as densely as in the real district."""


def centers_of(district: int, chance: random.Random, lat: float, lon: float) -> list[Center]:
    """80 centers in a district like Binjiang, with its real hours and facilities."""
    hours = [center.hours for center in CITIES["binjiang"].centers()]
    kinds = ("community", "community", "station", "themed")
    return [
        Center(
            ref=f"{district}-{number}",
            kind=chance.choice(kinds),
            name=f"中心{district}-{number}",
            lat=lat + chance.uniform(-0.06, 0.06),
            lon=lon + chance.uniform(-0.06, 0.06),
            position_quality="poi",
            hours=chance.choice(hours),
            facilities=("wifi",) if chance.random() < 0.5 else (),
            stars=chance.choice([None, 3.5, 4.5]),
            id=district * PER_DISTRICT + number,
            token=f"{district}-{number}",
        )
        for number in range(PER_DISTRICT)
    ]


def directory(districts: int) -> tuple[Directory, list[Position]]:
    """A directory, and 500 places to ask from, up to 600 m from a center."""
    chance = random.Random(7)
    middles = [(30.195, 120.19)] + [
        (chance.uniform(22, 42), chance.uniform(100, 122)) for _ in range(districts - 1)
    ]
    everything = [
        center
        for number, middle in enumerate(middles)
        for center in centers_of(number, chance, *middle)
    ]
    origins = [
        Position(
            center.lat + chance.uniform(-0.005, 0.005), center.lon + chance.uniform(-0.005, 0.005)
        )
        for center in chance.choices(everything, k=500)
        if center.lat is not None and center.lon is not None
    ]
    return Directory(everything, [], StraightLineEstimate(), SHANGHAI), origins


@pytest.mark.parametrize(("districts", "limit_us"), [(1, 150), (DISTRICTS, 300)])
def test_nearby(benchmark: Any, districts: int, limit_us: int) -> None:
    places, origins = directory(districts)
    questions = enumerate(itertools.cycle(itertools.product(origins, FILTERS)))

    def ask() -> tuple[tuple[Position, datetime], dict[str, Any]]:
        number, (origin, filters) = next(questions)
        return (origin, AT + timedelta(seconds=7 * number)), {"minutes": 15, "filters": filters}

    benchmark.pedantic(places.nearby, setup=ask, rounds=ROUNDS, warmup_rounds=500)
    median_us = benchmark.stats.stats.median * 1e6
    found = [len(places.nearby(origin, AT).places) for origin in origins]
    benchmark.extra_info |= {
        "centers": len(places.centers),
        "found_on_average": sum(found) / len(found),
        "p50_us": round(median_us, 1),
        "p50_limit_us": limit_us,
    }
    print(f"\nnearby, {len(places.centers)} centers: p50 {median_us:.0f} µs (limit {limit_us})")


def test_geopy_scan(benchmark: Any) -> None:
    """The same question by geopy's geodesic to each of the 80."""
    places, origins = directory(1)
    questions = itertools.cycle(itertools.product(origins, FILTERS))

    def scan(origin: Position, filters: Filters) -> list[tuple[float, Center]]:
        found = [
            (geodesic((origin.lat, origin.lon), (center.lat, center.lon)).m, center)
            for center in places.placed
        ]
        return sorted(
            (
                (metres, center)
                for metres, center in found
                if metres <= REACH_M
                and filters.passes(center)
                and filters.passes_hours(opening_at(center.hours, AT, SHANGHAI))
            ),
            key=lambda item: item[0],
        )

    for origin, filters in itertools.islice(questions, 40):
        ours = places.nearby(origin, AT, filters=filters).places
        assert [place.center.id for place in ours] == [
            center.id for _, center in scan(origin, filters)
        ]
        assert all(filters.open_now is False or p.opening.state is OpenState.OPEN for p in ours)
    benchmark.pedantic(scan, setup=lambda: (next(questions), {}), rounds=100)
    median_us = benchmark.stats.stats.median * 1e6
    benchmark.extra_info |= {"centers": len(places.centers), "p50_us": round(median_us, 1)}
    print(f"\ngeopy's geodesic scan of {len(places.centers)}: p50 {median_us:.0f} µs")
