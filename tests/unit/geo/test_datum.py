import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.datum import Datum, from_wgs84, in_china, to_wgs84
from geo.distance import distance_m
from geo.position import Position, PositionInvalid

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "datum_vectors.json").read_text())
SHIFTED = [Datum.GCJ02, Datum.BD09]

in_the_rectangle = st.builds(Position, st.floats(0.8293, 55.8271), st.floats(72.004, 137.8347))
well_inside = st.builds(Position, st.floats(0.9, 55.7), st.floats(72.1, 137.7))
anywhere = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("datum", "wgs", "published", "tolerance_m"),
    [(Datum.GCJ02, v["wgs"], v["gcj"], v["tol_m"]) for v in VECTORS["wgs84_to_gcj02"]]
    + [(Datum.BD09, v["wgs"], v["bd"], v["tol_m"]) for v in VECTORS["wgs84_to_bd09"]],
)
def test_agrees_with_the_vendors_converters(datum, wgs, published, tolerance_m):
    assert distance_m(Position(*from_wgs84(Position(*wgs), datum)), Position(*published)) < (
        tolerance_m
    )
    assert distance_m(to_wgs84(*published, datum), Position(*wgs)) < tolerance_m


@pytest.mark.parametrize("datum", SHIFTED)
@given(position=in_the_rectangle)
def test_there_and_back_is_within_a_tenth_of_a_millimetre(datum, position):
    back = to_wgs84(*from_wgs84(position, datum), datum)
    assert distance_m(position, back) < 1e-4


@pytest.mark.parametrize("datum", SHIFTED)
@given(position=well_inside)
def test_back_and_there_is_exact_inside(datum, position):
    wgs = to_wgs84(position.lat, position.lon, datum)
    assert distance_m(Position(*from_wgs84(wgs, datum)), position) < 1e-4


@pytest.mark.parametrize("datum", SHIFTED)
@given(position=anywhere)
def test_outside_nothing_moves(datum, position):
    assume(not in_china(position.lat, position.lon))
    assert from_wgs84(position, datum) == (position.lat, position.lon)


@pytest.mark.parametrize("datum", SHIFTED)
@given(position=anywhere)
def test_the_way_back_never_moves_far_nor_fails(datum, position):
    assert distance_m(to_wgs84(position.lat, position.lon, datum), position) < 2500


@pytest.mark.parametrize("datum", SHIFTED)
@pytest.mark.parametrize(
    ("lat", "lon"),
    [(30, 72.004), (30, 137.8347), (0.8293, 100), (55.8271, 100), (30, 72.0041), (30, 137.83)],
)
def test_at_the_border_the_way_back_has_an_original_or_leaves_it(datum, lat, lon):
    wgs = to_wgs84(lat, lon, datum)
    if wgs == Position(lat, lon):
        return
    assert distance_m(Position(*from_wgs84(wgs, datum)), Position(lat, lon)) < 1e-4


def test_far_outside_the_way_back_leaves_everything():
    london = Position(51.5, -0.12)
    assert to_wgs84(london.lat, london.lon, Datum.BD09) == london


def test_the_kink_of_the_formula_does_not_stop_the_way_back():
    for lon in (105.0, 105.0 + 1e-13, 104.9999999999):
        position = Position(35.0, lon)
        for datum in SHIFTED:
            assert distance_m(position, to_wgs84(*from_wgs84(position, datum), datum)) < 1e-3


def test_in_binjiang_a_mixed_up_datum_spoils_the_circle():
    here = Position(30.2084, 120.2120)
    assert 500 < distance_m(here, Position(*from_wgs84(here, Datum.GCJ02))) < 530
    assert 1100 < distance_m(here, Position(*from_wgs84(here, Datum.BD09))) < 1200


def test_wgs84_is_given_back_and_nonsense_refused():
    assert to_wgs84(30.1, 120.2, Datum.WGS84) == Position(30.1, 120.2)
    assert from_wgs84(Position(30.1, 120.2), Datum.WGS84) == (30.1, 120.2)
    with pytest.raises(PositionInvalid):
        to_wgs84(91, 120, Datum.GCJ02)
    with pytest.raises(PositionInvalid):
        to_wgs84(float("nan"), 120, Datum.WGS84)
