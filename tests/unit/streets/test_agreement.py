"""Agreement with the reference distances, with squares left out as the reference does."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from geo.position import Position
from geo.streets.building.build import assemble
from geo.streets.network import StreetNetwork


def test_distances_agree_with_the_reference(maps: Path) -> None:
    network = StreetNetwork(assemble(maps / "helsinki.osm.pbf", squares=False))
    known = json.loads((maps / "helsinki_walking_reference.json").read_text())
    sources = [Position(**row["source"]) for row in known["rows"]]
    targets = [Position(**target) for target in known["targets"]]
    reference = np.array([row["distance_m"] for row in known["rows"]], dtype=float)
    found, _ = network.matrix(sources, targets)
    off = np.abs(found - reference) / np.maximum(reference, 1)
    assert np.median(off) <= 0.01
    assert np.mean(off <= 0.05) >= 0.63


def test_squares_only_ever_shorten_ways(maps: Path) -> None:
    known = json.loads((maps / "helsinki_walking_reference.json").read_text())
    sources = [Position(**row["source"]) for row in known["rows"][:30]]
    crossed, around = (
        StreetNetwork(assemble(maps / "helsinki.osm.pbf", squares=squares)).matrix(
            sources, sources, door_to_door=True
        )[0]
        for squares in (True, False)
    )
    assert np.nanmedian(crossed / np.maximum(around, 1)) < 1
