"""The life circle: contains what is reached, has holes and far banks right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.position import Position
from geo.streets.drawing.circle import HALF_WIDTH_M, circle, circle_geojson
from geo.streets.drawing.contour import trace
from geo.streets.metric import metres_per_degree
from geo.streets.network import StreetNetwork
from geo.streets.reached import reached_streets

At = Callable[[float, float], Position]
Streets = Callable[..., StreetNetwork]

IN_HELSINKI = st.builds(Position, lat=st.floats(60.1645, 60.1788), lon=st.floats(24.9355, 24.9530))
QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def reached_metres(network: StreetNetwork, origin: Position, seconds: float) -> float:
    """Length of all that is reached; what is reached from two sides counts once."""
    streets = reached_streets(network, origin, seconds)
    north, east = metres_per_degree(origin.lat)
    base = np.array([origin.lon, origin.lat])
    a, b = ((ends - base) * [east, north] for ends in (streets.start, streets.end))
    lines = shapely.linestrings(np.stack([a, b], axis=1))
    return float(shapely.union_all(lines, grid_size=0.01).length)


def test_the_last_street_is_cut_where_the_time_runs_out(streets: Streets, at: At) -> None:
    network = streets("river")
    assert reached_metres(network, at(100, 0), 45) == pytest.approx(100, abs=0.5)  # 50 m each way
    assert reached_metres(network, at(200, 0), 180) == pytest.approx(400, abs=0.5)
    assert reached_metres(network, at(400, 0), 180) == pytest.approx(400, abs=0.5)
    shape = circle(network, at(100, 0), 45)
    for east, inside in ((151, True), (100 + 50 + HALF_WIDTH_M + 20, False), (40, True)):
        point = at(east, 0)
        assert shape.covers(shapely.Point(point.lon, point.lat)) is inside


def test_an_edge_reached_from_both_ends_counts_once(streets: Streets, at: At) -> None:
    network = streets("private")
    whole = reached_metres(network, at(0, 0), 3600)
    assert whole == pytest.approx(network.total_m, abs=0.5)


def test_stairs_shrink_the_circle(streets: Streets, at: At) -> None:
    network = streets("steps")
    assert reached_metres(network, at(0, 0), 9) == pytest.approx(5 + 10, abs=0.2)


def test_the_way_to_the_street_takes_its_time(streets: Streets, at: At) -> None:
    network = streets("river")
    assert reached_metres(network, at(100, -40), 45) == pytest.approx(20, abs=0.5)
    assert circle(network, at(100, -60), 45).is_empty
    assert circle(network, at(100, -900), 45).is_empty


def test_a_block_without_streets_is_a_hole(streets: Streets, at: At) -> None:
    shape = circle(streets("compound"), at(0, 0), 3600)
    assert shape.geom_type == "Polygon"
    assert len(shape.interiors) == 1
    for inside in (at(150, 150), at(50, 250), at(250, 50)):
        assert not shape.intersects(shapely.Point(inside.lon, inside.lat))
    for beside in (at(150, 20), at(-20, 150)):
        assert shape.intersects(shapely.Point(beside.lon, beside.lat))


@QUICK
@given(origin=IN_HELSINKI, seconds=st.floats(5, 1500))
def test_the_circle_contains_every_reached_point(
    helsinki: StreetNetwork, origin: Position, seconds: float
) -> None:
    streets = reached_streets(helsinki, origin, seconds)
    shape = circle(helsinki, origin, seconds)
    assert shape.is_valid
    lines = shapely.linestrings(np.stack([streets.start, streets.end], axis=1))
    shapely.prepare(shape)
    assert shapely.covers(shape, lines).all()


@QUICK
@given(origin=IN_HELSINKI, seconds=st.floats(5, 1200), more=st.floats(1, 600))
def test_more_minutes_never_reach_less(
    helsinki: StreetNetwork, origin: Position, seconds: float, more: float
) -> None:
    soon = reached_streets(helsinki, origin, seconds)
    later = circle(helsinki, origin, seconds + more)
    lines = shapely.linestrings(np.stack([soon.start, soon.end], axis=1))
    shapely.prepare(later)
    assert shapely.covers(later, lines).all()


@QUICK
@given(origin=IN_HELSINKI, seconds=st.floats(60, 900), targets=st.lists(IN_HELSINKI, min_size=3))
def test_whoever_is_reached_in_time_has_their_street_in_the_circle(
    helsinki: StreetNetwork, origin: Position, seconds: float, targets: list[Position]
) -> None:
    shape = circle(helsinki, origin, seconds)
    _, times = helsinki.matrix([origin], targets)
    approach = helsinki.approach(origin)
    assert approach is not None
    for target, time in zip(targets, times[0], strict=True):
        snap = helsinki.snap(target)
        if snap is not None and time + approach.metres / helsinki.speed < seconds - 0.5:
            assert shape.intersects(shapely.Point(snap.position.lon, snap.position.lat))


def test_geojson(streets: Streets, at: At) -> None:
    feature = circle_geojson(streets("river"), at(0, 0), 900)
    assert feature["type"] == "Feature"
    assert feature["geometry"]["type"] == "Polygon"
    assert "OpenStreetMap" in feature["properties"]["attribution"]
    lon, lat = feature["geometry"]["coordinates"][0][0]
    assert (round(lon, 2), round(lat, 2)) == (120.2, 30.2)
    assert shapely.geometry.shape(feature["geometry"]).is_valid


def test_contour_of_one_point_is_a_diamond() -> None:
    grid = np.zeros((3, 3), dtype=bool)
    grid[1, 1] = True
    shape = trace(grid, smallest_hole=0, tolerance=0)
    assert shape.equals(shapely.Polygon([(1.5, 1), (1, 1.5), (0.5, 1), (1, 0.5)]))


def test_contour_of_nothing_is_empty() -> None:
    assert trace(np.zeros((4, 4), dtype=bool), 0, 0).is_empty


def test_contour_fills_small_holes_only() -> None:
    grid = np.zeros((9, 9), dtype=bool)
    grid[1:8, 1:8] = True
    grid[4, 4] = False
    assert len(trace(grid, smallest_hole=0.4, tolerance=0).interiors) == 1
    assert len(trace(grid, smallest_hole=0.6, tolerance=0).interiors) == 0


def test_contour_gives_holes_to_the_part_around_them() -> None:
    grid = np.zeros((9, 20), dtype=bool)
    grid[1:8, 1:8] = True
    grid[1:8, 11:18] = True
    grid[3:6, 13:16] = False
    shape = trace(grid, smallest_hole=0, tolerance=0)
    assert sorted(len(part.interiors) for part in shape.geoms) == [0, 1]
    assert shape.is_valid


@given(
    st.lists(st.lists(st.booleans(), min_size=8, max_size=8), min_size=1, max_size=8).map(np.array)
)
def test_contour_separates_set_from_unset_points(inner: np.ndarray) -> None:
    grid = np.pad(inner, 1)
    shape = trace(grid, smallest_hole=0, tolerance=0)
    assert shape.is_valid
    rows, columns = np.indices(grid.shape)
    inside = shapely.contains_xy(shape, columns.ravel(), rows.ravel()).reshape(grid.shape)
    assert (inside == grid).all()
