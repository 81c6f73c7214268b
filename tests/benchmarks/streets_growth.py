"""How the street engine grows: builds synthetic grids of 5 k to 5 M nodes and prints a table.

    python -m tests.benchmarks.streets_growth [NODES …]

Every grid has blocks of about 100 m with crooked corners, so that every node is a junction:
the hardest case. Each step runs in a process of its own, for an honest peak of memory.
"""

from __future__ import annotations

import math
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from geo.position import Position

SIZES = (5_000, 50_000, 500_000, 5_000_000)
MIDDLE = Position(30.2, 120.2)
BLOCK = 0.0009  # degrees, 100 m north


def write_grid(path: Path, nodes: int) -> None:
    """A city of crossing streets with about `nodes` nodes around `MIDDLE`."""
    import osmium
    from osmium.osm.mutable import Node, Way

    side = round(math.sqrt(nodes))
    west, south = MIDDLE.lon - side * BLOCK / 2, MIDDLE.lat - side * BLOCK / 2
    random.seed(side)
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for i in range(side * side):
            lon = west + (i % side + random.uniform(-0.2, 0.2)) * BLOCK
            lat = south + (i // side + random.uniform(-0.2, 0.2)) * BLOCK
            writer.add_node(Node(id=i + 1, location=(lon, lat)))
        for i in range(side):
            row, column = (
                range(i * side + 1, i * side + side + 1),
                range(i + 1, side * side + 1, side),
            )
            for number, line in ((2 * i + 1, row), (2 * i + 2, column)):
                for part in range(0, side, 1500):  # OpenStreetMap allows 2000 nodes in a way
                    refs = list(line[part : part + 1501])
                    if len(refs) > 1:
                        tags = {"highway": "residential", "name": f"Street {number}"}
                        writer.add_way(Way(id=number * 10_000 + part, nodes=refs, tags=tags))


def build(extract: Path, out: Path) -> str:
    from geo.streets.building.build import build

    start = time.perf_counter()
    build(extract, out)
    return f"{time.perf_counter() - start:.1f} {_peak_mb():.0f} {out.stat().st_size / 1e6:.1f}"


def query(file: Path) -> str:
    from geo.streets.directions import directions
    from geo.streets.drawing.circle import circle
    from geo.streets.network import load

    start = time.perf_counter()
    network = load(file)
    loaded = time.perf_counter() - start
    random.seed(1)
    targets, origins = near(20, 1500), near(200, 1000)
    start = time.perf_counter()
    reach = network.towards(targets)
    bound = time.perf_counter() - start
    ask = _p50([lambda o=o: reach.within(o, 900) for o in origins])
    search = _p50([lambda o=o: reach.by_search(o, 900) for o in origins[:20]])
    shape = _p50([lambda o=o: circle(network, o, 900) for o in origins[:20]])
    steps = _p50([lambda o=o: directions(network, o, targets[0]) for o in origins[:20]])
    times = " ".join(f"{ms:.2f}" for ms in (ask, search, shape, steps))
    return f"{loaded * 1000:.0f} {_peak_mb():.0f} {bound * 1000:.0f} {times}"


def near(count: int, metres: float) -> list[Position]:
    reach = metres / 111_000
    return [
        Position(
            MIDDLE.lat + random.uniform(-reach, reach), MIDDLE.lon + random.uniform(-reach, reach)
        )
        for _ in range(count)
    ]


def _p50(calls: list) -> float:  # type: ignore[type-arg]
    times = []
    for call in calls:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return median(times) * 1000


def _peak_mb() -> float:
    """Linux only. (`ru_maxrss` would count the memory of the process that started this one.)"""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _own_process(step: str, *paths: Path) -> list[str]:
    command = [sys.executable, "-m", __spec__.name, step, *map(str, paths)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def main() -> None:
    if sys.argv[1:2] == ["build"]:
        print(build(Path(sys.argv[2]), Path(sys.argv[3])))
        return
    if sys.argv[1:2] == ["query"]:
        print(query(Path(sys.argv[2])))
        return
    print(
        "| nodes | build s | build MB | file MB | load ms | loaded MB | bind 20 targets ms "
        "| ask p50 ms | (by a search) | circle p50 ms | directions p50 ms |"
    )
    print("|---" * 11 + "|")
    for nodes in [int(n) for n in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            extract, out = Path(folder) / "grid.osm.pbf", Path(folder) / "grid.streets"
            write_grid(extract, nodes)
            cells = [
                f"{nodes:,}",
                *_own_process("build", extract, out),
                *_own_process("query", out),
            ]
            print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
