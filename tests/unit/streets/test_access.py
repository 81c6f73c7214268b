"""Which ways a pedestrian may use."""

from __future__ import annotations

import pytest

from geo.streets.building.access import Kind, blocks, is_area, walkway


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"highway": "residential", "oneway": "yes"},
        {"highway": "primary"},
        {"highway": "trunk"},
        {"highway": "cycleway"},
        {"highway": "steps"},
        {"highway": "corridor"},
        {"highway": "service", "access": "destination"},
        {"highway": "service", "access": "permissive"},
        {"highway": "service", "access": "private", "foot": "yes"},
        {"highway": "residential", "access": "no", "foot": "designated"},
        {"highway": "motorway", "foot": "yes"},
        {"highway": "path", "access": "conditional=yes @ (Mo-Fr 08:00-20:00)"},
        {"highway": "service", "tunnel": "yes", "foot": "yes"},
        {"highway": "service", "tunnel": "building_passage"},
        {"highway": "footway", "layer": "not a number"},
    ],
)
def test_may_be_walked_on(tags: dict[str, str]) -> None:
    assert walkway(tags) is not None


@pytest.mark.parametrize(
    "tags",
    [
        {"railway": "rail"},
        {"railway": "platform"},
        {"highway": "platform"},
        {"highway": "motorway"},
        {"highway": "motorway_link"},
        {"highway": "trunk", "motorroad": "yes"},
        {"highway": "trunk", "sidewalk": "no"},
        {"highway": "construction"},
        {"highway": "proposed"},
        {"highway": "raceway"},
        {"highway": "primary", "foot": "no"},
        {"highway": "primary", "foot": "use_sidepath"},
        {"highway": "service", "access": "private"},
        {"highway": "track", "access": "forestry"},
        {"highway": "footway", "access": "no"},
        {"highway": "service", "tunnel": "yes"},
        {"highway": "service", "layer": "-3", "access": "destination"},
    ],
)
def test_may_not_be_walked_on(tags: dict[str, str]) -> None:
    assert walkway(tags) is None


def test_stairs_take_twice_the_time_and_sand_more_than_dirt() -> None:
    steps, sand, dirt, street = (
        walkway(tags)
        for tags in (
            {"highway": "steps", "surface": "sand"},
            {"highway": "path", "surface": "sand"},
            {"highway": "path", "surface": "dirt"},
            {"highway": "path", "surface": "asphalt"},
        )
    )
    assert steps is not None
    assert sand is not None
    assert dirt is not None
    assert street is not None
    assert steps.effort == 2.0
    assert sand.effort > dirt.effort > street.effort == 1.0


@pytest.mark.parametrize(
    ("tags", "attracts"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "footway", "bridge": "yes"}, True),
        ({"highway": "footway", "tunnel": "building_passage"}, True),
        ({"highway": "footway", "tunnel": "yes"}, False),
        ({"highway": "footway", "layer": "-2"}, False),
        ({"highway": "footway", "location": "underground"}, False),
        ({"highway": "footway", "indoor": "yes"}, False),
        ({"highway": "corridor"}, False),
    ],
)
def test_nobody_on_the_surface_stands_underground_or_indoors(
    tags: dict[str, str], attracts: bool
) -> None:
    found = walkway(tags)
    assert found is not None
    assert found.attracts is attracts


def test_layers_follow_bridges_and_tunnels() -> None:
    layers = [
        walkway({"highway": "footway", **tags})
        for tags in ({}, {"bridge": "yes"}, {"tunnel": "yes"}, {"layer": "3"}, {"layer": "99"})
    ]
    assert [found.layer for found in layers if found] == [0, 1, -1, 3, 9]


def test_crossings_are_told_from_paths() -> None:
    crossing = walkway({"highway": "footway", "footway": "crossing"})
    pavement = walkway({"highway": "footway", "footway": "sidewalk"})
    assert crossing is not None
    assert pavement is not None
    assert (crossing.kind, crossing.sidewalk) == (Kind.CROSSING, False)
    assert (pavement.kind, pavement.sidewalk) == (Kind.PATH, True)


@pytest.mark.parametrize(
    ("tags", "closed"),
    [
        ({"highway": "crossing", "access": "no"}, False),
        ({"barrier": "gate"}, False),
        ({"barrier": "bollard"}, False),
        ({"barrier": "lift_gate", "access": "private", "foot": "yes"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "gate", "foot": "no"}, True),
        ({"barrier": "gate", "locked": "yes"}, True),
        ({"barrier": "wall"}, True),
    ],
)
def test_gates(tags: dict[str, str], closed: bool) -> None:
    assert blocks(tags) is closed


def test_an_area_is_tagged_as_one() -> None:
    assert is_area({"highway": "pedestrian", "area": "yes"})
    assert not is_area({"highway": "pedestrian"})
