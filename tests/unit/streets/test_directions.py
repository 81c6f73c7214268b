"""Steps of a way: names, turns, headings, and lengths that add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.position import Position
from geo.streets.directions import Heading, StepKind, Turn, directions
from geo.streets.network import StreetNetwork

At = Callable[[float, float], Position]
Streets = Callable[..., StreetNetwork]

IN_HELSINKI = st.builds(Position, lat=st.floats(60.1645, 60.1788), lon=st.floats(24.9355, 24.9530))
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def told(network: StreetNetwork, origin: Position, target: Position) -> list[tuple[object, ...]]:
    return [
        (step.turn, step.name, step.heading, round(step.distance_m), step.kind)
        for step in directions(network, origin, target)
    ]


def test_along_the_bank_over_the_bridge_and_back(streets: Streets, at: At) -> None:
    assert told(streets("river"), at(100, 0), at(300, 100)) == [
        (None, "南岸路", Heading.E, 300, StepKind.STREET),
        (Turn.LEFT, "复兴桥", Heading.N, 100, StepKind.BRIDGE),
        (Turn.LEFT, "北岸路", Heading.W, 100, StepKind.STREET),
    ]
    assert told(streets("river"), at(300, 100), at(100, 0)) == [
        (None, "北岸路", Heading.E, 100, StepKind.STREET),
        (Turn.RIGHT, "复兴桥", Heading.S, 100, StepKind.BRIDGE),
        (Turn.RIGHT, "南岸路", Heading.W, 300, StepKind.STREET),
    ]


def test_one_street_is_one_step(streets: Streets, at: At) -> None:
    assert told(streets("river"), at(50, 0), at(350, 0)) == [
        (None, "南岸路", Heading.E, 300, StepKind.STREET)
    ]


def test_named_stairs_are_told(streets: Streets, at: At) -> None:
    steps = told(streets("steps"), at(0, 70), at(50, 120))
    assert (Turn.RIGHT, "百步梯", Heading.E, 50, StepKind.STEPS) in steps


def test_a_square_is_told_with_its_name(streets: Streets, at: At) -> None:
    assert told(streets("plaza"), at(-100, 0), at(200, 100)) == [
        (None, "西街", Heading.E, 100, StepKind.STREET),
        (Turn.SLIGHT_LEFT, "人民广场", Heading.NE, 141, StepKind.SQUARE),
        (Turn.SLIGHT_RIGHT, "东街", Heading.E, 100, StepKind.STREET),
    ]


def test_an_underpass_is_told(streets: Streets, at: At) -> None:
    kinds = [step.kind for step in directions(streets("tunnel"), at(0, 5), at(300, -130))]
    assert StepKind.TUNNEL in kinds


def test_far_from_the_street_the_open_ground_is_told(streets: Streets, at: At) -> None:
    steps = told(streets("river"), at(100, -60), at(300, 0))
    assert steps == [
        (None, None, Heading.N, 60, StepKind.OPEN),
        (Turn.RIGHT, "南岸路", Heading.E, 200, StepKind.STREET),
    ]


def test_near_the_street_the_kerb_is_not_told(streets: Streets, at: At) -> None:
    (step,) = directions(streets("river"), at(100, -10), at(300, -8))
    assert step.name == "南岸路"
    assert step.distance_m == pytest.approx(10 + 200 + 8, abs=0.5)


def test_what_is_nearer_than_the_street_is_straight_ahead(streets: Streets, at: At) -> None:
    assert told(streets("river"), at(100, -80), at(130, -80)) == [
        (None, None, Heading.E, 30, StepKind.OPEN)
    ]


def test_nowhere_to_go(streets: Streets, at: At) -> None:
    network = streets("island")
    assert directions(network, at(0, 0), at(0, 1000)) == []
    assert directions(network, at(0, 0), at(0, -5000)) == []
    assert directions(network, at(100, 0), at(100, 0)) == []


def test_unnamed_wiggles_belong_to_the_street(helsinki: StreetNetwork) -> None:
    steps = directions(helsinki, Position(60.1765, 24.9440), Position(60.1665, 24.9440))
    assert 3 <= len(steps) <= 15
    assert all(step.distance_m >= 12 for step in steps)
    assert sum(step.name is None for step in steps) <= len(steps) / 2


@QUICK
@given(origin=IN_HELSINKI, target=IN_HELSINKI)
def test_steps_add_up_to_the_walk(
    helsinki: StreetNetwork, origin: Position, target: Position
) -> None:
    steps = directions(helsinki, origin, target)
    walks = helsinki.towards([target]).nearest(origin, 1)
    total = sum(step.distance_m for step in steps)
    assert total == pytest.approx(walks[0].distance_m if walks else 0, rel=0.001, abs=0.1)
    assert [step.turn is None for step in steps] == [i == 0 for i in range(len(steps))]


@pytest.mark.parametrize(
    ("target", "metres", "turn"),
    [((200, 20), 220, Turn.STRAIGHT), ((120, 100), 220, Turn.LEFT), ((160, 0), 160, None)],
)
def test_a_loop_is_walked_the_shorter_way(
    streets: Streets, at: At, target: tuple[float, float], metres: float, turn: Turn | None
) -> None:
    network = streets("loop")
    there = directions(network, at(0, 0), at(*target))
    back = directions(network, at(*target), at(0, 0))
    for steps in (there, back):
        assert sum(step.distance_m for step in steps) == pytest.approx(metres, abs=0.5)
    if turn:
        assert there[1].turn is turn
    assert [step.name for step in back] == ["环路", "环东路"]
