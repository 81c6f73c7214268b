"""Each rule of the walking network on a map made for it."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import shapely

from geo.position import Position
from geo.streets.drawing.circle import circle
from geo.streets.network import StreetNetwork

At = Callable[[float, float], Position]
Streets = Callable[..., StreetNetwork]


def metres(network: StreetNetwork, origin: Position, target: Position) -> float:
    return float(network.matrix([origin], [target])[0][0, 0])


def seconds(network: StreetNetwork, origin: Position, target: Position) -> float:
    return float(network.matrix([origin], [target])[1][0, 0])


def test_a_river_is_crossed_at_its_bridge(streets: Streets, at: At) -> None:
    network = streets("river")
    assert metres(network, at(0, 0), at(0, 100)) == pytest.approx(900, abs=0.5)
    assert metres(network, at(350, 0), at(350, 100)) == pytest.approx(200, abs=0.5)


def test_the_far_bank_is_in_the_circle_only_if_the_bridge_is_near(streets: Streets, at: At) -> None:
    network = streets("river")
    far = at(0, 100)
    soon, later = (circle(network, at(0, 0), t) for t in (300, 900))
    assert not soon.intersects(shapely.Point(far.lon, far.lat))
    assert later.covers(shapely.Point(far.lon, far.lat))
    middle = at(150, 50)
    assert not later.intersects(shapely.Point(middle.lon, middle.lat))


def test_private_roads_are_walked_around(streets: Streets, at: At) -> None:
    network = streets("private")
    assert metres(network, at(0, 0), at(100, 0)) == pytest.approx(300, abs=0.5)


def test_private_roads_open_to_walkers_are_used(streets: Streets, at: At) -> None:
    network = streets("private")
    assert metres(network, at(0, 200), at(100, 200)) == pytest.approx(100, abs=0.5)


def test_a_closed_gate_is_reached_from_both_sides_but_not_passed(streets: Streets, at: At) -> None:
    network = streets("private")
    assert metres(network, at(45, 300), at(55, 300)) == pytest.approx(45 + 300 + 45, abs=0.5)


def test_stairs_are_taken_when_the_way_around_is_longer_than_twice_them(
    streets: Streets, at: At
) -> None:
    network = streets("steps")
    assert metres(network, at(0, 0), at(50, 0)) == pytest.approx(90, abs=0.5)
    assert metres(network, at(0, 120), at(50, 120)) == pytest.approx(50, abs=0.5)
    assert seconds(network, at(0, 120), at(50, 120)) == pytest.approx(50 * 2 * 0.9, abs=1)


def test_a_square_is_crossed(streets: Streets, at: At) -> None:
    network = streets("plaza")
    across = metres(network, at(0, 0), at(100, 100))
    assert across == pytest.approx(100 * math.sqrt(2), abs=0.5)


def test_a_square_is_crossed_around_its_pond(streets: Streets, at: At) -> None:
    network = streets("plaza")
    around = metres(network, at(500, 0), at(600, 100))
    assert around == pytest.approx(2 * math.hypot(70, 30), abs=0.5)


def test_a_square_may_be_left_out(streets: Streets, at: At) -> None:
    network = streets("plaza", squares=False, smallest_island_m=0)
    assert math.isnan(metres(network, at(0, 0), at(100, 100)))


def test_whoever_stands_above_an_underpass_stands_on_the_street(streets: Streets, at: At) -> None:
    network = streets("tunnel")
    snap = network.snap(at(100, -28))
    assert snap is not None
    assert snap.away == pytest.approx(28, abs=0.1)


def test_an_underpass_is_walked_through(streets: Streets, at: At) -> None:
    network = streets("tunnel")
    way = metres(network, at(0, 0), at(200, -130))
    assert way == pytest.approx(30 + 200 + 100, abs=0.5)


def test_underground_service_roads_attract_nobody_and_lead_nowhere(
    streets: Streets, at: At
) -> None:
    network = streets("tunnel")
    snap = network.snap(at(100, 29))
    assert snap is not None
    assert snap.away == pytest.approx(29, abs=0.1)
    assert network.total_m == pytest.approx(200 + 230 + 100 + 200, abs=1)


def test_small_islands_are_dropped_and_large_ones_stay_apart(streets: Streets, at: At) -> None:
    network = streets("island")
    courtyard = network.snap(at(50, 45))
    assert courtyard is not None
    assert courtyard.away == pytest.approx(45, abs=0.1)
    assert math.isnan(metres(network, at(0, 0), at(0, 1000)))
    assert metres(network, at(0, 1000), at(1200, 1000)) == pytest.approx(1200, abs=1)


def test_small_islands_stay_if_asked(streets: Streets, at: At) -> None:
    network = streets("island", smallest_island_m=0)
    courtyard = network.snap(at(50, 45))
    assert courtyard is not None
    assert courtyard.away == pytest.approx(5, abs=0.1)


def test_nodes_in_one_place_are_one(streets: Streets, at: At) -> None:
    network = streets("duplicate")
    assert metres(network, at(0, 0), at(200, 0)) == pytest.approx(200, abs=0.5)


def test_a_bridge_over_a_street_does_not_touch_it(streets: Streets, at: At) -> None:
    network = streets("duplicate", smallest_island_m=0)
    assert math.isnan(metres(network, at(0, 0), at(50, 50)))


def test_one_way_streets_are_walked_both_ways(streets: Streets, at: At) -> None:
    network = streets("river")
    there, back = (
        metres(network, a, b) for a, b in ((at(20, 0), at(30, 100)), (at(30, 100), at(20, 0)))
    )
    assert there == pytest.approx(back)
