"""Which ways of OpenStreetMap a person on foot may use, and how hard they are to walk.

The rules follow the OpenStreetMap wiki ("Key:access", "OSM tags for routing/Access
restrictions", row *foot*); `docs/streets.md` has them as a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """What one walks on; stored in street files, so numbers are never reused."""

    MAIN = 0
    STREET = 1
    SERVICE = 2
    PATH = 3
    STEPS = 4
    CROSSING = 5
    AREA = 6
    INDOOR = 7


@dataclass(frozen=True, slots=True)
class Walkway:
    """The qualities that all parts of one way share."""

    kind: Kind
    name: str | None = None
    effort: float = 1.0
    """Time on it relative to a paved, level street."""
    bridge: bool = False
    tunnel: bool = False
    attracts: bool = True
    """False: nobody on the surface is taken to stand on it (underground, indoors)."""
    layer: int = 0
    sidewalk: bool = False
    """Runs along a street, and may go by its name."""


_KINDS = {
    **dict.fromkeys(
        ("trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link"),
        Kind.MAIN,
    ),
    **dict.fromkeys(("tertiary", "tertiary_link"), Kind.MAIN),
    **dict.fromkeys(
        ("residential", "unclassified", "living_street", "pedestrian", "road"), Kind.STREET
    ),
    "service": Kind.SERVICE,
    **dict.fromkeys(("footway", "path", "cycleway", "bridleway", "track", "crossing"), Kind.PATH),
    "steps": Kind.STEPS,
    **dict.fromkeys(("corridor", "elevator"), Kind.INDOOR),
}
_OPENED_BY_FOOT = {"motorway", "motorway_link", "busway", "bus_guideway", "raceway", "escape"}
"""Motor-only unless `foot` says otherwise."""

_YES = {"yes", "designated", "permissive", "official", "destination", "customers", "permit"}
_NO = {"no", "private", "use_sidepath", "restricted", "military"}
_CLOSED = _NO | {"agricultural", "forestry", "delivery", "emergency", "employees", "residents"}

STEPS_EFFORT = 2.0
"""Horizontal speed on stairs is 0.61 m/s up and 0.69 m/s down against 1.34 m/s on the level
(Weidmann, Transporttechnik der Fussgänger, 1993)."""

_SURFACE_EFFORT = {
    **dict.fromkeys(
        ("dirt", "earth", "ground", "grass", "gravel", "pebblestone", "rock", "unhewn_cobblestone"),
        1.1,
    ),
    "mud": 1.8,
    "sand": 2.1,
}
"""Terrain coefficients of Soule & Goldman (1972): dirt road 1.1, swamp 1.8, loose sand 2.1."""


def walkway(tags: Mapping[str, str]) -> Walkway | None:
    """What the way with `tags` is to a pedestrian; None when it is not for them."""
    highway = tags.get("highway")
    kind = _kind(highway, tags)
    if kind is None or not _may_walk(highway, tags):
        return None
    tunnel = tags.get("tunnel") not in (None, "no", "building_passage")
    layer = _layer(tags, tunnel)
    indoor = kind is Kind.INDOOR or tags.get("indoor") not in (None, "no")
    underground = tunnel or layer < 0 or tags.get("location") == "underground"
    if kind is Kind.SERVICE and underground and tags.get("foot") not in _YES:
        return None
    return Walkway(
        kind=kind,
        name=tags.get("name"),
        effort=STEPS_EFFORT
        if kind is Kind.STEPS
        else _SURFACE_EFFORT.get(tags.get("surface", ""), 1.0),
        bridge=tags.get("bridge") not in (None, "no"),
        tunnel=tunnel,
        attracts=not (indoor or underground),
        layer=layer,
        sidewalk=tags.get("footway") == "sidewalk" or highway == "cycleway",
    )


def is_area(tags: Mapping[str, str]) -> bool:
    """Whether a closed way with `tags` is a surface to walk across, not a ring to walk along."""
    return tags.get("area") == "yes"


def blocks(tags: Mapping[str, str]) -> bool:
    """Whether a node with `tags` stops a pedestrian who follows the way through it."""
    if "barrier" not in tags or tags.get("foot") in _YES:
        return False
    return (
        tags.get("foot") in _NO
        or tags.get("access") in _CLOSED
        or (tags.get("locked") == "yes")
        or ("foot" not in tags and "access" not in tags and tags["barrier"] == "wall")
    )


def _kind(highway: str | None, tags: Mapping[str, str]) -> Kind | None:
    if highway is None:
        return None
    if highway in _OPENED_BY_FOOT:
        return Kind.MAIN if tags.get("foot") in _YES else None
    if tags.get("footway") == "crossing" or tags.get("path") == "crossing":
        return Kind.CROSSING
    return _KINDS.get(highway)


def _may_walk(highway: str | None, tags: Mapping[str, str]) -> bool:
    foot = tags.get("foot")
    if foot in _NO:
        return False
    if foot in _YES:
        return True
    if tags.get("motorroad") == "yes" or tags.get("access") in _CLOSED:
        return False
    return not (highway in ("trunk", "trunk_link") and tags.get("sidewalk") in ("no", "none"))


def _layer(tags: Mapping[str, str], tunnel: bool) -> int:
    try:
        return max(-9, min(9, int(tags["layer"])))
    except (KeyError, ValueError):
        if tunnel:
            return -1
        return 1 if tags.get("bridge") not in (None, "no") else 0
