import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.box import Box, BoxInvalid
from geo.distance import distance_m
from geo.position import Position

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
positions = st.builds(Position, latitudes, longitudes)


@st.composite
def boxes(draw):
    south, north = sorted((draw(latitudes), draw(latitudes)))
    west, east = sorted((draw(longitudes), draw(longitudes)))
    return Box(south, west, north, east)


BINJIANG = Box(30.13, 120.12, 30.25, 120.26)


def test_contains_its_inside_and_its_edges():
    assert BINJIANG.contains(Position(30.2, 120.2))
    assert BINJIANG.contains(Position(30.13, 120.26))
    assert not BINJIANG.contains(Position(30.1299, 120.2))
    assert not BINJIANG.contains(Position(30.2, 120.2601))


@pytest.mark.parametrize(
    "bounds",
    [
        (31, 120, 30, 121),
        (30, 121, 31, 120),
        (-91, 0, 0, 1),
        (0, 0, 1, 181),
        (math.nan, 0, 1, 1),
        (0, 0, 1, math.inf),
    ],
)
def test_refuses_what_is_no_box(bounds):
    with pytest.raises(BoxInvalid):
        Box(*bounds)


def test_is_read_from_text_and_written_back():
    assert Box.parse(" 30.13, 120.12,30.25 ,120.26") == BINJIANG
    assert Box.parse(str(BINJIANG)) == BINJIANG


@pytest.mark.parametrize(
    "text",
    ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,1,1", "1_0,20,30,40", "٣,4,5,6", "3,1,2,2"],
)
def test_refuses_text_that_is_no_box(text):
    with pytest.raises(BoxInvalid):
        Box.parse(text)


def test_the_distance_is_nothing_inside_and_straight_outside():
    assert BINJIANG.distance_m(Position(30.2, 120.2)) == 0
    north = Position(30.26, 120.2)
    assert BINJIANG.distance_m(north) == distance_m(north, Position(30.25, 120.2))
    corner = Position(30.26, 120.27)
    assert BINJIANG.distance_m(corner) == distance_m(corner, Position(30.25, 120.26))
    beside = Position(30.2, 120.27)
    assert BINJIANG.distance_m(beside) == pytest.approx(
        distance_m(beside, Position(30.2, 120.26)), rel=1e-6
    )


@given(box=boxes(), position=positions, up=st.floats(0, 1), right=st.floats(0, 1))
def test_no_point_of_the_box_is_nearer_than_its_distance(box, position, up, right):
    lat = min(box.north, box.south + up * (box.north - box.south))
    lon = min(box.east, box.west + right * (box.east - box.west))
    nearest = box.distance_m(position)
    # The feet are found on the sphere; the ellipsoid moves them a little on long ways.
    assert nearest <= distance_m(position, Position(lat, lon)) * (1 + 1e-5) + 1e-3


@given(places=st.lists(positions, min_size=1, max_size=5), margin=st.floats(0, 50_000))
def test_the_box_around_places_holds_them_and_the_margin(places, margin):
    box = Box.around(places, margin)
    assert all(box.contains(place) for place in places)
    for place in places:
        if box.north < 90:
            assert distance_m(place, Position(box.north, place.lon)) >= margin * (1 - 1e-9) - 1e-6
        if box.south > -90:
            assert distance_m(place, Position(box.south, place.lon)) >= margin * (1 - 1e-9) - 1e-6
        if box.west > -180:
            assert distance_m(place, Position(place.lat, box.west)) >= margin * (1 - 1e-6) - 1e-6


@given(places=st.lists(positions, min_size=1, max_size=5))
def test_without_a_margin_it_is_the_smallest(places):
    box = Box.around(places)
    assume(abs(box.south) < 90 and abs(box.north) < 90)
    assert {box.south, box.north} <= {p.lat for p in places}
    assert {box.west, box.east} <= {p.lon for p in places}


def test_a_margin_over_the_antimeridian_takes_every_longitude():
    box = Box.around([Position(0, 179.9999)], 1000)
    assert (box.west, box.east) == (-180, 180)
    assert Box.around([Position(89.9999, 0)], 1000).north == 90


def test_there_is_no_box_around_nothing():
    with pytest.raises(BoxInvalid):
        Box.around([])
