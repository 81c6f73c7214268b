"""Measure how much longer the way on foot is than the straight line.

    python tests/benchmarks/detour.py REFERENCE.json [SECOND.json]

REFERENCE.json holds `targets` (lat, lon) and `rows`, each a `source` and the walking
`distance_m` to every target, as a routing engine's matrix gives them. Printed: the ratio of
walking to straight distance over the pairs that are 300 to 2000 m apart on foot.

SECOND.json holds another engine's `distance_m` (a list of rows) for the same points. With
it, only the pairs on which both agree within 10 % count: a mistake of one engine, such as
walking around a square instead of across it, then does not.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from geo.distance import distances_m
from geo.position import Position

SHORTEST_M, LONGEST_M = 300, 2000
AGREEMENT = 0.1


def straight_m(reference: dict) -> np.ndarray:
    lat = np.array([target["lat"] for target in reference["targets"]])
    lon = np.array([target["lon"] for target in reference["targets"]])
    sources = [Position(row["source"]["lat"], row["source"]["lon"]) for row in reference["rows"]]
    return np.array([distances_m(source, lat, lon) for source in sources])


def ratios(reference: dict, second: dict | None) -> np.ndarray:
    # null becomes NaN, which no comparison keeps
    walked = np.array([row["distance_m"] for row in reference["rows"]], dtype=float)
    straight = straight_m(reference)
    kept = (walked >= SHORTEST_M) & (walked <= LONGEST_M) & (straight > 0)
    if second is not None:
        other = np.array(second["distance_m"], dtype=float)
        kept &= np.abs(walked - other) <= AGREEMENT * other
    return walked[kept] / straight[kept]


def main() -> None:
    reference, *second = (json.loads(Path(path).read_text()) for path in sys.argv[1:3])
    ratio = ratios(reference, second[0] if second else None)
    print(f"engine     {reference.get('engine', 'unknown')}")
    print(f"pairs      {len(ratio)}")
    for share in (10, 25, 50, 75, 90):
        print(f"percentile {share}: {np.percentile(ratio, share):.3f}")


if __name__ == "__main__":
    main()
