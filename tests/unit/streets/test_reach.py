"""Walking times: bounds, estimates for positions off the map, tables against searches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.position import Position
from geo.streets.network import StreetNetwork

At = Callable[[float, float], Position]
Streets = Callable[..., StreetNetwork]

IN_HELSINKI = st.builds(
    Position,
    lat=st.floats(60.1645, 60.1788),
    lon=st.floats(24.9355, 24.9530),
)
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_within_is_bounded_and_sorted(streets: Streets, at: At) -> None:
    reach = streets("river").towards([at(400, 100), at(100, 0), at(0, 100)])
    walks = reach.within(at(0, 0), 600)
    assert [walk.target for walk in walks] == [1, 0]
    assert walks[0].distance_m == pytest.approx(100, abs=0.5)
    assert walks[0].seconds == pytest.approx(90, abs=0.5)
    assert not walks[0].estimated


def test_the_way_to_the_street_counts_at_both_ends(streets: Streets, at: At) -> None:
    reach = streets("river").towards([at(300, -20)])
    (walk,) = reach.within(at(100, -10), 900)
    assert walk.distance_m == pytest.approx(10 + 200 + 20, abs=0.5)


def test_both_ends_on_one_street(streets: Streets, at: At) -> None:
    reach = streets("river").towards([at(150, 0)])
    (walk,) = reach.within(at(50, 0), 900)
    assert walk.distance_m == pytest.approx(100, abs=0.5)


def test_what_is_nearer_than_the_street_is_walked_to_straight(streets: Streets, at: At) -> None:
    reach = streets("river").towards([at(100, -80)])
    (walk,) = reach.within(at(110, -80), 900)
    assert walk.distance_m == pytest.approx(10, abs=0.1)


def test_nearest_reaches_beyond_the_tables(streets: Streets, at: At) -> None:
    reach = streets("river").towards([at(0, 100), at(100, 0)], table_seconds=200)
    assert [walk.target for walk in reach.within(at(0, 0), 200)] == [1]
    assert [walk.target for walk in reach.within(at(0, 0), 900)] == [1, 0]
    nearest = reach.nearest(at(0, 0), 2)
    assert [walk.target for walk in nearest] == [1, 0]
    assert nearest[1].distance_m == pytest.approx(900, abs=0.5)


def test_nearest_leaves_out_what_no_way_leads_to(streets: Streets, at: At) -> None:
    reach = streets("island").towards([at(0, 1000), at(2000, 0)])
    assert [walk.target for walk in reach.nearest(at(0, 0), 5)] == [1]
    assert [walk.target for walk in reach.nearest(at(0, 0), 0)] == []


def test_no_targets(streets: Streets, at: At) -> None:
    reach = streets("river").towards([])
    assert reach.within(at(0, 0), 900) == []
    assert reach.nearest(at(0, 0), 3) == []


def test_far_from_any_street_the_first_part_is_estimated(
    streets: Streets, at: At, crow: Any
) -> None:
    reach = streets("river", fallback=crow).towards([at(100, 0), at(400, 0)])
    walks = reach.nearest(at(100, -300), 2)
    assert [(walk.target, walk.estimated) for walk in walks] == [(0, True), (1, True)]
    assert walks[0].distance_m == pytest.approx(300, abs=1)
    assert walks[1].distance_m == pytest.approx(600, abs=1)
    assert walks[1].seconds == pytest.approx((300 * 2 + 300) * 0.9, abs=2)


def test_a_target_far_from_any_street_is_estimated(streets: Streets, at: At, crow: Any) -> None:
    reach = streets("river", fallback=crow).towards([at(100, -300), at(100, 0)])
    walks = {walk.target: walk for walk in reach.nearest(at(0, 0), 2)}
    assert walks[0].estimated
    assert not walks[1].estimated
    assert walks[0].distance_m == pytest.approx(400, abs=1)


def test_off_the_map_what_is_near_is_estimated_directly(
    streets: Streets, at: At, crow: Any
) -> None:
    reach = streets("river", fallback=crow).towards([at(3000, -3000)])
    (walk,) = reach.nearest(at(3000, -2900), 1)
    assert walk.estimated
    assert walk.distance_m == pytest.approx(100, abs=1)


def test_without_an_estimate_nothing_is_told_off_the_map(streets: Streets, at: At) -> None:
    network = streets("river")
    assert network.towards([at(100, 0)]).nearest(at(100, -300), 1) == []
    assert network.towards([at(100, -300)]).nearest(at(100, 0), 1) == []


def test_a_moved_target_alone_is_computed_again(
    streets: Streets, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = streets("river")
    computed: list[Position] = []
    import geo.streets.network as module

    original = module.table

    def counting(network: StreetNetwork, approach: Any, seconds: float) -> Any:
        computed.append(approach.snap.position)
        return original(network, approach, seconds)

    monkeypatch.setattr(module, "table", counting)
    network.towards([at(0, 0), at(100, 0)])
    network.towards([at(0, 0), at(200, 0)])
    assert len(computed) == 3


def test_door_to_door_adds_both_ends(streets: Streets, at: At) -> None:
    network = streets("river")
    places = [at(100, -10)], [at(300, -20), at(100, -900)]
    on_street, _ = network.matrix(*places)
    whole, _ = network.matrix(*places, door_to_door=True)
    assert on_street[0, 0] == pytest.approx(200, abs=0.5)
    assert whole[0, 0] == pytest.approx(230, abs=0.5)
    assert str(on_street[0, 1]) == str(whole[0, 1]) == "nan"


@QUICK
@given(origin=IN_HELSINKI, target=IN_HELSINKI)
def test_never_shorter_than_the_straight_line(
    helsinki: StreetNetwork,
    straight_metres: Callable[[Position, Position], float],
    origin: Position,
    target: Position,
) -> None:
    for walk in helsinki.towards([target]).nearest(origin, 1):
        assert walk.distance_m >= straight_metres(origin, target) - 1e-6
        assert walk.seconds >= walk.distance_m / helsinki.speed - 0.01


@QUICK
@given(origin=IN_HELSINKI, target=IN_HELSINKI)
def test_the_way_back_is_as_long(
    helsinki: StreetNetwork, origin: Position, target: Position
) -> None:
    there = helsinki.towards([target]).nearest(origin, 1)
    back = helsinki.towards([origin]).nearest(target, 1)
    assert [walk.seconds for walk in there] == pytest.approx(
        [walk.seconds for walk in back], abs=0.05
    )


@QUICK
@given(
    origin=IN_HELSINKI,
    targets=st.lists(IN_HELSINKI, min_size=1, max_size=6),
    seconds=st.floats(1, 1500),
    more=st.floats(0, 600),
)
def test_more_time_never_reaches_less(
    helsinki: StreetNetwork,
    origin: Position,
    targets: list[Position],
    seconds: float,
    more: float,
) -> None:
    reach = helsinki.towards(targets)
    soon, later = (reach.within(origin, t) for t in (seconds, seconds + more))
    assert {walk.target for walk in soon} <= {walk.target for walk in later}


@QUICK
@given(
    origin=IN_HELSINKI,
    targets=st.lists(IN_HELSINKI, min_size=1, max_size=6),
    seconds=st.floats(1, 1800),
)
def test_tables_and_searches_agree(
    helsinki: StreetNetwork, origin: Position, targets: list[Position], seconds: float
) -> None:
    reach = helsinki.towards(targets)
    looked_up = {walk.target: walk for walk in reach.within(origin, seconds)}
    searched = {walk.target: walk for walk in reach.by_search(origin, seconds)}
    for target in looked_up.keys() ^ searched.keys():  # float32 against float64 at the bound
        one = looked_up.get(target) or searched[target]
        assert one.seconds == pytest.approx(seconds, abs=0.01)
    for target in looked_up.keys() & searched.keys():
        assert looked_up[target].seconds == pytest.approx(searched[target].seconds, abs=0.01)
        assert looked_up[target].distance_m == pytest.approx(searched[target].distance_m, abs=0.01)
