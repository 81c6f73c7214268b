import math

import geopy.distance
import pytest

from geo.position import Position
from geo.walking import DETOUR, DetourInvalid, SpeedInvalid, StraightLineEstimate, Walk

HERE = Position(30.2084, 120.2120)
QUARTER = 15 * 60


def north_of_here(metres: float) -> Position:
    end = geopy.distance.geodesic(meters=metres).destination((HERE.lat, HERE.lon), 0)
    return Position(end.latitude, end.longitude)


def test_fifteen_minutes_are_a_thousand_metres_on_foot():
    places = [north_of_here(1001 / DETOUR), north_of_here(999 / DETOUR), HERE]
    walks = StraightLineEstimate().towards(places).within(HERE, QUARTER)
    assert [walk.target for walk in walks] == [2, 1]
    assert walks[0] == Walk(target=2, distance_m=0, seconds=0, estimated=True)
    assert walks[1].distance_m == pytest.approx(999, abs=0.01)
    assert walks[1].seconds == pytest.approx(999 / 1000 * QUARTER, abs=0.01)
    assert walks[1].estimated


def test_exactly_the_limit_is_within():
    reach = StraightLineEstimate().towards([north_of_here(400)])
    (walk,) = reach.nearest(HERE, 1)
    assert reach.within(HERE, walk.seconds) == [walk]


def test_speed_and_detour_are_the_operators_choice():
    place = north_of_here(600)
    (walk,) = StraightLineEstimate(speed_kmh=3.6, detour=2).towards([place]).nearest(HERE, 1)
    assert walk.distance_m == pytest.approx(1200, abs=0.01)
    assert walk.seconds == pytest.approx(1200, abs=0.01)


def test_nearest_goes_however_far_and_keeps_the_order():
    places = [north_of_here(50_000), north_of_here(3_000), north_of_here(9_000)]
    walks = StraightLineEstimate().towards(places).nearest(HERE, 2)
    assert [walk.target for walk in walks] == [1, 2]


def test_nothing_to_walk_to():
    reach = StraightLineEstimate().towards([])
    assert reach.within(HERE, QUARTER) == []
    assert reach.nearest(HERE, 5) == []


@pytest.mark.parametrize("speed", [0, -1, math.nan, math.inf])
def test_refuses_a_speed_nobody_walks(speed):
    with pytest.raises(SpeedInvalid):
        StraightLineEstimate(speed_kmh=speed)


@pytest.mark.parametrize("detour", [0.99, math.nan, math.inf])
def test_refuses_a_way_shorter_than_the_straight_line(detour):
    with pytest.raises(DetourInvalid):
        StraightLineEstimate(detour=detour)
