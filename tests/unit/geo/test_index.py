import math
import subprocess
import sys
from pathlib import Path

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


either_way = pytest.mark.parametrize("tree_from", [0, 500], ids=["tree", "scan"])


@either_way
@given(cluster=clusters, radius=st.one_of(st.floats(0, 3000), st.floats(0, 25_000_000)))
def test_within_finds_what_looking_at_each_finds(tree_from, cluster, radius):
    origin, places = cluster
    indices, metres = PlaceIndex(places, tree_from=tree_from).within(origin, radius)
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


@either_way
@given(cluster=clusters, count=st.integers(-1, 30))
def test_nearest_finds_what_looking_at_each_finds(tree_from, cluster, count):
    origin, places = cluster
    indices, metres = PlaceIndex(places, tree_from=tree_from).nearest(origin, count)
    expected = [far for far, _ in brute_force(origin, places)][: max(0, count)]
    assert metres.tolist() == pytest.approx(expected, abs=1e-6)
    assert len(set(indices.tolist())) == len(expected)


@either_way
def test_equally_far_places_come_in_their_given_order(tree_from):
    places = [HERE, Position(30.21, 120.21), HERE, HERE]
    indices, _ = PlaceIndex(places, tree_from=tree_from).within(HERE, 1000)
    assert indices.tolist() == [0, 2, 3, 1]
    assert PlaceIndex(places, tree_from=tree_from).nearest(HERE, 4)[0].tolist() == [0, 2, 3, 1]


@either_way
def test_an_empty_index_finds_nothing(tree_from):
    index = PlaceIndex([], tree_from=tree_from)
    assert len(index) == 0
    assert index.within(HERE, 1e9)[0].tolist() == []
    assert index.nearest(HERE, 3)[0].tolist() == []


@either_way
def test_no_radius_finds_the_place_itself_and_a_bad_one_nothing(tree_from):
    index = PlaceIndex([HERE], tree_from=tree_from)
    assert index.within(HERE, 0)[0].tolist() == [0]
    assert index.within(HERE, math.inf)[0].tolist() == [0]
    assert index.within(HERE, -1)[0].tolist() == []
    assert index.within(HERE, math.nan)[0].tolist() == []


def test_a_few_places_need_no_tree_and_many_get_one():
    program = """
import sys
from geo.index import TREE_FROM, PlaceIndex
from geo.position import Position
here = Position(30.2, 120.2)
assert len(PlaceIndex([here] * (TREE_FROM - 1)).within(here, 1)[0]) == TREE_FROM - 1
assert "scipy" not in sys.modules
assert len(PlaceIndex([here] * TREE_FROM).within(here, 1)[0]) == TREE_FROM
assert "scipy.spatial" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])
