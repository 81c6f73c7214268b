"""Metres from degrees, on the WGS-84 ellipsoid.

Street segments are short, so a plane that is scaled to the latitude of the segment is
exact to less than a millimetre per hundred metres; unlike a sphere it is not off by the
0.3 % that the flattening of the Earth makes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

E7 = 1e-7
"""Coordinates are stored as integers of this many degrees (about 1 cm), as in OSM."""

Floats = NDArray[np.float64]
AnyFloats = NDArray[np.floating[Any]]


def metres_per_degree(lat: float) -> tuple[float, float]:
    """(north, east): the length of one degree of latitude and of longitude at `lat`.

    Series of the WGS-84 radii of curvature (NGA, American Practical Navigator, 2019,
    "length of a degree"); good to a centimetre per degree.
    """
    phi = math.radians(lat)
    north = 111132.92 - 559.82 * math.cos(2 * phi) + 1.175 * math.cos(4 * phi)
    north -= 0.0023 * math.cos(6 * phi)
    east = 111412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi) + 0.118 * math.cos(5 * phi)
    return north, east


def lengths(lat1: AnyFloats, lon1: AnyFloats, lat2: AnyFloats, lon2: AnyFloats) -> Floats:
    """Metres between pairs of near positions, elementwise (degrees in)."""
    phi = np.radians((lat1 + lat2) / 2)
    north = (
        111132.92 - 559.82 * np.cos(2 * phi) + 1.175 * np.cos(4 * phi) - 0.0023 * np.cos(6 * phi)
    )
    east = 111412.84 * np.cos(phi) - 93.5 * np.cos(3 * phi) + 0.118 * np.cos(5 * phi)
    return np.asarray(np.hypot((lat2 - lat1) * north, (lon2 - lon1) * east), dtype=np.float64)
