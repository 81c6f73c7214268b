"""The streets of a street file as lines for the page's map."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from geo.streets import file
from geo.streets.building.access import Kind

E5 = 100
"""1e-7 degrees in one of 1e-5, about a metre: enough for a map on a screen."""
_STREETS = (Kind.MAIN, Kind.STREET)


@lru_cache(maxsize=2)
def street_lines(path: Path) -> dict[str, Any]:
    """`streets` and smaller `ways`, each a list of lines, a line being latitudes and
    longitudes in turn, in 1e-5 degrees; and the `attribution` to show beside them. Raises one
    of the `StreetFile…` errors."""
    data = file.read(path)
    points = np.column_stack([data.point_y, data.point_x]) // E5
    street = np.isin(data.way_kind[data.edge_way], _STREETS)
    lines: dict[str, list[list[int]]] = {"streets": [], "ways": []}
    for edge in range(len(data.edge_u)):
        start, stop = data.edge_points[edge], data.edge_points[edge + 1]
        line = points[start:stop].ravel().tolist()
        lines["streets" if street[edge] else "ways"].append(line)
    return {**lines, "attribution": data.licence.partition(",")[0]}
