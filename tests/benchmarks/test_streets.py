"""Speed of the street engine: `make bench` measures, and prints the design's limits beside it.

Liechtenstein is not part of the repository; `ANJIA_BENCH_PBF` names its extract.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from geo.position import Position
from geo.streets import file
from geo.streets.building.build import assemble, build
from geo.streets.directions import directions
from geo.streets.drawing.circle import circle
from geo.streets.drawing.picture import picture
from geo.streets.drawing.pins import Pin, PinState
from geo.streets.network import StreetNetwork, load

DATA = Path(__file__).parents[1] / "data" / "osm"
MIDDLE = Position(60.1709, 24.9441)
LIECHTENSTEIN = Path(
    os.environ.get(
        "ANJIA_BENCH_PBF", Path(__file__).parents[2] / "../shared/osm/liechtenstein.osm.pbf"
    )
)


@pytest.fixture(scope="module")
def helsinki() -> StreetNetwork:
    return StreetNetwork(assemble(DATA / "helsinki.osm.pbf"))


@pytest.fixture(scope="module")
def places() -> tuple[list[Position], list[Position]]:
    known = json.loads((DATA / "helsinki_walking_reference.json").read_text())
    sources = [Position(**row["source"]) for row in known["rows"]]
    return sources, [Position(**target) for target in known["targets"]]


@pytest.fixture(scope="module")
def grid_500k(tmp_path_factory: pytest.TempPathFactory) -> StreetNetwork:
    from tests.benchmarks.streets_growth import write_grid

    extract = tmp_path_factory.mktemp("grid") / "grid.osm.pbf"
    write_grid(extract, 500_000)
    return StreetNetwork(assemble(extract))


@pytest.fixture
def liechtenstein() -> Path:
    if not LIECHTENSTEIN.is_file():
        pytest.skip("set ANJIA_BENCH_PBF to an extract of Liechtenstein")
    return LIECHTENSTEIN


def within(benchmark: Any, limit_ms: float) -> None:
    """Print the median beside the design's limit; a busy machine may well exceed it."""
    if benchmark.enabled:
        median_ms = benchmark.stats["median"] * 1000
        benchmark.extra_info |= {"p50_ms": round(median_ms, 3), "p50_limit_ms": limit_ms}
        print(f"\n{benchmark.name}: p50 {median_ms:.2f} ms (limit {limit_ms})")


def asked(benchmark: Any, reach: Any, origins: list[Position]) -> None:
    turn = cycle(origins)
    benchmark(lambda: reach.within(next(turn), 900))


def test_one_position_to_20_targets(
    benchmark: Any, helsinki: StreetNetwork, places: tuple[list[Position], list[Position]]
) -> None:
    sources, targets = places
    asked(benchmark, helsinki.towards(targets), sources)
    within(benchmark, 0.5)


def test_one_position_to_20_targets_on_500k_nodes(benchmark: Any, grid_500k: StreetNetwork) -> None:
    from tests.benchmarks.streets_growth import near

    random.seed(2)
    asked(benchmark, grid_500k.towards(near(20, 1500)), near(100, 1000))
    within(benchmark, 2)


def test_binding_20_targets(
    benchmark: Any, helsinki: StreetNetwork, places: tuple[list[Position], list[Position]]
) -> None:
    data = helsinki.data
    benchmark.pedantic(
        lambda network: network.towards(places[1]),
        setup=lambda: ((StreetNetwork(data),), {}),
        rounds=10,
    )


def test_circle(benchmark: Any, helsinki: StreetNetwork) -> None:
    benchmark(circle, helsinki, MIDDLE, 900)
    within(benchmark, 5)


def test_circle_on_500k_nodes(benchmark: Any, grid_500k: StreetNetwork) -> None:
    benchmark(circle, grid_500k, Position(30.2, 120.2), 900)
    within(benchmark, 5)


def test_picture(
    benchmark: Any, helsinki: StreetNetwork, places: tuple[list[Position], list[Position]]
) -> None:
    states = [*PinState] * 3
    pins = [Pin(i, p, s) for i, (p, s) in enumerate(zip(places[1], states, strict=False), 1)]
    png = benchmark(picture, helsinki, MIDDLE, 900, pins)
    assert len(png) <= 200_000
    within(benchmark, 60)


def test_directions(
    benchmark: Any, helsinki: StreetNetwork, places: tuple[list[Position], list[Position]]
) -> None:
    sources, targets = places
    turn = cycle(sources)
    benchmark(lambda: directions(helsinki, next(turn), targets[3]))


def test_build_liechtenstein(benchmark: Any, liechtenstein: Path, tmp_path: Path) -> None:
    benchmark.pedantic(build, (liechtenstein, tmp_path / "out"), rounds=3)
    within(benchmark, 6000)


def test_memory_of_building_liechtenstein(
    benchmark: Any, liechtenstein: Path, tmp_path: Path
) -> None:
    step = [sys.executable, "-m", "tests.benchmarks.streets_growth", "build"]
    command = [*step, str(liechtenstein), str(tmp_path / "out")]
    run = lambda: subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: E731
    done = benchmark.pedantic(run, rounds=1)
    peak_mb = float(done.stdout.split()[1])
    print(f"peak memory: {peak_mb:.0f} MB")
    assert peak_mb <= 500


def test_load_liechtenstein(benchmark: Any, liechtenstein: Path, tmp_path: Path) -> None:
    path = tmp_path / "out"
    file.write(assemble(liechtenstein), path)
    benchmark(load, path)
    within(benchmark, 200)
