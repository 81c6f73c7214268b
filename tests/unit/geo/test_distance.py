import geopy.distance
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import arc_m, chord_m, distance_m, distances_m
from geo.position import Position

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
positions = st.builds(Position, latitudes, longitudes)


def geodesic_m(a: Position, b: Position) -> float:
    return geopy.distance.geodesic((a.lat, a.lon), (b.lat, b.lon)).m


def moved(start: Position, metres: float, bearing: float) -> Position:
    end = geopy.distance.geodesic(meters=metres).destination((start.lat, start.lon), bearing)
    return Position(end.latitude, end.longitude)


@given(start=positions, metres=st.floats(1, 100_000), bearing=st.floats(0, 360))
def test_agrees_with_the_geodesic_up_to_100_km_anywhere(start, metres, bearing):
    end = moved(start, metres, bearing)
    assert distance_m(start, end) == pytest.approx(geodesic_m(start, end), rel=1e-6, abs=1e-6)


@given(a=positions, b=positions)
def test_far_distances_are_as_good_as_promised(a, b):
    far = geodesic_m(a, b)
    promised = 5e-4 if far < 5_000_000 else 2e-3 if far < 10_000_000 else 0.05
    assert distance_m(a, b) == pytest.approx(far, rel=promised, abs=1e-6)


@given(a=positions, b=positions)
def test_is_the_same_both_ways_and_nothing_to_itself(a, b):
    assert distance_m(a, b) == distance_m(b, a)
    assert distance_m(a, a) == 0


@given(origin=positions, others=st.lists(positions, max_size=8))
def test_the_array_form_gives_what_the_scalar_gives(origin, others):
    lat = np.array([p.lat for p in others], dtype=float)
    lon = np.array([p.lon for p in others], dtype=float)
    expected = [distance_m(origin, p) for p in others]
    assert distances_m(origin, lat, lon) == pytest.approx(expected, abs=1e-6)


def test_across_the_antimeridian_and_around_the_pole():
    assert distance_m(Position(0, 179.999), Position(0, -179.999)) == pytest.approx(
        222.64, abs=0.01
    )
    assert distance_m(Position(89.999, 0), Position(89.999, 180)) == pytest.approx(223.39, abs=0.01)
    assert distance_m(Position(90, 12), Position(90, -75)) == pytest.approx(0, abs=1e-6)


def test_fifteen_minutes_in_binjiang():
    river_side, library = Position(30.2084, 120.2120), Position(30.21204, 120.20604)
    assert distance_m(river_side, library) == pytest.approx(geodesic_m(river_side, library), 1e-7)


@given(arc=st.floats(0, 20_000_000))
def test_chord_and_arc_are_inverse(arc):
    assert arc_m(chord_m(arc)) == pytest.approx(arc, rel=1e-6, abs=1e-6)


def test_no_chord_bounds_more_than_half_the_earth():
    assert chord_m(20_100_000) == float("inf")
