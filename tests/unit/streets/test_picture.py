"""The picture: small, and everything on it."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from geo.position import Position
from geo.streets.drawing.picture import SIZE, picture
from geo.streets.drawing.pins import Pin, PinState, arrange
from geo.streets.network import StreetNetwork

At = Callable[[float, float], Position]
Streets = Callable[..., StreetNetwork]


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image.convert("RGB")


def near(image: Image.Image, wanted: tuple[int, int, int]) -> int:
    """How many pixels have about this colour."""
    return sum(
        count
        for count, colour in image.getcolors(1 << 20) or ()
        if all(abs(a - b) <= 12 for a, b in zip(colour, wanted, strict=True))  # type: ignore[arg-type]
    )


GREEN, GREY, RED, BLUE = (22, 128, 60), (110, 110, 118), (206, 32, 41), (214, 232, 250)


def test_it_is_small_and_square(helsinki: StreetNetwork) -> None:
    origin = Position(60.1709, 24.9441)
    pins = [
        Pin(i, Position(60.166 + i * 0.001, 24.94), state)
        for i, state in enumerate([*PinState] * 3, 1)
    ]
    png = picture(helsinki, origin, 900, pins)
    assert len(png) <= 200_000
    assert opened(png).size == (SIZE, SIZE)


def test_it_shows_member_circle_and_states(streets: Streets, at: At) -> None:
    network = streets("river")
    pins = [
        Pin(1, at(100, 0), PinState.OPEN),
        Pin(2, at(300, 0), PinState.CLOSED),
        Pin(3, at(300, 100), PinState.UNKNOWN),
    ]
    empty, full = (opened(picture(network, at(0, 0), 900, p)) for p in ((), pins))
    assert near(full, RED) > 200
    assert near(full, BLUE) > 5000
    assert near(empty, GREEN) == 0
    assert near(full, GREEN) > 200
    assert near(full, GREY) > near(empty, GREY) + 200


def test_states_differ_in_shape_too(streets: Streets, at: At) -> None:
    network = streets("river")
    grey = [
        opened(picture(network, at(0, 0), 900, [Pin(1, at(200, 50), state)])).convert("1")
        for state in PinState
    ]
    assert len({image.tobytes() for image in grey}) == 3


def test_numbers_differ(streets: Streets, at: At) -> None:
    network = streets("river")
    drawn = {
        picture(network, at(0, 0), 900, [Pin(number, at(200, 0), PinState.OPEN)])
        for number in (1, 7, 10, 123)
    }
    assert len(drawn) == 4


def test_north_is_up_and_east_is_right(streets: Streets, at: At) -> None:
    network = streets("river")
    image = opened(picture(network, at(200, 50), 3600, [Pin(1, at(400, 100), PinState.OPEN)]))
    pixels = np.asarray(image).astype(int)
    rows, columns = np.nonzero(np.abs(pixels - GREEN).max(axis=2) <= 12)
    assert columns.min() > SIZE / 2
    assert rows.max() < SIZE / 2


def test_far_places_do_not_shrink_the_circle(streets: Streets, at: At) -> None:
    network = streets("river")
    alone = picture(network, at(0, 0), 900)
    assert picture(network, at(0, 0), 900, [Pin(1, at(30_000, 0))]) == alone


def test_a_given_shape_is_not_computed_again(streets: Streets, at: At) -> None:
    from geo.streets.drawing.circle import circle

    network = streets("river")
    shape = circle(network, at(0, 0), 300)
    assert picture(network, at(0, 0), 900, shape=shape) == picture(network, at(0, 0), 300)


def test_without_a_street_in_reach_the_member_is_drawn(streets: Streets, at: At) -> None:
    image = opened(picture(streets("river"), at(0, -2000), 900))
    assert near(image, RED) > 200
    assert near(image, BLUE) == 0


POINT = st.tuples(st.floats(0, 800), st.floats(0, 800))


@given(st.lists(POINT, max_size=8))
def test_marks_do_not_cover_each_other(points: list[tuple[float, float]]) -> None:
    spots = arrange(points, 20, (800, 800))
    assert len(spots) == len(points)
    for i, (x, y) in enumerate(spots):
        assert 20 <= x <= 780
        assert 20 <= y <= 780
        for other in spots[:i]:
            assert (x - other[0]) ** 2 + (y - other[1]) ** 2 >= 40**2


def test_a_lonely_mark_stays_where_it_is() -> None:
    assert arrange([(100, 200)], 20, (800, 800)) == [(100, 200)]


@pytest.mark.parametrize("minutes", [1, 5, 30])
def test_scale_bar_fits_any_span(helsinki: StreetNetwork, minutes: int) -> None:
    assert len(picture(helsinki, Position(60.1709, 24.9441), minutes * 60)) > 1000
