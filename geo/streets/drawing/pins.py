"""Numbered marks of places on the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from PIL import ImageDraw, ImageFont

from geo.position import Position

Point = tuple[float, float]


class PinState(Enum):
    """Whether a place is open. Told apart by shape as well as by colour."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Pin:
    """A place with the number it has in the list beside the picture."""

    number: int
    position: Position
    state: PinState = PinState.UNKNOWN


_FILL = {
    PinState.OPEN: (22, 128, 60),
    PinState.CLOSED: (110, 110, 118),
    PinState.UNKNOWN: (255, 255, 255),
}
_INK = {
    PinState.OPEN: (255, 255, 255),
    PinState.CLOSED: (255, 255, 255),
    PinState.UNKNOWN: (40, 40, 46),
}
_OUTLINE = {
    PinState.OPEN: (255, 255, 255),
    PinState.CLOSED: (255, 255, 255),
    PinState.UNKNOWN: (40, 40, 46),
}
_LEADER = (40, 40, 46)


@cache
def font(size: int) -> Any:
    """The font that Pillow brings along: digits and Latin letters only."""
    return ImageFont.load_default(size=size)


def arrange(points: Sequence[Point], radius: float, size: Point) -> list[Point]:
    """Where to draw marks of `radius` at `points` so that each stays readable.

    The first keep their places; one that would cover an earlier mark moves to the nearest
    free spot on growing circles around its own, and all stay inside the picture.
    """
    placed: list[Point] = []
    for point in points:
        placed.append(_free_spot(point, placed, radius, size))
    return placed


def draw_pins(
    draw: ImageDraw.ImageDraw,
    pins: Sequence[Pin],
    points: Sequence[Point],
    radius: float,
    size: Point,
) -> None:
    """Draw all pins; the one that comes first in the list lies on top."""
    spots = arrange(points, radius, size)
    for point, spot in zip(points, spots, strict=True):
        if math.dist(point, spot) > radius / 2:
            draw.line([point, spot], fill=_LEADER, width=max(2, round(radius / 6)))
            dot = radius / 4
            draw.ellipse(_square(point, dot), fill=_LEADER)
    for pin, spot in reversed(list(zip(pins, spots, strict=True))):
        _draw_pin(draw, pin, spot, radius)


def _free_spot(point: Point, placed: Sequence[Point], radius: float, size: Point) -> Point:
    def fits(spot: Point) -> bool:
        return all(math.dist(spot, other) >= 2.05 * radius for other in placed)

    best = _inside(point, radius, size)
    for ring in range(12):
        count = max(1, 6 * ring)
        for step in range(count):
            angle = 2 * math.pi * step / count
            away = ring * radius * 0.75
            spot = (point[0] + away * math.cos(angle), point[1] + away * math.sin(angle))
            spot = _inside(spot, radius, size)
            if fits(spot):
                return spot
    return best


def _inside(spot: Point, radius: float, size: Point) -> Point:
    margin = radius * 1.2
    x = min(max(spot[0], margin), size[0] - margin)
    y = min(max(spot[1], margin), size[1] - margin)
    return x, y


def _draw_pin(draw: ImageDraw.ImageDraw, pin: Pin, spot: Point, radius: float) -> None:
    fill, outline = _FILL[pin.state], _OUTLINE[pin.state]
    width = max(2, round(radius / 7))
    if pin.state is PinState.OPEN:
        draw.ellipse(_square(spot, radius), fill=fill, outline=outline, width=width)
    elif pin.state is PinState.CLOSED:
        draw.rectangle(_square(spot, radius * 0.88), fill=fill, outline=outline, width=width)
    else:
        corners = [(0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)]
        diamond = [(spot[0] + radius * x, spot[1] + radius * y) for x, y in corners]
        draw.polygon(diamond, fill=fill, outline=outline, width=width)
    text = str(pin.number)
    height = {1: 1.25, 2: 1.05}.get(len(text), 0.8) * radius
    draw.text(spot, text, fill=_INK[pin.state], font=font(round(height)), anchor="mm")


def _square(middle: Point, half: float) -> tuple[float, float, float, float]:
    return middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half
