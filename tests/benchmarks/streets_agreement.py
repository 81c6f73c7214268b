"""Compares walking distances with a reference and explains every large difference by class.

    python -m tests.benchmarks.streets_agreement [EXTRACT.osm.pbf [REFERENCE.json]]

A pair that is off by more than 10 % belongs to the first class whose rule, taken over from
the reference, makes it agree:

- areas: squares are left out, as the reference does;
- underground: service roads in tunnels may be walked on, and catch positions above them;
- access: private ways are open, or closed gates are, or the pavements that are tagged as
  cycleways are closed;
- snapping: one end is taken to another street that is at most 20 m farther than the nearest.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from geo.position import Position
from geo.streets.building import extract as reading
from geo.streets.building.access import Walkway, blocks, walkway
from geo.streets.building.build import assemble
from geo.streets.metric import metres_per_degree
from geo.streets.network import StreetNetwork

DATA = Path(__file__).parents[1] / "data" / "osm"
FAR_OFF = 0.10
_FARTHER_M = 20.0

Tags = Mapping[str, str]
Rule = Callable[[Tags], Walkway | None]


def underground(tags: Tags) -> Walkway | None:
    tags = dict(tags)
    if tags.get("highway") == "service" and tags.get("access") not in ("private", "no"):
        tags.setdefault("foot", "yes")
    way = walkway(tags)
    return way and replace(way, attracts=True)


def private_open(tags: Tags) -> Walkway | None:
    return underground({k: v for k, v in dict(tags).items() if v not in ("private", "no")})


def cycle_pavements_closed(tags: Tags) -> Walkway | None:
    if tags.get("highway") == "cycleway" and tags.get("footway") == "sidewalk":
        return None
    return underground(tags)


def gates_open(_tags: Tags) -> bool:
    return False


@contextmanager
def rules(ways: Rule = walkway, gates: Callable[[Tags], bool] = blocks) -> Iterator[None]:
    kept: tuple[Any, Any] = (reading.walkway, reading.blocks)
    reading.walkway, reading.blocks = ways, gates  # type: ignore[assignment]
    try:
        yield
    finally:
        reading.walkway, reading.blocks = kept


class Comparison:
    """One reference, any number of variants of the network."""

    def __init__(self, extract: Path, reference: Path) -> None:
        known = json.loads(reference.read_text())
        self.extract = extract
        self.engine = f"{known['engine']}, {known['costing']}"
        self.sources = [Position(**row["source"]) for row in known["rows"]]
        self.targets = [Position(**target) for target in known["targets"]]
        self.metres = np.array([row["distance_m"] for row in known["rows"]], dtype=float)

    def network(self, squares: bool = False) -> StreetNetwork:
        return StreetNetwork(assemble(self.extract, squares=squares))

    def difference(self, network: StreetNetwork) -> Any:
        """Relative differences, shape (sources, targets)."""
        found, _ = network.matrix(self.sources, self.targets)
        return (found - self.metres) / np.maximum(self.metres, 1)

    def snapping(self, network: StreetNetwork, pairs: Sequence[tuple[int, int]]) -> list[bool]:
        """For each pair whether it agrees when an end may go to a neighbouring street."""
        agreed = []
        for source, target in pairs:
            starts = neighbours(network, self.sources[source])
            ends = neighbours(network, self.targets[target])
            found, _ = network.matrix(starts, ends)
            reference = max(self.metres[source, target], 1)
            agreed.append(bool((np.abs(found - reference) / reference <= FAR_OFF).any()))
        return agreed


def neighbours(network: StreetNetwork, position: Position) -> list[Position]:
    """The nearest point of every edge that is at most `_FARTHER_M` farther than the nearest."""
    pieces = network.pieces
    start, end = pieces.ends(np.arange(len(pieces.edge)))
    scale = np.array(metres_per_degree(position.lat)[::-1])
    a, b = ((points - [position.lon, position.lat]) * scale for points in (start, end))
    way = b - a
    share = np.clip(-(a * way).sum(axis=1) / np.maximum((way**2).sum(axis=1), 1e-9), 0, 1)
    foot = a + way * share[:, None]
    away = np.hypot(*foot.T)
    near = np.flatnonzero(away <= away.min() + _FARTHER_M)
    nearest = {int(pieces.edge[i]): foot[i] / scale for i in near[np.argsort(-away[near])]}
    return [Position(position.lat + y, position.lon + x) for x, y in nearest.values()]


def report(comparison: Comparison) -> list[str]:
    """The lines of the table."""
    differences = {"as built": comparison.difference(comparison.network(squares=True))}
    differences["areas"] = comparison.difference(comparison.network())
    with rules(underground):
        like_reference = comparison.network()
        differences["underground"] = comparison.difference(like_reference)
    networks = []
    for ways, gates in (
        (private_open, blocks),
        (underground, gates_open),
        (private_open, gates_open),
        (cycle_pavements_closed, blocks),
        (cycle_pavements_closed, gates_open),
    ):
        with rules(ways, gates):
            networks.append(comparison.network())
    access = [comparison.difference(network) for network in networks]
    lines = [
        "| network | median | within 2 % | within 5 % | more than 10 % off |",
        "|---|---|---|---|---|",
    ]
    titles = {
        "as built": "as built: squares crossed",
        "areas": "squares left out, as in the reference",
        "underground": "… and service tunnels walkable, as in the reference",
    }
    lines += [_line(titles[name], differences[name]) for name in titles]
    alike = np.abs(differences["as built"] - differences["areas"]) <= 0.01
    title = f"as built, the {alike.sum()} pairs whose way no square shortens"
    lines.insert(3, _line(title, differences["as built"][alike]))
    left = np.abs(differences["as built"]) > FAR_OFF
    lines += ["", "| class | pairs | we are shorter | we are longer |", "|---|---|---|---|"]
    shorter = differences["as built"] < 0
    for name, agreeing in (
        ("areas", np.abs(differences["areas"]) <= FAR_OFF),
        ("underground", np.abs(differences["underground"]) <= FAR_OFF),
        ("access", np.any([np.abs(found) <= FAR_OFF for found in access], axis=0)),
    ):
        lines.append(_class(name, left & agreeing, shorter))
        left = left & ~agreeing
    for name, tried in (("snapping", [like_reference]), ("access and snapping", networks)):
        pairs = [(int(s), int(t)) for s, t in np.argwhere(left)]
        agreeing = np.zeros_like(left)
        for network in tried:
            for pair, agreed in zip(pairs, comparison.snapping(network, pairs), strict=True):
                agreeing[pair] |= agreed
        lines.append(_class(name, left & agreeing, shorter))
        left = left & ~agreeing
    lines.append(_class("none of these", left, shorter))
    for source, target in np.argwhere(left).tolist():
        lines.append(f"source {source}, target {target}: {comparison.metres[source, target]:.0f} m")
    return lines


def _line(title: str, difference: Any) -> str:
    off = np.abs(difference)
    shares = " | ".join(f"{np.mean(off <= limit):.1%}" for limit in (0.02, 0.05))
    return f"| {title} | {np.median(off):.2%} | {shares} | {np.sum(off > FAR_OFF)} |"


def _class(name: str, chosen: Any, shorter: Any) -> str:
    return f"| {name} | {chosen.sum()} | {(chosen & shorter).sum()} | {(chosen & ~shorter).sum()} |"


def main() -> None:
    extract, reference = (
        Path(given) if given else DATA / default
        for given, default in zip(
            [*sys.argv[1:3], "", ""][:2],
            ("helsinki.osm.pbf", "helsinki_walking_reference.json"),
            strict=True,
        )
    )
    comparison = Comparison(extract, reference)
    print(f"{comparison.metres.size} pairs, {comparison.engine}\n")
    print("\n".join(report(comparison)))


if __name__ == "__main__":
    main()
