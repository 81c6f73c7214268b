import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import distance_m
from geo.index import PlaceIndex
from geo.position import Position

HERE = Position(30.2084, 120.2120)

anywhere = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))
at_the_pole = st.builds(Position, st.floats(89.99, 90), st.floats(-180, 180))
at_the_antimeridian = st.builds(
    Position, st.floats(-0.01, 0.01), st.one_of(st.floats(179.99, 180), st.floats(-180, -179.99))
)
clusters = st.one_of(
    st.tuples(area, st.lists(area, max_size=25))
    for area in (anywhere, at_the_pole, at_the_antimeridian)
)


def brute_force(origin, places):
    return sorted((distance_m(origin, place), i) for i, place in enumerate(places))


@given(cluster=clusters, radius=st.one_of(st.floats(0, 3000), st.floats(0, 25_000_000)))
def test_within_finds_what_looking_at_each_finds(cluster, radius):
    origin, places = cluster
    indices, metres = PlaceIndex(places).within(origin, radius)
    everything = brute_force(origin, places)
    slack = 1e-6
    surely = {i for far, i in everything if far <= radius - slack}
    perhaps = {i for far, i in everything if far <= radius + slack}
    assert surely <= set(indices.tolist()) <= perhaps
    assert len(indices) == len(metres) == len(set(indices.tolist()))
    assert metres.tolist() == sorted(metres.tolist())
    for i, far in zip(indices.tolist(), metres.tolist(), strict=True):
        assert far <= radius
        assert far == pytest.approx(distance_m(origin, places[i]), abs=1e-6)


@given(cluster=clusters, count=st.integers(-1, 30))
def test_nearest_finds_what_looking_at_each_finds(cluster, count):
    origin, places = cluster
    indices, metres = PlaceIndex(places).nearest(origin, count)
    expected = [far for far, _ in brute_force(origin, places)][: max(0, count)]
    assert metres.tolist() == pytest.approx(expected, abs=1e-6)
    assert len(set(indices.tolist())) == len(expected)


def test_equally_far_places_come_in_their_given_order():
    places = [HERE, Position(30.21, 120.21), HERE, HERE]
    indices, _ = PlaceIndex(places).within(HERE, 1000)
    assert indices.tolist() == [0, 2, 3, 1]
    assert PlaceIndex(places).nearest(HERE, 4)[0].tolist() == [0, 2, 3, 1]


def test_an_empty_index_finds_nothing():
    index = PlaceIndex([])
    assert len(index) == 0
    assert index.within(HERE, 1e9)[0].tolist() == []
    assert index.nearest(HERE, 3)[0].tolist() == []


def test_no_radius_finds_the_place_itself_and_a_bad_one_nothing():
    index = PlaceIndex([HERE])
    assert index.within(HERE, 0)[0].tolist() == [0]
    assert index.within(HERE, math.inf)[0].tolist() == [0]
    assert index.within(HERE, -1)[0].tolist() == []
    assert index.within(HERE, math.nan)[0].tolist() == []
